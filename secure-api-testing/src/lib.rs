//! How to test an application built with `secure-api`: a client that goes through the whole pipeline as whoever the test wants,
//! an issuer of tokens with keys of its own, and a clock that moves on command.
//!
//! A dev-dependency, and a crate of its own: nothing of it can be in a release build of the application.
//!
//! # The application
//! Tests are outside of the crate, in `tests/`. Let the library give the application without the keys that it believes, and
//! let `main` add those: `notes::api().jwt(Jwt::from_env()).serve("127.0.0.1:3000").await`. Then a test is this:
//!
//! ```
//! # mod notes {
//! #     use std::collections::BTreeMap;
//! #     use std::sync::{Arc, Mutex};
//! #     use secure_api::prelude::*;
//! #     #[derive(Clone, Copy, Roles)]
//! #     #[roles(Editor > Reader)]
//! #     pub enum Role { Reader, Editor }
//! #     pub type Db = Arc<Mutex<BTreeMap<u64, Note>>>;
//! #     #[derive(Clone, Resource)]
//! #     #[resource(key = id, store = Db, load = find, owner = owner)]
//! #     pub struct Note { id: u64, text: String, owner: Principal }
//! #     async fn find(db: &Db, id: u64) -> Result<Option<Note>, Problem> {
//! #         Ok(db.lock().unwrap().get(&id).cloned())
//! #     }
//! #     #[input]
//! #     struct Draft { text: Text<1, 20> }
//! #     #[output]
//! #     struct NoteView { id: u64, text: String }
//! #     #[post("/notes")]
//! #     #[secure(auth = "jwt", role = Role::Editor, rate = "10/min")]
//! #     async fn create(State(db): State<Db>, caller: Identity, draft: Valid<Json<Draft>>) -> Created<NoteView> {
//! #         let mut db = db.lock().unwrap();
//! #         let note = Note { id: db.len() as u64, text: draft.text.as_str().to_owned(), owner: caller.principal().clone() };
//! #         db.insert(note.id, note.clone());
//! #         Created::at(show::uri(note.id), NoteView { id: note.id, text: note.text })
//! #     }
//! #     #[get("/notes/{id}")]
//! #     #[secure(auth = "jwt", role = Role::Reader, rate = "60/min")]
//! #     async fn show(note: Authorized<Note, Read>) -> Json<NoteView> {
//! #         Json(NoteView { id: note.id, text: note.text.clone() })
//! #     }
//! #     pub fn api() -> Api<Db> {
//! #         Api::new(Db::default()).mount(routes![create, show])
//! #     }
//! # }
//! use std::time::Duration;
//!
//! use notes::Role;
//! use secure_api_testing::{TestClient, json};
//!
//! # async fn an_editor_writes_and_nobody_else() {
//! // Who may call: a client is a stranger until it is said who it is.
//! let client = TestClient::of(notes::api());
//! let note = json!({ "text": "Hello." });
//! client.anonymous().post("/notes").json(&note).await.assert_status(401);
//! client.as_role(Role::Reader).post("/notes").json(&note).await.assert_status(403);
//! client.as_role(Role::Editor).post("/notes").json(&note).await.assert_status(201);
//! # }
//!
//! # async fn a_note_is_its_owners() {
//! // Whose it is: to the second caller it does not exist.
//! let client = TestClient::of(notes::api());
//! let (ada, eve) = (client.as_subject("ada").as_role(Role::Editor), client.as_subject("eve").as_role(Role::Editor));
//! let made = ada.post("/notes").json(&json!({ "text": "Mine." })).await.assert_status(201);
//! made.follow().await.assert_status(200);
//! eve.get(made.location()).await.assert_status(404);
//! # }
//!
//! # async fn a_note_has_a_text() {
//! // What may arrive: a field, and the rule that it breaks.
//! let editor = TestClient::of(notes::api()).as_role(Role::Editor);
//! editor.post("/notes").json(&json!({ "text": "" })).await.assert_invalid("text", "length");
//! # }
//!
//! # async fn ten_notes_a_minute_are_enough() {
//! // How often: drained, and refused, until the clock has moved on.
//! let client = TestClient::of(notes::api());
//! let editor = client.as_role(Role::Editor);
//! editor.post("/notes").drain().await.assert_admitted(10);
//! client.as_subject("eve").as_role(Role::Editor).post("/notes").await.assert_status(415);
//! client.clock().advance(Duration::from_secs(60));
//! editor.post("/notes").json(&json!({ "text": "Once more." })).await.assert_status(201);
//! # }
//!
//! # async fn a_token_grows_old_and_a_forged_one_is_none() {
//! // Which tokens: old ones are refused, and so is all that attackers make of a good one.
//! let client = TestClient::of(notes::api());
//! let token = client.as_role(Role::Reader).token();
//! client.with_token(&token).get("/notes/7").await.assert_status(404);
//! client.clock().advance(Duration::from_secs(10 * 60));
//! client.with_token(&token).get("/notes/7").await.assert_status(401);
//! for (what, hostile) in client.issuer().token("ada").role("reader").hostile() {
//!     let answer = client.with_token(hostile).get("/notes/7").await;
//!     assert_eq!(answer.status(), 401, "{what}: {answer}");
//! }
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! #     an_editor_writes_and_nobody_else().await;
//! #     a_note_is_its_owners().await;
//! #     a_note_has_a_text().await;
//! #     ten_notes_a_minute_are_enough().await;
//! #     a_token_grows_old_and_a_forged_one_is_none().await;
//! # }
//! ```
//! Each `#[tokio::test]` makes a client, and with it an application, an issuer and a clock of its own. `examples/articles/tests`
//! has the whole of such a suite, with a table of every route by every kind of caller.
//!
//! # When an assertion fails
//! It prints the whole answer, and not only a number: who asked for what on which line, the status that was expected and the one
//! that came, the request id by which the log has it, and the problem.
//! ```text
//! expected 201, got 422
//! POST /notes as `test-editor`, role editor, at tests/notes.rs:12:24
//! 422 with the request id 5d0e4bdfa3a34ecb8e2f6fb8f8a7c7f1
//!   content-type: application/problem+json
//!   ..
//! {
//!   "errors": [ { "code": "length", "field": "text" } ],
//!   ..
//! }
//! ```
//!
//! # An issuer that is declared otherwise
//! [`TestClient::of`] declares the issuer by itself. Where the declaration is what is tested, make the parts by hand:
//! ```
//! # use secure_api::identify::RoleMap;
//! # use secure_api::prelude::*;
//! # #[derive(Clone, Copy, Roles)]
//! # enum Role { Admin }
//! # #[get("/admin")]
//! # #[secure(auth = "jwt", role = Role::Admin, rate = "60/min")]
//! # async fn admin() -> NoContent {
//! #     NoContent
//! # }
//! use secure_api_testing::{TestClient, TestIssuer, json};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let issuer = TestIssuer::new();
//! let roles = RoleMap::claim("realm_access.roles").grant("app-admin", Role::Admin);
//! let app = Api::new(()).jwt(issuer.jwt().roles(roles)).mount(routes![admin]).build().unwrap();
//! let client = TestClient::in_memory(app).with_issuer(&issuer);
//!
//! let admin = client.with_claim("realm_access", json!({ "roles": ["app-admin"] }));
//! admin.get("/admin").await.assert_status(204);
//! client.as_role(Role::Admin).get("/admin").await.assert_status(403);
//! # }
//! ```
//! Where the names are the application's own and only stand elsewhere, [`TestIssuer::roles_at`] lets `as_role` write them there.
//! [`TestIssuer::rotate`] gives the issuer another key.
//!
//! An application that fetches its keys (`Jwt::oidc(..)`) is tested as it is declared: [`TestIssuer::served`] is an issuer on this
//! machine, with its documents. `examples/oidc/tests` has all of it. [`TestIssuer::jwk_set`] and [`TestIssuer::discovery`] are these
//! documents, for a server of your own.
//!
//! # An application that is moved
//! [`TestClient::in_memory`] calls the axum router that there was, and [`TestIssuer::with_shared_secret`] signs with HS256 by a secret
//! that its old routes get as well, so that the same requests go to both: `examples/existing-axum/tests` asks three stages.
//!
//! # What nobody thought of testing
//! [`Attack`] reads the reviewed `security.lock` and tries what it promises at the running application, route by route: some 1,500
//! cases on `examples/articles`, in `examples/articles/tests/attack.rs`. [`attack`] says what is tried. [`Attack::at`] does it at a deployment that says that it
//! wants it (`examples/attack`); for `https` there is the feature of that name.
//!
//! # What it does not show
//! [`TestClient::of`] has no socket: how bytes are framed and how slow a client may be only [`TestClient::served`] and a
//! connection of your own show. The clock moves limits and tokens; what a handler waits for by itself, it waits for.
#![forbid(unsafe_code)]

pub mod attack;
mod client;
mod clock;
mod issuer;
pub mod lock;
mod response;

pub use attack::Attack;
pub use client::{Drained, TestClient, TestRequest};
pub use clock::TestClock;
pub use http::{HeaderName, Method, header};
pub use issuer::{TestIssuer, TestToken};
pub use response::{FieldFault, PageBody, ProblemBody, RateLimit, TestResponse};
pub use serde_json::{Value, json};
