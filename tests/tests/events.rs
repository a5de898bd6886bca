//! What the log is told: one event a refusal and one a sensitive success, in fixed words, and no secret.
#![allow(clippy::disallowed_methods, reason = "an application that is adopted has routes of its own")]

use http::header::{CONTENT_TYPE, HeaderName, ORIGIN};
use http::{Method, header};
use secure_api::prelude::*;
use secure_api_testing::{TestIssuer, TestResponse};
use secure_api_tests::{Log, RawClient, Served};
use serde_json::{Value, json};

#[derive(Clone, Copy, Roles)]
enum Role {
    Editor,
}

#[derive(Clone, Copy, Scopes)]
enum Scope {
    Write,
}

#[derive(Resource)]
#[resource(key = id, store = (), load = load, owner = owner)]
struct Note {
    id: u32,
    owner: Principal,
}

async fn load((): &(), id: u32) -> Result<Option<Note>, Problem> {
    Ok((id < 3).then(|| Note { id, owner: Principal::new("https://issuer.test", if id == 1 { "ada" } else { "bob" }) }))
}

#[input]
struct Draft {
    title: Text<1, 9>,
}

#[derive(Debug)]
struct Failed;

impl SafeError for Failed {
    fn into_problem(self) -> Problem {
        Problem::unavailable("db-7 refused\r\nevent=forged")
    }
}

#[post("/notes")]
#[secure(auth = "jwt", role = "editor")]
async fn create(draft: Valid<Json<Draft>>) -> Result<StatusCode, Problem> {
    if draft.title == "taken" { Err(Problem::conflict("taken")) } else { Ok(StatusCode::CREATED) }
}

#[get("/notes/{id}")]
#[secure(auth = "jwt")]
async fn show(note: Authorized<Note, Read>) -> StatusCode {
    if note.id == 1 { StatusCode::OK } else { StatusCode::ACCEPTED }
}

#[put("/notes/{id}")]
#[secure(auth = "jwt")]
async fn replace(_note: Authorized<Note, Update>) -> NoContent {
    NoContent
}

#[patch("/notes/{id}")]
#[secure(auth = "jwt")]
async fn change(_note: Authorized<Note, Update>) -> NoContent {
    NoContent
}

#[delete("/notes/{id}")]
#[secure(auth = "jwt")]
async fn remove(_note: Authorized<Note, Delete>) -> NoContent {
    NoContent
}

#[get("/scoped")]
#[secure(auth = "jwt", scope = Scope::Write)]
async fn scoped() -> NoContent {
    NoContent
}

#[get("/once")]
#[secure(public = "a test", rate = "1/min")]
async fn once() -> NoContent {
    NoContent
}

#[post("/open")]
#[secure(public = "a test", rate = "60/min")]
async fn open() -> NoContent {
    NoContent
}

#[get("/fails")]
#[secure(public = "a test", rate = "60/min")]
async fn fails() -> Result<NoContent, Failed> {
    Err(Failed)
}

#[get("/panics")]
#[secure(public = "a test", rate = "60/min")]
async fn panics() -> NoContent {
    panic!("db-7")
}

#[get("/slow")]
#[secure(public = "a test", rate = "60/min", timeout = "1ms")]
async fn slow() -> NoContent {
    std::future::pending().await
}

struct World {
    app: Served,
    issuer: TestIssuer,
    log: Log,
}

async fn world() -> World {
    let log = Log::capture();
    let issuer = TestIssuer::new();
    let routes = routes![create, show, replace, change, remove, scoped, once, open, fails, panics, slow];
    let legacy = axum::Router::new().route("/old", axum::routing::get(|| async { StatusCode::BAD_GATEWAY }));
    let api = Api::new(()).jwt(issuer.jwt()).mount(routes).cors(Cors::origin("https://app.example"));
    let app = Served::start(api.adopt(legacy, "moves until June")).await;
    World { app, issuer, log }
}

impl World {
    fn ada(&self) -> String {
        self.issuer.token("ada").mint()
    }

    /// The one event of what was just answered.
    fn event_of(&self, answer: &TestResponse) -> Value {
        let mut events = self.log.fresh_audit();
        // What the adopted router has is told beside.
        events.retain(|event| event["event"] != "adopted_route");
        let [event] = events.as_slice() else { panic!("{} events: {events:#?}", events.len()) };
        assert_eq!(event["request_id"], answer.header("x-request-id"), "{event}");
        assert_eq!(event["status"], answer.status(), "{event}");
        assert_eq!(event["client"], "127.0.0.1", "{event}");
        event.clone()
    }
}

