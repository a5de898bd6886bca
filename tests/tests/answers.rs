//! Every answer there is: hardened, a problem where it refuses, and no oracle.

use std::collections::HashSet;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName};
use secure_api::prelude::*;
use secure_api_testing::{TestIssuer, TestResponse};
use secure_api_tests::{RawClient, Served, assert_hardened, assert_refused};
use serde_json::json;

#[derive(Clone, Copy, Roles)]
enum Role {
    Editor,
}

#[input]
struct Draft {
    title: Text<1, 9>,
}

#[output]
struct Note {
    title: String,
}

#[derive(Debug)]
enum Failure {
    Gone,
    Down,
}

impl SafeError for Failure {
    fn into_problem(self) -> Problem {
        match self {
            Failure::Gone => Problem::new(StatusCode::GONE).detail("moved to the archive"),
            Failure::Down => Problem::unavailable("db-7.internal refused").detail("db-7.internal"),
        }
    }
}

#[get("/note")]
#[secure(auth = "jwt")]
async fn show() -> Json<Note> {
    Json(Note { title: "fine".to_owned() })
}

#[post("/note")]
#[secure(auth = "jwt", role = Role::Editor)]
async fn create(draft: Valid<Json<Draft>>) -> Created<Note> {
    Created::at(show::uri(), Note { title: draft.title.as_str().to_owned() })
}

#[delete("/note")]
#[secure(auth = "jwt")]
async fn remove() -> NoContent {
    NoContent
}

#[get("/limited")]
#[secure(public = "shows a limit", rate = "1/min")]
async fn limited() -> NoContent {
    NoContent
}

#[get("/panics")]
#[secure(public = "shows a panic", rate = "600/min")]
async fn panics() -> NoContent {
    panic!("the password is hunter2")
}

#[get("/slow")]
#[secure(public = "shows a timeout", rate = "600/min", timeout = "1ms")]
async fn slow() -> NoContent {
    std::future::pending().await
}

#[post("/upload")]
#[secure(public = "shows a slow body", rate = "600/min", timeout = "60s")]
async fn upload(draft: Valid<Json<Draft>>) -> NoContent {
    drop(draft.into_inner().title);
    NoContent
}

#[get("/gone")]
#[secure(public = "shows an error of the handler", rate = "600/min")]
async fn gone() -> Result<NoContent, Failure> {
    Err(Failure::Gone)
}

#[get("/down")]
#[secure(public = "shows a fault of the handler", rate = "600/min")]
async fn down() -> Result<NoContent, Failure> {
    Err(Failure::Down)
}

#[get("/teapot")]
#[secure(public = "shows a status that is an error", rate = "600/min")]
async fn teapot() -> StatusCode {
    StatusCode::IM_A_TEAPOT
}

struct World {
    app: Served,
    issuer: TestIssuer,
}

async fn world() -> World {
    let issuer = TestIssuer::new();
    let routes = routes![show, create, remove, limited, panics, slow, upload, gone, down, teapot];
    World { app: Served::start(Api::new(()).jwt(issuer.jwt()).mount(routes)).await, issuer }
}

impl World {
    fn ada(&self) -> String {
        self.issuer.token("ada").mint()
    }

    async fn get(&self, path: &str) -> TestResponse {
        self.app.get(path).send().await
    }
}

#[tokio::test]
async fn every_success_is_hardened_and_not_stored_where_a_caller_is_known() {
    let world = world().await;
    let editor = world.issuer.token("ada").role("editor").mint();
    let made = world.app.post("/note").bearer(&editor).json(&json!({"title": "fine"})).send().await;
    assert_eq!((made.status(), made.header("location")), (201, "/note"));
    let answers = [
        (world.app.get("/note").bearer(&world.ada()).send().await, 200),
        (made, 201),
        (world.app.delete("/note").bearer(&world.ada()).send().await, 204),
    ];
    for (answer, status) in answers {
        assert_eq!(answer.status(), status);
        assert_hardened(&answer);
        assert_eq!(answer.header("cache-control"), "no-store");
        let content_type = if status == 204 { "" } else { "application/json" };
        assert_eq!(answer.header("content-type"), content_type);
    }
    let open = world.get("/limited").await;
    assert_eq!(open.status(), 204);
    assert_hardened(&open);
}

#[tokio::test]
async fn every_refusal_is_hardened_and_a_problem_of_its_status() {
    let world = world().await;
    let (ada, editor) = (world.ada(), world.issuer.token("ada").role("editor").mint());
    let post = |token: &str| world.app.post("/note").bearer(token);
    let json = "application/json";
    world.get("/limited").await;
    for (answer, status, title) in [
        (post(&editor).header(CONTENT_TYPE, json).body("{").send().await, 400, "Bad Request"),
        (world.get("/note").await, 401, "Unauthorized"),
        (post(&ada).send().await, 403, "Forbidden"),
        (world.get("/nowhere").await, 404, "Not Found"),
        (world.app.put("/note").send().await, 405, "Method Not Allowed"),
        (world.app.get("/gone").header(ACCEPT, "text/html").send().await, 406, "Not Acceptable"),
        (world.get("/gone").await, 410, "Gone"),
        (post(&editor).header(CONTENT_TYPE, json).body("x".repeat(65_537)).send().await, 413, "Content Too Large"),
        (world.get(&format!("/{}", "x".repeat(8192))).await, 414, "URI Too Long"),
        (post(&editor).body("{}").send().await, 415, "Unsupported Media Type"),
        (world.get("/teapot").await, 418, "I'm a teapot"),
        (post(&editor).json(&json!({})).send().await, 422, "Unprocessable Content"),
        (world.get("/limited").await, 429, "Request cannot be satisfied as assigned quota has been exceeded"),
        (
            world.app.get("/gone").header(HeaderName::from_static("x-long"), &"x".repeat(17_000)).send().await,
            431,
            "Request Header Fields Too Large",
        ),
        (world.get("/panics").await, 500, "Internal Server Error"),
        (world.get("/slow").await, 503, "Service Unavailable"),
        (world.get("/down").await, 503, "Service Unavailable"),
    ] {
        let problem = assert_refused(&answer, status);
        assert_eq!(problem["title"], title);
        assert!(!answer.text().contains("hunter2") && !answer.text().contains("internal\""), "{}", answer.text());
        assert!(!answer.text().contains("db-7"), "{}", answer.text());
        if status >= 500 {
            assert_eq!(problem["request_id"], answer.header("x-request-id"));
        }
    }
    assert_eq!(assert_refused(&world.get("/gone").await, 410)["detail"], "moved to the archive");
    assert_eq!(world.app.put("/note").send().await.header("allow"), "GET, HEAD, POST, DELETE");
}

