//! Notes that only their owner can read.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use secure_api::prelude::*;

pub type Db = Arc<Mutex<BTreeMap<u64, Note>>>;

#[derive(Clone, Resource)]
#[resource(key = id, store = Db, load = find, owner = owner)]
pub struct Note {
    id: u64,
    text: String,
    owner: Principal,
}

async fn find(db: &Db, id: u64) -> Result<Option<Note>, Problem> {
    Ok(db.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned())
}

#[output]
struct NoteView {
    id: u64,
    text: String,
}

#[get("/notes/{id}")]
#[secure(auth = "jwt", rate = "60/min")]
async fn show(note: Authorized<Note, Read>) -> Json<NoteView> {
    Json(NoteView { id: note.id, text: note.text.clone() })
}

#[get("/health")]
#[secure(public = "liveness probe, returns no data", rate = "60/min")]
async fn health() -> StatusCode {
    StatusCode::OK
}

/// The application, without the keys that it believes.
pub fn api() -> Api<Db> {
    let owner = Principal::new("https://issuer.test", "dev-nobody");
    let db = Db::default();
    db.lock().unwrap_or_else(PoisonError::into_inner).insert(1, Note { id: 1, text: "hello".into(), owner });
    Api::new(db).mount(routes![health, show])
}

#[tokio::main]
async fn main() -> Result<(), secure_api::Error> {
    let jwt = Jwt::from_env().issuer_or("https://issuer.test").audience_or("https://api.test").or_development_key();
    api().jwt(jwt).serve("127.0.0.1:3000").await
}
