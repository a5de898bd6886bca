//! The order of the steps: what is refused first, and what each refusal costs.

use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE};
use secure_api::prelude::*;
use secure_api_testing::{TestClock, TestIssuer};
use secure_api_tests::{RawClient, Served, assert_refused};
use serde_json::json;
use tokio::task::JoinSet;

#[derive(Clone, Copy, Roles)]
#[roles(Editor > Reader)]
enum Role {
    Reader,
    Editor,
}

#[derive(Resource)]
#[resource(key = id, store = Shelf, load = Shelf::note, owner = owner)]
struct Note {
    id: u32,
    owner: Principal,
}

#[derive(Clone)]
struct Shelf;

impl Shelf {
    async fn note(&self, id: u32) -> Result<Option<Note>, Problem> {
        let owner = Principal::new("https://issuer.test", "ada");
        Ok((id == 1).then_some(Note { id, owner }))
    }
}

#[input]
struct Draft {
    title: Text<1, 9>,
}

#[post("/notes")]
#[secure(auth = "jwt", role = "editor", rate = "10/min")]
async fn create(draft: Valid<Json<Draft>>) -> StatusCode {
    if draft.title.is_empty() { StatusCode::OK } else { StatusCode::CREATED }
}

#[put("/notes/{id}")]
#[secure(auth = "jwt", role = "editor", rate = "1000/min")]
async fn update(note: Authorized<Note, Update>, draft: Valid<Json<Draft>>) -> StatusCode {
    if note.id == 1 && !draft.title.is_empty() { StatusCode::OK } else { StatusCode::ACCEPTED }
}

#[get("/open")]
#[secure(public = "shows whom the source limit charges", rate = "1000/min")]
async fn open() -> NoContent {
    NoContent
}

fn app(issuer: &TestIssuer, clock: &TestClock) -> Api<Shelf> {
    Api::new(Shelf).jwt(issuer.jwt()).clock(clock.clone()).mount(routes![create, update, open])
}

struct World {
    app: Served,
    clock: TestClock,
    issuer: TestIssuer,
}

async fn world(source_rate: &str) -> World {
    let (issuer, clock) = (TestIssuer::new(), TestClock::new());
    let app = Served::start(app(&issuer, &clock).source_rate(source_rate)).await;
    World { app, clock, issuer }
}

impl World {
    fn token(&self, subject: &str, role: &str) -> String {
        self.issuer.token(subject).role(role).issued_by(&self.clock).mint()
    }
}

