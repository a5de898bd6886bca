//! Objects: somebody else's, a missing one and a malformed id cannot be told apart.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use http::Method;
use secure_api::prelude::{Page as PageOf, *};
use secure_api_testing::TestIssuer;
use secure_api_tests::{Served, assert_refused, comparable};
use serde_json::json;

const ISSUER: &str = "https://issuer.test";

#[derive(Clone, Default)]
struct Store {
    notes: Arc<Mutex<BTreeMap<u32, Note>>>,
}

impl Store {
    async fn note(&self, id: u32) -> Result<Option<Note>, Problem> {
        Ok(self.notes.lock().unwrap().get(&id).cloned())
    }

    async fn child(&self, (org, id): (u32, u32)) -> Result<Option<Child>, Problem> {
        let owner = Principal::new(ISSUER, "ada");
        Ok((org == 1 && id == 10).then_some(Child { id, owner }))
    }

    async fn page(&self, id: u32) -> Result<Option<Page>, Problem> {
        Ok((id < 3).then_some(Page { id, published: id == 1 }))
    }

    async fn broken(&self, id: u32) -> Result<Option<Broken>, std::io::Error> {
        Err(std::io::Error::other(format!("the store at 10.0.0.7 knows no {id}")))
    }
}

#[derive(Clone, Debug, Action)]
struct Publish;

#[derive(Clone, Debug, Resource)]
#[resource(key = id, store = Store, load = Store::note, owner(owner, Read, Update, Delete))]
struct Note {
    id: u32,
    text: String,
    owner: Principal,
}

impl Authorize<Publish> for Note {
    fn permits(&self, caller: &Caller) -> bool {
        caller.is(&self.owner) && self.text != "locked"
    }
}

#[derive(Resource)]
#[resource(key = (org: u32, id), store = Store, load = Store::child, owner = owner)]
struct Child {
    id: u32,
    owner: Principal,
}

#[derive(Resource)]
#[resource(key = id, store = Store, load = Store::page)]
struct Page {
    id: u32,
    published: bool,
}

impl Authorize<Read> for Page {
    fn permits(&self, caller: &Caller) -> bool {
        self.published || caller.identity().is_some()
    }
}

#[derive(Resource)]
#[resource(key = id, store = Store, load = Store::broken, everyone(Read))]
struct Broken {
    id: u32,
}

#[output]
struct NoteView {
    id: u32,
    text: String,
}

#[get("/notes")]
#[secure(auth = "jwt")]
async fn list(State(store): State<Store>, caller: Caller, page: Valid<Query<PageOf<100>>>) -> Json<Paged<NoteView>> {
    let notes: Vec<Note> = store.notes.lock().unwrap().values().cloned().collect();
    let mine = Authorized::<Note, Read>::filter(notes, &caller);
    Json(Paged::cut(mine, &page).map(|note| NoteView { id: note.id, text: note.text.clone() }))
}

#[get("/notes/{id}")]
#[secure(auth = "jwt")]
async fn show(note: Authorized<Note, Read>) -> Json<NoteView> {
    Json(NoteView { id: note.id, text: note.text.clone() })
}

#[put("/notes/{id}")]
#[secure(auth = "jwt")]
async fn replace(State(store): State<Store>, note: Authorized<Note, Update>) -> NoContent {
    write(&store, note, "replaced")
}

#[patch("/notes/{id}")]
#[secure(auth = "jwt")]
async fn change(State(store): State<Store>, note: Authorized<Note, Update>) -> NoContent {
    write(&store, note, "changed")
}

#[delete("/notes/{id}")]
#[secure(auth = "jwt")]
async fn remove(State(store): State<Store>, note: Authorized<Note, Delete>) -> NoContent {
    store.notes.lock().unwrap().remove(&note.id);
    NoContent
}

#[post("/notes/{id}")]
#[secure(auth = "jwt")]
async fn publish(State(store): State<Store>, note: Authorized<Note, Publish>) -> NoContent {
    let note = note.into_inner();
    store.notes.lock().unwrap().insert(note.id, Note { text: "published".to_owned(), ..note });
    NoContent
}

#[get("/orgs/{org}/children/{id}")]
#[secure(auth = "jwt")]
async fn child(child: Authorized<Child, Read>) -> StatusCode {
    if child.id == 10 { StatusCode::OK } else { StatusCode::ACCEPTED }
}

#[get("/pages/{id}")]
#[secure(public = "published pages are for everyone", auth = optional("jwt"), rate = "600/min")]
async fn page(page: Authorized<Page, Read>) -> StatusCode {
    if page.id == 1 { StatusCode::OK } else { StatusCode::ACCEPTED }
}

#[get("/broken/{id}")]
#[secure(public = "its store is down", rate = "600/min")]
async fn broken(broken: Authorized<Broken, Read>) -> StatusCode {
    if broken.id == 0 { StatusCode::OK } else { StatusCode::ACCEPTED }
}

fn write(store: &Store, note: Authorized<Note, Update>, text: &str) -> NoContent {
    store.notes.lock().unwrap().insert(note.id, Note { text: text.to_owned(), ..note.into_inner() });
    NoContent
}

/// Note 1 is ada's, note 2 is bob's.
fn store() -> Store {
    let store = Store::default();
    for (id, owner) in [(1, "ada"), (2, "bob")] {
        let note = Note { id, text: format!("of {owner}"), owner: Principal::new(ISSUER, owner) };
        store.notes.lock().unwrap().insert(id, note);
    }
    store
}

async fn serve(store: &Store, issuer: &TestIssuer) -> Served {
    let routes = routes![list, show, replace, change, remove, publish, child, page, broken];
    Served::start(Api::new(store.clone()).jwt(issuer.jwt()).mount(routes)).await
}