#[tokio::test]
async fn a_body_that_stops_arriving_is_408() {
    let world = world().await;
    let mut client = RawClient::connect(world.app.addr()).await;
    let head = "POST /upload HTTP/1.1\r\nhost: api.test\r\ncontent-type: application/json\r\ncontent-length: 100\r\nexpect: 100-continue\r\n\r\n";
    assert_eq!(client.send(head).await.status().await, 100);
    // Somebody reads the body now. From here time passes only where everybody waits.
    tokio::time::pause();
    assert_refused(&client.answer().await.unwrap(), 408);
    assert!(client.is_closed().await);
}

#[tokio::test]
async fn a_401_says_the_same_whatever_failed_in_the_token() {
    let world = world().await;
    let token = || world.issuer.token("ada");
    let good = token().mint();
    let other_issuer = TestIssuer::named("https://other.test").token("ada").mint();
    let no_signature = format!("{}.", good.rsplit_once('.').unwrap().0);
    let bad = [
        token().claim("exp", 1).mint(),
        token().without("exp").mint(),
        token().claim("nbf", 99_999_999_999_u64).mint(),
        token().claim("aud", "https://somebody.else").mint(),
        token().claim("iss", "https://somebody.else").mint(),
        token().without("sub").mint(),
        token().header("alg", "none").mint(),
        token().header("alg", "RS256").mint(),
        token().header("crit", json!(["exp"])).mint(),
        token().claim("cnf", json!({"jkt": "x"})).mint(),
        token().claim("role", 7).mint(),
        TestIssuer::new().token("ada").mint(),
        other_issuer,
        no_signature,
        format!("{good}A"),
        "x".to_owned(),
        String::new(),
    ];
    let first = world.app.get("/note").bearer(&bad[0]).send().await;
    let challenge =
        "Bearer realm=\"api\", error=\"invalid_token\", error_description=\"the access token is not valid\"";
    assert_refused(&first, 401);
    for token in &bad {
        let answer = world.app.get("/note").bearer(token).send().await;
        assert_eq!((answer.status(), answer.body()), (401, first.body()), "{token}");
        assert_eq!(answer.header("www-authenticate"), challenge, "{token}");
        assert_eq!(answer.headers().len(), first.headers().len(), "{token}");
    }
    let none = world.get("/note").await;
    assert_eq!((none.status(), none.body()), (401, first.body()));
    assert_eq!(none.header("www-authenticate"), "Bearer realm=\"api\"");
}

#[tokio::test]
async fn two_credentials_are_400_and_one_in_the_query_is_none() {
    let world = world().await;
    let ada = world.ada();
    let twice = world.app.get("/note").bearer(&ada).header(AUTHORIZATION, &format!("Bearer {ada}")).send().await;
    let both = world.app.get(&format!("/note?access_token={ada}")).bearer(&ada).send().await;
    for answer in [twice, both] {
        assert_refused(&answer, 400);
        assert!(answer.header("www-authenticate").contains("error=\"invalid_request\""));
    }
    assert_refused(&world.get(&format!("/note?access_token={ada}")).await, 401);
}

#[tokio::test]
async fn a_request_id_is_ours_and_unique() {
    let world = world().await;
    let mut seen = HashSet::new();
    for _ in 0..20 {
        let request = world.app.get("/nowhere").header(HeaderName::from_static("x-request-id"), &"ab".repeat(16));
        let answer = request.send().await;
        assert_refused(&answer, 404);
        assert_eq!(answer.headers().get_all("x-request-id").iter().count(), 1);
        assert_ne!(answer.header("x-request-id"), "ab".repeat(16));
        assert!(seen.insert(answer.header("x-request-id").to_owned()));
    }
}

#[tokio::test]
async fn a_head_is_refused_without_a_body_like_its_get() {
    let world = world().await;
    for (method_path, token) in [("/note", None), ("/note", Some(world.ada())), ("/panics", None), ("/gone", None)] {
        let ask = |method| {
            let request = world.app.request(method, method_path);
            if let Some(token) = &token { request.bearer(token) } else { request }.send()
        };
        let (get, head) = (ask(http::Method::GET).await, ask(http::Method::HEAD).await);
        assert_eq!((head.status(), head.text()), (get.status(), ""));
        assert_eq!(head.header("content-length"), get.body().len().to_string());
        assert_hardened(&head);
        assert_eq!(head.headers().len(), get.headers().len());
    }
}