const BODIES: [(&str, &str); 7] = [
    ("application/json", r#"{"title":"fine"}"#),
    ("application/json", r#"{"title":"#),
    ("application/json", r#"{"title":"a","title":"b"}"#),
    ("application/json", r#"{"title":"","more":1}"#),
    ("text/plain", "hello"),
    ("application/json; charset=utf-16", "{}"),
    ("application/x-www-form-urlencoded", "title=a"),
];

#[tokio::test]
async fn a_stranger_gets_401_whatever_the_body() {
    let world = world("1000/min").await;
    for path in ["/notes", "/notes/1"] {
        let method = if path == "/notes" { http::Method::POST } else { http::Method::PUT };
        for (content_type, body) in BODIES {
            let request = || world.app.request(method.clone(), path).header(CONTENT_TYPE, content_type).body(body);
            assert_refused(&request().send().await, 401);
            assert_refused(&request().bearer("not.a.token").send().await, 401);
            assert_refused(&request().header(ACCEPT, "text/html").send().await, 401);
        }
        assert_refused(&world.app.request(method.clone(), path).body("x".repeat(70_000)).send().await, 401);
        assert_refused(&world.app.request(method, path).send().await, 401);
    }
}

#[tokio::test]
async fn a_caller_without_the_role_gets_403_whatever_the_body() {
    let world = world("1000/min").await;
    let token = world.token("ada", "reader");
    for (content_type, body) in BODIES {
        let request = world.app.put("/notes/1").bearer(&token).header(CONTENT_TYPE, content_type).body(body);
        assert_refused(&request.send().await, 403);
    }
}

#[tokio::test]
async fn nothing_is_read_of_a_body_before_the_caller_may_call() {
    let world = world("1000/min").await;
    let reader = format!("authorization: Bearer {}\r\n", world.token("ada", "reader"));
    for (credential, status) in [("", 401), ("authorization: Bearer x\r\n", 401), (reader.as_str(), 403)] {
        let head = format!(
            "POST /notes HTTP/1.1\r\nhost: api.test\r\n{credential}content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            1 << 30
        );
        let mut client = RawClient::connect(world.app.addr()).await;
        assert_refused(&client.send(head).await.answer().await.unwrap(), status);
    }
}

#[tokio::test]
async fn an_object_is_looked_for_only_when_the_input_is_valid() {
    let world = world("1000/min").await;
    let token = world.token("bob", "editor");
    for id in ["1", "2", "none"] {
        let path = format!("/notes/{id}");
        let put = |title: &str| world.app.put(&path).bearer(&token).json(&json!({"title": title})).send();
        assert_refused(&put("").await, 422);
        assert_refused(&put("fine").await, 404);
    }
    let ada = world.token("ada", "editor");
    assert_eq!(world.app.put("/notes/1").bearer(&ada).json(&json!({"title": "fine"})).send().await.status(), 200);
}

#[tokio::test]
async fn a_source_pays_for_unknown_paths_methods_and_bad_tokens_alike() {
    let world = world("5/min").await;
    assert_refused(&world.app.get("/nowhere").send().await, 404);
    assert_refused(&world.app.delete("/open").send().await, 405);
    assert_refused(&world.app.post("/notes").bearer("bad").send().await, 401);
    assert_refused(&world.app.post("/notes").send().await, 401);
    assert_eq!(world.app.get("/open").send().await.status(), 204);
    for path in ["/open", "/nowhere", "/notes"] {
        let problem = assert_refused(&world.app.get(path).send().await, 429);
        assert_eq!(problem["violated-policies"], json!(["source"]));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_tokens_in_parallel_get_exactly_the_limit_of_401() {
    let world = world("20/min").await;
    let mut sent = JoinSet::new();
    for number in 0..200 {
        let request = world.app.post("/notes").bearer(&format!("bad.token.{number}"));
        sent.spawn(async move { request.send().await.status() });
    }
    let statuses = sent.join_all().await;
    let count = |status| statuses.iter().filter(|got| **got == status).count();
    assert_eq!((count(401), count(429)), (20, 180), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_in_parallel_get_exactly_the_limit_of_a_caller() {
    let world = world("1000/min").await;
    let token = world.token("ada", "editor");
    let mut sent = JoinSet::new();
    for _ in 0..100 {
        let request = world.app.post("/notes").bearer(&token).json(&json!({"title": "fine"}));
        sent.spawn(async move { request.send().await.status() });
    }
    let statuses = sent.join_all().await;
    let count = |status| statuses.iter().filter(|got| **got == status).count();
    assert_eq!((count(201), count(429)), (10, 90), "{statuses:?}");
}

#[tokio::test]
async fn a_known_caller_is_given_back_what_the_source_was_charged() {
    let world = world("3/min").await;
    let token = world.token("ada", "editor");
    for _ in 0..20 {
        let answer = world.app.put("/notes/1").bearer(&token).json(&json!({"title": "fine"})).send().await;
        assert_eq!(answer.status(), 200);
    }
    for status in [204, 204, 204, 429] {
        assert_eq!(world.app.get("/open").send().await.status(), status);
    }
}

#[tokio::test]
async fn a_403_is_charged_to_its_caller() {
    let world = world("1000/min").await;
    let reader = world.token("ada", "reader");
    for _ in 0..10 {
        assert_refused(&world.app.post("/notes").bearer(&reader).send().await, 403);
    }
    let problem = assert_refused(&world.app.post("/notes").bearer(&reader).send().await, 429);
    assert_eq!(problem["violated-policies"], json!(["caller"]));
    let editor = world.token("ada", "editor");
    assert_refused(&world.app.post("/notes").bearer(&editor).json(&json!({"title": "fine"})).send().await, 429);
    let bob = world.token("bob", "editor");
    assert_eq!(world.app.post("/notes").bearer(&bob).json(&json!({"title": "fine"})).send().await.status(), 201);
}

#[tokio::test]
async fn a_flood_does_not_lock_out_neighbours_who_were_verified_recently() {
    let world = world("5/min").await;
    let ada = world.token("ada", "editor");
    let call = |token: &str| world.app.put("/notes/1").bearer(token).json(&json!({"title": "fine"})).send();
    assert_eq!(call(&ada).await.status(), 200);
    for number in 0..10 {
        call(&format!("bad.token.{number}")).await;
    }
    assert_refused(&call("bad.token.11").await, 429);
    assert_eq!(call(&ada).await.status(), 200);
    // Somebody who was never seen cannot be told from the flood.
    assert_refused(&call(&world.token("eve", "editor")).await, 429);
}

#[tokio::test]
async fn retry_after_is_the_moment_of_admission() {
    let world = world("2/min").await;
    assert_eq!(world.app.get("/open").send().await.status(), 204);
    world.clock.advance(Duration::from_millis(20_500));
    assert_eq!(world.app.get("/open").send().await.status(), 204);
    let refused = world.app.get("/open").send().await;
    assert_refused(&refused, 429);
    assert_eq!(refused.header("retry-after"), "40");
    assert_eq!(refused.header("ratelimit"), "\"source\";r=0;t=40");
    assert_eq!(refused.header("ratelimit-policy"), "\"source\";q=2;w=60");

    world.clock.advance(Duration::from_secs(39));
    assert_eq!(world.app.get("/open").send().await.header("retry-after"), "1");
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.app.get("/open").send().await.status(), 204);
}

#[tokio::test]
async fn rate_fields_count_down_and_are_on_refusals_of_later_steps_too() {
    let world = world("1000/min").await;
    let token = world.token("ada", "editor");
    for (remaining, body, status) in [(9, json!({"title": "fine"}), 201), (8, json!({"title": ""}), 422)] {
        let answer = world.app.post("/notes").bearer(&token).json(&body).send().await;
        assert_eq!(answer.status(), status);
        assert_eq!(answer.header("ratelimit-policy"), "\"caller\";q=10;w=60");
        assert_eq!(answer.header("ratelimit"), format!("\"caller\";r={remaining};t=60"));
    }
    world.clock.advance(Duration::from_secs(15));
    let answer = world.app.post("/notes").bearer(&world.token("ada", "reader")).send().await;
    assert_refused(&answer, 403);
    assert_eq!(answer.header("ratelimit"), "\"caller\";r=7;t=45");
}