#[tokio::test]
async fn no_verb_tells_somebody_elses_object_from_a_missing_or_malformed_one() {
    let (store, issuer) = (store(), TestIssuer::new());
    let app = serve(&store, &issuer).await;
    let ada = issuer.token("ada").mint();
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE, Method::POST] {
        let missing = app.request(method.clone(), "/notes/999").bearer(&ada).send().await;
        assert_refused(&missing, 404);
        for id in ["2", "x", "-1", "01", "1%20", "%31x", "4294967296", "1%2f", "%ff", "%00", "2;a=b"] {
            let answer = app.request(method.clone(), &format!("/notes/{id}")).bearer(&ada).send().await;
            assert_eq!(comparable(&answer), comparable(&missing), "{method} {id}");
        }
    }
    let notes = store.notes.lock().unwrap();
    assert_eq!(notes.values().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["of ada", "of bob"]);
}

#[tokio::test]
async fn the_owner_may_and_a_namesake_of_another_issuer_may_not() {
    let (store, issuer) = (store(), TestIssuer::new());
    let app = serve(&store, &issuer).await;
    let ada = issuer.token("ada").mint();
    for (method, status) in [(Method::GET, 200), (Method::PUT, 204), (Method::PATCH, 204), (Method::POST, 204)] {
        assert_eq!(app.request(method, "/notes/1").bearer(&ada).send().await.status(), status);
    }
    assert_eq!(app.get("/notes/1").bearer(&ada).send().await.text(), r#"{"id":1,"text":"published"}"#);
    assert_eq!(app.delete("/notes/1").bearer(&ada).send().await.status(), 204);
    assert_refused(&app.get("/notes/1").bearer(&ada).send().await, 404);

    let stranger = Note { id: 3, text: String::new(), owner: Principal::new("https://other.test", "ada") };
    store.notes.lock().unwrap().insert(3, stranger);
    assert_refused(&app.get("/notes/3").bearer(&ada).send().await, 404);
}

#[tokio::test]
async fn an_action_of_ones_own_is_asked_by_its_own_rule() {
    let (store, issuer) = (store(), TestIssuer::new());
    let app = serve(&store, &issuer).await;
    let ada = issuer.token("ada").mint();
    store.notes.lock().unwrap().get_mut(&1).unwrap().text = "locked".to_owned();
    assert_refused(&app.post("/notes/1").bearer(&ada).send().await, 404);
    assert_eq!(app.put("/notes/1").bearer(&ada).send().await.status(), 204);
    assert_eq!(app.post("/notes/1").bearer(&ada).send().await.status(), 204);
}

#[tokio::test]
async fn a_list_holds_what_single_reads_would_give() {
    let (store, issuer) = (store(), TestIssuer::new());
    let app = serve(&store, &issuer).await;
    for (subject, expected) in [("ada", json!([1])), ("bob", json!([2])), ("eve", json!([]))] {
        let token = issuer.token(subject).mint();
        let listed: serde_json::Value = app.get("/notes").bearer(&token).send().await.json();
        let listed = listed["items"].as_array().unwrap();
        assert_eq!(json!(listed.iter().map(|note| note["id"].clone()).collect::<Vec<_>>()), expected);
        for id in 1..=2 {
            let single = app.get(&format!("/notes/{id}")).bearer(&token).send().await;
            assert_eq!(single.status() == 200, listed.iter().any(|note| note["id"] == id), "{subject} {id}");
        }
    }
}

#[tokio::test]
async fn a_child_is_found_only_under_its_parent() {
    let issuer = TestIssuer::new();
    let app = serve(&store(), &issuer).await;
    let (ada, bob) = (issuer.token("ada").mint(), issuer.token("bob").mint());
    assert_eq!(app.get("/orgs/1/children/10").bearer(&ada).send().await.status(), 200);
    let missing = app.get("/orgs/1/children/11").bearer(&ada).send().await;
    assert_refused(&missing, 404);
    for (path, token) in [
        ("/orgs/2/children/10", &ada),
        ("/orgs/10/children/1", &ada),
        ("/orgs/x/children/10", &ada),
        ("/orgs/1/children/x", &ada),
        ("/orgs/1/children/10", &bob),
    ] {
        let answer = app.get(path).bearer(token).send().await;
        assert_eq!(comparable(&answer), comparable(&missing), "{path}");
    }
}

#[tokio::test]
async fn a_stranger_reads_what_is_everyones_and_nothing_else() {
    let issuer = TestIssuer::new();
    let app = serve(&store(), &issuer).await;
    assert_eq!(app.get("/pages/1").send().await.status(), 200);
    let missing = app.get("/pages/9").send().await;
    assert_refused(&missing, 404);
    assert_eq!(comparable(&app.get("/pages/2").send().await), comparable(&missing));
    assert_eq!(app.get("/pages/2").bearer(&issuer.token("ada").mint()).send().await.status(), 202);
}

#[tokio::test]
async fn a_store_that_fails_is_500_and_its_message_stays_here() {
    let app = serve(&store(), &TestIssuer::new()).await;
    let answer = app.get("/broken/1").send().await;
    assert_refused(&answer, 500);
    assert!(!answer.text().contains("10.0.0.7"));
}

#[test]
fn a_decision_can_be_asked_for_without_a_request() {
    let note = Note { id: 1, text: String::new(), owner: Principal::new(ISSUER, "ada") };
    let page = |published| Page { id: 1, published };
    assert!(Authorized::<Note, Read>::decide(note, &Caller::Anonymous).is_err());
    assert!(Authorized::<Page, Read>::decide(page(false), &Caller::Anonymous).is_err());
    let read = Authorized::<Page, Read>::decide(page(true), &Caller::Anonymous).unwrap();
    assert_eq!(read.into_inner().id, 1);
}
