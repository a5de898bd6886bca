//! Health, create by an editor, read of one's own object; JWT, roles, rates, CORS, headers.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use secure_api::prelude::*;
use uuid::Uuid;

#[derive(Clone, Copy, Roles)]
#[roles(Editor > Reader)]
pub enum Role {
    Reader,
    Editor,
}

pub type Db = Arc<Mutex<BTreeMap<Uuid, Note>>>;

#[derive(Clone, Resource)]
#[resource(key = id, store = Db, load = find, owner = owner)]
pub struct Note {
    id: Uuid,
    text: String,
    owner: Principal,
}

async fn find(db: &Db, id: Uuid) -> Result<Option<Note>, Problem> {
    Ok(db.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned())
}

#[input]
struct Draft {
    text: Text<1, 500>,
}

#[output]
struct NoteView {
    id: Uuid,
    text: String,
}

#[get("/health")]
#[secure(public = "liveness probe, returns no data", rate = "60/min")]
async fn health() -> StatusCode {
    StatusCode::OK
}

#[post("/notes")]
#[secure(auth = "jwt", role = "editor", rate = "10/min")]
async fn create(State(db): State<Db>, caller: Identity, draft: Valid<Json<Draft>>) -> Created<NoteView> {
    let note = Note { id: Uuid::new_v4(), text: draft.text.as_str().to_owned(), owner: caller.principal().clone() };
    db.lock().unwrap_or_else(PoisonError::into_inner).insert(note.id, note.clone());
    Created::at(show::uri(note.id), NoteView { id: note.id, text: note.text })
}

#[get("/notes/{id}")]
#[secure(auth = "jwt", role = "reader", rate = "60/min")]
async fn show(note: Authorized<Note, Read>) -> Json<NoteView> {
    Json(NoteView { id: note.id, text: note.text.clone() })
}

pub fn api() -> Api<Db> {
    Api::new(Db::default()).cors(Cors::origin("https://app.example")).mount(routes![health, create, show])
}
