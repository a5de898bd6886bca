//! A small application, its lock, and how it is attacked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use secure_api::prelude::*;
use secure_api_testing::{Attack, json};

/// What the application promises.
pub(crate) const LOCK: &str = r#"
issuer https://issuer.test algorithms=ES256 audience="https://api.test"
limit source rate=300/60s/address
cors https://app.test
role editor includes=reader
role reader
scope notes:read
route GET /me access=jwt answer=200(Me) rate=20/60s/caller timeout=10000ms
route GET /notes/{id} access=jwt answer=200(NoteView) object.id=Note/Read rate=20/60s/caller role=any(reader) timeout=10000ms
route GET /shelf access=jwt answer=204 rate=20/60s/caller scope=all(notes:read) timeout=10000ms
route POST /notes access=jwt answer=201(NoteView) body=2048 json=Draft rate=20/60s/caller,5/1s/caller role=any(editor) timeout=10000ms
route PUT /notes/{id} access=jwt answer=204 body=2048 json=Draft object.id=Note/Update rate=20/60s/caller role=any(editor) timeout=10000ms
sends Me .subject=required,text
sends NoteView .id=required,integer(0..) .text=required,text
takes Draft .rank=or-null,integer(0..9) .text=required,text(1..20)
"#;

#[derive(Clone, Copy, Roles)]
#[roles(Editor > Reader)]
pub(crate) enum Role {
    Reader,
    Editor,
}

#[derive(Clone, Copy, Scopes)]
pub(crate) enum Scope {
    #[scope("notes:read")]
    Read,
}

pub(crate) type Db = Arc<Mutex<BTreeMap<u64, Note>>>;

#[derive(Clone, Resource)]
#[resource(key = id, store = Db, load = find, owner = owner)]
pub(crate) struct Note {
    pub(crate) id: u64,
    pub(crate) text: String,
    owner: Principal,
}

async fn find(db: &Db, id: u64) -> Result<Option<Note>, Problem> {
    Ok(db.lock().unwrap().get(&id).cloned())
}

#[input]
struct Draft {
    text: Text<1, 20>,
    #[validate(range(max = 9))]
    rank: Option<u8>,
}

#[output]
struct NoteView {
    id: u64,
    text: String,
}

#[output]
struct Me {
    subject: String,
}

#[get("/me")]
#[secure(auth = "jwt", rate = "20/min")]
async fn me(caller: Identity) -> Json<Me> {
    Json(Me { subject: caller.subject().to_owned() })
}

#[get("/shelf")]
#[secure(auth = "jwt", scope = Scope::Read, rate = "20/min")]
async fn shelf() -> NoContent {
    NoContent
}

#[get("/notes/{id}")]
#[secure(auth = "jwt", role = Role::Reader, rate = "20/min")]
async fn show(note: Authorized<Note, Read>) -> Json<NoteView> {
    Json(NoteView { id: note.id, text: note.text.clone() })
}

#[post("/notes")]
#[secure(auth = "jwt", role = Role::Editor, rate = ["20/min", "5/s"], body = "2kb")]
async fn create(State(db): State<Db>, caller: Identity, draft: Valid<Json<Draft>>) -> Created<NoteView> {
    let mut db = db.lock().unwrap();
    // Numbers that look like those of anything.
    let id = 1_000 + db.len() as u64 * 7;
    let text = draft.text.as_str().to_owned() + if draft.rank.is_some() { "!" } else { "" };
    db.insert(id, Note { id, text: text.clone(), owner: caller.principal().clone() });
    Created::at(show::uri(id), NoteView { id, text })
}

#[put("/notes/{id}")]
#[secure(auth = "jwt", role = Role::Editor, rate = "20/min", body = "2kb")]
async fn update(State(db): State<Db>, note: Authorized<Note, Update>, draft: Valid<Json<Draft>>) -> NoContent {
    let changed = Note { text: draft.text.as_str().to_owned(), ..note.into_inner() };
    db.lock().unwrap().insert(changed.id, changed);
    NoContent
}

/// The application as it should be.
pub(crate) fn api() -> Api<Db> {
    served(Db::default(), routes![me, shelf, show, create, update])
}

/// Without `GET /me`, which somebody else serves.
pub(crate) fn without_me() -> Api<Db> {
    served(Db::default(), routes![shelf, show, create, update])
}

/// Without `POST /notes`.
pub(crate) fn without_create() -> Api<Db> {
    served(Db::default(), routes![me, shelf, show, update])
}

/// Without `GET /notes/{id}`.
pub(crate) fn without_show() -> Api<Db> {
    served(Db::default(), routes![me, shelf, create, update])
}

/// Without `PUT /notes/{id}`, and where the notes are.
pub(crate) fn without_update() -> (Api<Db>, Db) {
    let db = Db::default();
    (served(db.clone(), routes![me, shelf, show, create]), db)
}

fn served(db: Db, routes: Routes<Db>) -> Api<Db> {
    Api::new(db).source_rate("300/min").cors(Cors::origin("https://app.test")).mount(routes)
}

/// The attack on an application that should keep this lock.
pub(crate) fn attack(api: impl Fn() -> Api<Db> + Send + Sync + 'static) -> Attack {
    let made = |world: secure_api_testing::attack::World| async move {
        let made = world.owner().as_role(Role::Editor).post("/notes").json(&json!({ "text": "Mine." })).await;
        made.assert_status(201).location().to_owned()
    };
    Attack::on(api).lock(LOCK).object("Note", made).quietly()
}