#[tokio::test]
async fn each_refusal_is_one_event_in_its_word() {
    let world = world().await;
    let app = &world.app;
    let (ada, editor) = (world.ada(), world.issuer.token("ada").role("editor").mint());
    let create =
        |body: &str| app.post("/notes").bearer(&editor).header(CONTENT_TYPE, "application/json").body(body.to_owned());
    assert_eq!(app.get("/once").send().await.status(), 204);
    let preflight = app.request(Method::OPTIONS, "/once").header(ORIGIN, "https://evil.example");
    let preflight = preflight.header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET");
    for (request, status, word, level) in [
        (app.get("/notes/1"), 401, "authn_login_fail", "WARN"),
        (app.get("/notes/1").bearer("x"), 401, "authn_login_fail", "WARN"),
        (app.get("/notes/1").bearer(&ada).bearer(&ada), 400, "authn_login_fail", "WARN"),
        (app.post("/notes").bearer(&ada), 403, "authz_fail", "WARN"),
        (app.get("/scoped").bearer(&ada), 403, "authz_fail", "WARN"),
        (app.get("/once"), 429, "excess_rate_limit_exceeded", "WARN"),
        (create("{"), 400, "input_validation_fail", "WARN"),
        (create("{}"), 422, "input_validation_fail", "WARN"),
        (create(&"x".repeat(70_000)), 413, "input_validation_fail", "WARN"),
        (app.post("/notes").bearer(&editor).body("x"), 415, "input_validation_fail", "WARN"),
        (app.get("/fails").header(header::ACCEPT, "text/html"), 406, "input_validation_fail", "WARN"),
        (app.get(&format!("/{}", "x".repeat(9000))), 414, "input_validation_fail", "WARN"),
        (app.get("/notes/2").bearer(&ada), 404, "malicious_direct_reference", "WARN"),
        (app.get("/notes/9").bearer(&ada), 404, "request_unmatched", "WARN"),
        (app.get("/notes/x").bearer(&ada), 404, "request_unmatched", "WARN"),
        (app.get("/nowhere"), 404, "request_unmatched", "WARN"),
        (app.put("/notes"), 405, "request_unmatched", "WARN"),
        (preflight, 403, "malicious_cors", "WARN"),
        (create(r#"{"title":"taken"}"#), 409, "request_refused", "WARN"),
        (app.get("/fails"), 503, "sys_error", "ERROR"),
        (app.get("/slow"), 503, "sys_error", "ERROR"),
        (app.get("/panics"), 500, "sys_crash", "ERROR"),
        (app.get("/old"), 502, "sys_error", "ERROR"),
    ] {
        let _ = world.log.fresh_audit();
        let answer = request.send().await;
        assert_eq!(answer.status(), status, "{word}");
        let event = world.event_of(&answer);
        assert_eq!((&event["event"], &event["level"]), (&json!(word), &json!(level)), "{event}");
    }
}

#[tokio::test]
async fn each_change_of_a_known_caller_is_one_event_and_a_read_is_none() {
    let world = world().await;
    let editor = world.issuer.token("ada").role("editor").mint();
    let app = &world.app;
    for (request, word) in [
        (app.post("/notes").json(&json!({"title": "new"})), "sensitive_create"),
        (app.put("/notes/1"), "sensitive_update"),
        (app.request(Method::PATCH, "/notes/1"), "sensitive_update"),
        (app.delete("/notes/1"), "sensitive_delete"),
    ] {
        let _ = world.log.fresh_audit();
        let answer = request.bearer(&editor).send().await;
        assert!(answer.status() < 300);
        let event = world.event_of(&answer);
        assert_eq!((&event["event"], &event["level"]), (&json!(word), &json!("INFO")), "{event}");
        assert_eq!((&event["subject"], &event["issuer"]), (&json!("ada"), &json!("https://issuer.test")));
    }
    assert_eq!(app.get("/notes/1").bearer(&editor).send().await.status(), 200);
    assert_eq!(app.post("/open").send().await.status(), 204);
    assert_eq!(world.log.fresh_audit(), [Value::Null; 0]);
}

#[tokio::test]
async fn an_event_says_who_what_and_by_which_policy() {
    let world = world().await;
    let answer = world.app.post("/notes?x=1").bearer(&world.ada()).send().await;
    let event = world.event_of(&answer);
    for (field, value) in [
        ("event", "authz_fail"),
        ("reason", "lacks the role"),
        ("method", "POST"),
        ("path", "/notes"),
        ("route", "/notes"),
        ("handler", "events::create"),
        ("policy", "jwt role editor"),
        ("issuer", "https://issuer.test"),
        ("subject", "ada"),
    ] {
        assert_eq!(event[field], value, "{event}");
    }
    assert!(event["timestamp"].as_str().unwrap().ends_with('Z'));

    let answer = world.app.get("/notes/2").bearer(&world.ada()).send().await;
    let event = world.event_of(&answer);
    assert_eq!((&event["route"], &event["path"]), (&json!("/notes/{id}"), &json!("/notes/2")));
    assert_eq!(event["cause"], "Read Note");
}

#[tokio::test]
async fn a_route_is_named_with_the_prefix_that_it_is_mounted_under() {
    let log = Log::capture();
    let app = Served::start(Api::new(()).mount_at("/v1", routes![panics])).await;
    assert_eq!(app.get("/v1/panics").send().await.status(), 500);
    assert_eq!(log.audit()[0]["route"], "/v1/panics");
}

#[tokio::test]
async fn the_log_tells_which_check_a_token_failed_and_the_answer_does_not() {
    let world = world().await;
    for (token, reason) in [
        (world.issuer.token("ada").claim("exp", 1).mint(), "expired"),
        (world.issuer.token("ada").claim("aud", "other").mint(), "audience"),
        (TestIssuer::new().token("ada").mint(), "unknown_key"),
        (world.issuer.token("ada").signed_by(&TestIssuer::new()).mint(), "signature"),
        ("x".to_owned(), "malformed"),
    ] {
        let answer = world.app.get("/notes/1").bearer(&token).send().await;
        assert_eq!(world.event_of(&answer)["reason"], reason);
        assert!(!format!("{answer:?}").contains(reason), "{answer:?}");
    }
}

/// Each for what it is: one that is refused for another reason would show nothing of its own.
#[tokio::test]
async fn what_attackers_make_of_a_token_is_refused_for_what_it_is() {
    let world = world().await;
    let mut found = Vec::new();
    for (what, token) in world.issuer.token("ada").hostile() {
        let answer = world.app.get("/notes/1").bearer(&token).send().await;
        assert_eq!(answer.status(), 401, "{what}");
        found.push(format!("{what}: {}", world.event_of(&answer)["reason"].as_str().unwrap()));
    }
    let expected = [
        "unsigned: malformed",
        "unsigned, in other letters: malformed",
        "unsigned, with the signature left on: algorithm",
        "without the signature that it names: malformed",
        "signed with the public key as a secret: algorithm",
        "signed with the text of the public key as a secret: algorithm",
        "signed with an empty secret: algorithm",
        "signed by another key: signature",
        "signed by a key that it brings along: signature",
        "signed with zeros: signature",
        "with another signature: signature",
        "with other claims than were signed: signature",
        "cut off: malformed",
        "with something after it: malformed",
        "expired: expired",
        "without an end: expired",
        "not valid yet: not_yet_valid",
        "for another audience: audience",
        "for no audience: audience",
        "of another issuer by its name: issuer",
        "of no issuer: issuer",
        "about nobody: subject",
        "about an empty name: subject",
        "bound to a key that is not shown: bound",
        "an ID token: token_type",
        "a logout token: token_type",
        "with an extension that is not understood: extension",
        "by a key that nobody has: unknown_key",
    ];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn the_private_part_of_an_error_is_in_the_log_alone_and_forges_no_line() {
    let world = world().await;
    let answer = world.app.get("/fails").send().await;
    assert!(!answer.text().contains("db-7"));
    let event = world.event_of(&answer);
    assert_eq!(event["cause"], "db-7 refused\\u{d}\\u{a}event=forged");
}

#[tokio::test]
async fn what_a_client_wrote_cannot_forge_or_turn_an_entry() {
    let world = world().await;
    let id = HeaderName::from_static("x-request-id");
    let answer = world.app.get("/a%0d%0ab%e2%80%ae").header(id.clone(), "mine\tevent=ok").send().await;
    let event = world.event_of(&answer);
    assert_eq!(event["client_request_id"], "mine\\u{9}event=ok");
    assert_eq!(event["path"], "/a%0d%0ab%e2%80%ae");

    let answer = world.app.get("/x").header(id, &"y".repeat(1000)).send().await;
    assert_eq!(world.event_of(&answer)["client_request_id"].as_str().unwrap().chars().count(), 257);

    // Bytes that clients do not send: a turned text and a control character as they are.
    for target in ["/a\u{202e}b", "/a\u{2028}b", "/a\u{200b}b"] {
        let mut client = RawClient::connect(world.app.addr()).await;
        let request = format!("GET {target} HTTP/1.1\r\nhost: api.test\r\nx-request-id: \u{202e}\r\n\r\n");
        let status = client.send(request).await.status().await;
        assert!([400, 404].contains(&status), "{status}");
        let text = world.log.text();
        assert!(!text.contains(['\u{202e}', '\u{2028}', '\u{200b}']), "{text}");
    }
}

#[tokio::test]
async fn tokens_bodies_and_cookies_are_in_no_event() {
    let world = world().await;
    let token = world.issuer.token("ada").role("editor").claim("email", "canary9b1f@example.com").mint();
    let bodies = [json!({"title": "canary9b1"}), json!({"title": "canary9b1f longer"}), json!({"canary 9b1f": 1})];
    for body in bodies {
        let request = world.app.post("/notes?key=canary9b1f").bearer(&token).json(&body);
        let answer = request.header(header::COOKIE, "session=canary9b1f").send().await;
        assert!(answer.status() >= 200);
    }
    assert!(world.log.text().contains("sensitive_create"));
    let text = world.log.text();
    assert!(!text.contains("canary9b1") && !text.contains("canary 9b1f"), "{text}");
    for part in token.split('.') {
        assert!(!text.contains(part));
    }
}
