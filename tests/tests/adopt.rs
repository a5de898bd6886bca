//! An existing axum application behind ours: what it keeps, what it loses, and what it cannot get past.
#![allow(clippy::disallowed_methods, reason = "an application that is adopted has routes of its own")]

use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get as old_get, post as old_post};
use http::Method;
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer};
use secure_api_tests::{Log, RawClient, Served, assert_hardened, assert_refused};

const WEAK: [(&str, &str); 10] = [
    ("server", "old/1.0"),
    ("x-powered-by", "old"),
    ("x-xss-protection", "1"),
    ("content-security-policy", "default-src *"),
    ("x-content-type-options", "sniff"),
    ("strict-transport-security", "max-age=0"),
    ("x-request-id", "theirs"),
    ("x-frame-options", "ALLOWALL"),
    ("access-control-allow-origin", "*"),
    ("access-control-allow-credentials", "true"),
];

#[get("/notes")]
#[secure(auth = "jwt")]
async fn list() -> StatusCode {
    StatusCode::OK
}

#[get("/notes/{id}")]
#[secure(auth = "jwt", no_object_check(id) = "notes belong to no one")]
async fn show(Path(id): Path<u32>) -> StatusCode {
    if id == 1 { StatusCode::OK } else { StatusCode::ACCEPTED }
}

async fn weak() -> Response {
    let mut answer = "legacy".into_response();
    for (name, value) in WEAK {
        answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    answer.headers_mut().insert(header::SET_COOKIE, HeaderValue::from_static("legacy=1"));
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    answer
}

async fn unauthorized() -> Response {
    (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Basic realm=\"old\"")], "who?").into_response()
}

fn legacy() -> axum::Router {
    axum::Router::new()
        .route("/notes", old_get(|| async { "LEGACY" }).post(|| async { "created" }))
        .route("/notes/special", old_get(|| async { "LEGACY" }))
        .route("/notes/{id}", old_get(|| async { "LEGACY" }).delete(|| async { "deleted" }))
        .route("/{*rest}", old_get(|| async { "LEGACY" }))
        .route("/weak", old_get(weak))
        .route("/echo", old_post(|body: String| async move { body.len().to_string() }))
        .route("/fails", old_get(|| async { (StatusCode::BAD_GATEWAY, "db-7 refused at src/db.rs:7") }))
        .route("/bad", old_get(|| async { (StatusCode::BAD_REQUEST, "expected `,` at line 3") }))
        .route("/json", old_get(|| async { (StatusCode::CONFLICT, axum::Json(serde_json::json!({"old": 1}))) }))
        .route("/unauthorized", old_get(unauthorized))
        .route("/moved", old_get(|| async { Redirect::permanent("/weak") }))
        .route(
            "/panics",
            old_get(|| async {
                if true {
                    panic!("db-7")
                }
            }),
        )
        .fallback(|| async { "LEGACY" })
}

/// As it is, and without the route for everything.
fn closed() -> axum::Router {
    axum::Router::new().route("/notes", old_post(|| async { "created" })).route("/old", old_get(|| async { "old" }))
}

fn api(issuer: &TestIssuer, legacy: axum::Router) -> Api<()> {
    Api::new(()).jwt(issuer.jwt()).mount(routes![list, show]).adopt(legacy, "moves route by route until June")
}

#[tokio::test]
async fn a_half_moved_path_is_ours_by_one_method_and_theirs_by_another() {
    let issuer = TestIssuer::new();
    let app = Served::start(api(&issuer, legacy())).await;
    let ada = issuer.token("ada").mint();
    assert_refused(&app.get("/notes").send().await, 401);
    assert_eq!(app.get("/notes").bearer(&ada).send().await.text(), "");
    let created = app.post("/notes").send().await;
    assert_eq!((created.status(), created.text()), (200, "created"));
    assert_hardened(&created);
    assert_eq!(app.delete("/notes/1").send().await.text(), "deleted");
    assert_eq!(app.get("/notes/1").bearer(&ada).send().await.status(), 200);
}

#[tokio::test]
async fn no_route_of_theirs_shadows_a_secured_one() {
    let issuer = TestIssuer::new();
    let app = Served::start(api(&issuer, legacy())).await;
    for path in ["/notes", "/notes/1", "/notes/special", "/notes/x", "/notes?x=1", "/notes/%31"] {
        for method in [Method::GET, Method::HEAD] {
            let answer = app.request(method, path).send().await;
            assert_eq!(answer.status(), 401, "{path}");
            assert!(!answer.text().contains("LEGACY"), "{path}");
        }
    }
    let ada = issuer.token("ada").mint();
    for path in ["/notes/special", "/notes/x"] {
        assert_refused(&app.get(path).bearer(&ada).send().await, 404);
    }
}

#[tokio::test]
async fn a_path_of_ours_whose_value_cannot_be_read_does_not_fall_through() {
    let issuer = TestIssuer::new();
    let app = Served::start(api(&issuer, legacy())).await;
    for path in ["/notes/%ff", "/notes/%c3%28"] {
        let answer = app.get(path).send().await;
        assert!(answer.status() >= 400 && !answer.text().contains("LEGACY"), "{path} {}", answer.text());
        assert_refused(&app.get(path).bearer(&issuer.token("ada").mint()).send().await, 404);
    }
}

#[tokio::test]
async fn their_headers_cannot_be_weaker_than_ours() {
    let app = Served::start(api(&TestIssuer::new(), legacy())).await;
    let answer = app.get("/weak").header(header::ORIGIN, "https://evil.example").send().await;
    assert_eq!((answer.status(), answer.text()), (200, "legacy"));
    assert_hardened(&answer);
    assert_eq!(answer.header("set-cookie"), "legacy=1");
    let varies: Vec<_> = answer.headers().get_all("vary").iter().collect();
    assert_eq!(varies, ["accept", "origin"]);
    for name in ["access-control-allow-origin", "access-control-allow-credentials"] {
        assert!(!answer.headers().contains_key(name), "{name}");
    }
}

#[tokio::test]
async fn declared_origins_are_the_same_for_their_answers() {
    let api = api(&TestIssuer::new(), legacy()).cors(Cors::origin("https://app.example"));
    let app = Served::start(api).await;
    for (origin, granted) in [("https://app.example", "https://app.example"), ("https://evil.example", "")] {
        let answer = app.get("/weak").header(header::ORIGIN, origin).send().await;
        assert_eq!(answer.header("access-control-allow-origin"), granted);
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
}

#[tokio::test]
async fn a_preflight_names_the_methods_of_both() {
    let api = api(&TestIssuer::new(), closed()).cors(Cors::origin("https://app.example"));
    let app = Served::start(api).await;
    for (path, methods) in [("/notes", "GET, HEAD, POST"), ("/old", "GET, HEAD"), ("/notes/1", "GET, HEAD")] {
        for (origin, status) in [("https://app.example", 204), ("https://evil.example", 403)] {
            let request = app.request(Method::OPTIONS, path).header(header::ORIGIN, origin);
            let answer = request.header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST").send().await;
            assert_eq!(answer.status(), status, "{path} {origin}");
            let named = if status == 204 { methods } else { "" };
            assert_eq!(answer.header("access-control-allow-methods"), named, "{path} {origin}");
        }
    }
}

#[tokio::test]
async fn what_their_errors_tell_stays_here() {
    let app = Served::start(api(&TestIssuer::new(), legacy())).await;
    for (path, status) in [("/fails", 502), ("/bad", 400), ("/panics", 500)] {
        let answer = app.get(path).send().await;
        assert_refused(&answer, status);
        assert!(!answer.text().contains("db-7") && !answer.text().contains("line 3"));
    }
    let challenged = app.get("/unauthorized").send().await;
    assert_refused(&challenged, 401);
    assert_eq!(challenged.header("www-authenticate"), "Basic realm=\"old\"");

    let json = app.get("/json").send().await;
    assert_eq!((json.status(), json.text()), (409, r#"{"old":1}"#));
    assert_hardened(&json);
    let moved = app.get("/moved").send().await;
    assert_eq!((moved.status(), moved.header("location")), (308, "/weak"));
    assert_hardened(&moved);
}

#[tokio::test]
async fn the_connection_survives_their_panic() {
    let app = Served::start(api(&TestIssuer::new(), legacy())).await;
    let mut client = RawClient::connect(app.addr()).await;
    for (path, status) in [("/panics", 500), ("/weak", 200), ("/panics", 500), ("/notes", 401)] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: api.test\r\n\r\n");
        assert_eq!(client.send(request).await.status().await, status);
    }
}

#[tokio::test]
async fn what_neither_has_is_answered_by_us() {
    let app = Served::start(api(&TestIssuer::new(), closed())).await;
    assert_refused(&app.get("/nowhere").send().await, 404);
    assert_refused(&app.post("/notes/1").send().await, 405);
    // The methods of both: theirs are there as well.
    for (path, allow) in [("/notes", "GET, HEAD, POST"), ("/old", "GET, HEAD")] {
        let answer = app.delete(path).send().await;
        assert_refused(&answer, 405);
        assert_eq!(answer.header("allow"), allow, "{path}");
    }
    for path in ["/notes", "/old", "/nowhere"] {
        assert_refused(&app.request(Method::TRACE, path).send().await, 405);
    }
}

#[tokio::test]
async fn the_source_limit_counts_their_routes() {
    let app = Served::start(api(&TestIssuer::new(), legacy()).source_rate("2/min")).await;
    for status in [200, 200, 429] {
        assert_eq!(app.get("/weak").send().await.status(), status);
    }
    assert_refused(&app.get("/weak").send().await, 429);
}

#[tokio::test]
async fn their_bodies_are_bounded_too() {
    let app = Served::start(api(&TestIssuer::new(), legacy())).await;
    assert_eq!(app.post("/echo").body("x".repeat(1 << 20)).send().await.text(), "1048576");
    let mut client = RawClient::connect(app.addr()).await;
    let head = format!("POST /echo HTTP/1.1\r\nhost: api.test\r\ncontent-length: {}\r\n\r\n", 3 << 20);
    client.send(head).await.send(vec![b'x'; 3 << 20]).await;
    assert_refused(&client.answer().await.unwrap(), 413);
}

#[test]
fn what_is_adopted_is_in_the_report_with_its_reason() {
    let app = api(&TestIssuer::new(), legacy()).build().unwrap();
    let line = "unverified: an adopted router: moves route by route until June";
    assert!(app.report().lines().any(|told| told == line), "{}", app.report());
}

/// All of the old router but `POST /notes`, which is not on the list.
fn api_of_listed(issuer: &TestIssuer) -> Api<()> {
    let listed = ["DELETE /notes/{id}", "GET /weak", "POST /echo"];
    Api::new(()).jwt(issuer.jwt()).mount(routes![list, show]).adopt_only(legacy(), listed, "moves until June")
}

#[test]
fn each_route_that_is_listed_is_in_the_report() {
    let app = api_of_listed(&TestIssuer::new()).build().unwrap();
    let told: Vec<_> = app.report().lines().filter(|line| line.starts_with("unverified: ")).collect();
    assert_eq!(
        told,
        [
            "unverified: DELETE /notes/{id}: moves until June",
            "unverified: GET /weak: moves until June",
            "unverified: POST /echo: moves until June"
        ]
    );
}

#[tokio::test]
async fn a_route_of_theirs_that_is_not_listed_is_not_there() {
    let issuer = TestIssuer::new();
    let app = Served::start(api_of_listed(&issuer)).await;
    assert_eq!(app.get("/weak").send().await.text(), "legacy");
    assert_eq!(app.request(Method::HEAD, "/weak").send().await.status(), 200);
    assert_eq!(app.delete("/notes/1").send().await.text(), "deleted");
    assert_eq!(app.post("/echo").body("four").send().await.text(), "4");
    assert_eq!(app.get("/notes").bearer(&issuer.token("ada").mint()).send().await.status(), 200);
    // The one for everything is not listed either, and has no path of a listed one.
    for path in ["/fails", "/panics", "/weak/", "/weak/x", "/anything"] {
        assert_refused(&app.get(path).send().await, 404);
    }
    // Theirs has `POST` here: neither it nor its name in `Allow` is to be had.
    for (path, allow) in
        [("/notes", "GET, HEAD"), ("/notes/1", "GET, HEAD, DELETE"), ("/weak", "GET, HEAD"), ("/echo", "POST")]
    {
        let answer = app.request(Method::PUT, path).send().await;
        assert_refused(&answer, 405);
        assert_eq!(answer.header("allow"), allow, "{path}");
    }
    assert_refused(&app.post("/notes").send().await, 405);
}

#[tokio::test]
async fn a_preflight_names_the_listed_methods_alone() {
    let api = api_of_listed(&TestIssuer::new()).cors(Cors::origin("https://app.example"));
    let app = Served::start(api).await;
    for (path, methods) in [("/notes", "GET, HEAD"), ("/notes/1", "GET, HEAD, DELETE"), ("/echo", "POST")] {
        let request = app.request(Method::OPTIONS, path).header(header::ORIGIN, "https://app.example");
        let answer = request.header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST").send().await;
        assert_eq!((answer.status(), answer.header("access-control-allow-methods")), (204, methods), "{path}");
    }
}

#[tokio::test]
async fn a_listed_route_of_a_nested_router_has_its_whole_path() {
    let inner =
        axum::Router::new().route("/old", old_get(|| async { "old" })).route("/debug", old_get(|| async { "x" }));
    let legacy = axum::Router::new().nest("/v1/{tenant}", inner.fallback(|| async { "LEGACY" }));
    let served = axum::Router::new().nest_service("/files", axum::Router::new().fallback(|| async { "LEGACY" }));
    let app =
        Served::start(Api::new(()).adopt_only(legacy.merge(served), ["GET /v1/{tenant}/old"], "until June")).await;
    assert_eq!(app.get("/v1/7/old").send().await.text(), "old");
    for path in ["/v1/7/debug", "/v1/7/none", "/v1/7", "/files", "/files/x"] {
        assert_refused(&app.get(path).send().await, 404);
    }
}

#[test]
fn a_list_that_is_not_what_is_left_is_a_fault() {
    let faults = |routes: &[&str]| {
        let api = Api::new(()).jwt(TestIssuer::new().jwt()).mount(routes![list, show]);
        api.adopt_only(legacy(), routes.iter().copied(), "moves until June").build().unwrap_err().to_string()
    };
    let moved = faults(&["GET /notes/{note}", "POST /notes"]);
    assert!(moved.contains("`GET /notes/{note}` is listed as adopted, and `adopt::show` has moved it"), "{moved}");
    assert!(!moved.contains("POST"), "{moved}");
    for wrong in ["/weak", "get /weak", "GET weak", "GET  /weak", "GET /weak?x=1", ""] {
        let told = faults(&[wrong]);
        assert!(told.contains(&format!("`{wrong}` is no adopted route")), "{told}");
    }
    assert!(faults(&["GET /weak", "GET /weak"]).contains("`GET /weak` is listed as adopted twice"));
    assert!(faults(&[]).contains("a router is adopted for none of its routes"));
}

#[tokio::test]
async fn each_route_of_a_whole_router_is_told_of_once_when_it_answers() {
    let log = Log::capture();
    let app = TestClient::in_memory(api(&TestIssuer::new(), legacy()).build().unwrap());
    for path in ["/weak", "/weak?x=1", "/notes/special", "/any/1", "/any/2", "/nowhere"] {
        let _ = app.get(path).send().await;
    }
    for method in ["DELETE", "OPTIONS", "MADE-UP"] {
        let _ = app.request(method.parse().unwrap(), "/weak").send().await;
    }
    let told: Vec<_> = log.audit().into_iter().filter(|event| event["event"] == "adopted_route").collect();
    let routes: Vec<_> = told.iter().map(|event| event["route"].as_str().unwrap()).collect();
    assert_eq!(routes, ["GET /weak", "GET /{*rest}"]);
}

/// A typing error is found before anybody is told that a route is gone.
#[test]
fn an_entry_that_the_router_does_not_have_is_a_fault() {
    let inner = axum::Router::new().route("/old", old_get(|| async { "old" })).fallback(|| async { "LEGACY" });
    let router = || {
        let any = axum::routing::any(|| async { "any" });
        let other = axum::Router::new().nest("/v1/{tenant}", inner.clone()).route("/any", any);
        let other = other.nest_service("/files", axum::Router::new().fallback(|| async { "LEGACY" }));
        other.merge(closed().route("/notes/{id}/{*rest}", old_get(|| async { "rest" })))
    };
    let build = |routes: &[&str]| Api::new(()).adopt_only(router(), routes.iter().copied(), "until June").build();
    let right = ["GET /old", "HEAD /old", "POST /notes", "GET /notes/{id}/{*rest}", "GET /v1/{tenant}/old", "PUT /any"];
    assert!(build(&right).is_ok());
    for (wrong, because) in [
        ("GET /odl", "the router has no such route"),
        ("GET /old/", "the router has no such route"),
        ("GET /files/x", "the router has no such route"),
        ("GET /v1/{tenant}/odl", "the router has no such route"),
        ("DELETE /old", "the router has that path for GET, HEAD alone"),
        ("GET /v1/{id}/old", "the router calls it `GET /v1/{tenant}/old`"),
        ("GET /notes/{id}/{*all}", "the router calls it `GET /notes/{id}/{*rest}`"),
        ("GET /notes/{id}/tags", "the router has no such route: what is asked there goes to `/notes/{id}/{*rest}`"),
    ] {
        let told = build(&["GET /old", wrong]).unwrap_err().to_string();
        assert!(
            told.contains(&format!("1. `{wrong}` is listed as adopted, and {because}\n     help: write")),
            "{told}"
        );
        assert!(!told.contains("2."), "{told}");
    }
}

/// Nothing of theirs runs for that, whatever it does to a request.
#[test]
fn a_list_is_checked_without_a_call_of_a_handler_or_a_layer() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    let (called, layered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (handler, layer) = (Arc::clone(&called), Arc::clone(&layered));
    let route = old_get(move || async move { handler.store(true, Ordering::SeqCst) });
    let counted = axum::middleware::from_fn(move |request: axum::extract::Request, next: axum::middleware::Next| {
        layer.store(true, Ordering::SeqCst);
        async move { next.run(request).await }
    });
    let legacy = axum::Router::new().route("/old", route).layer(counted);
    assert!(Api::new(()).adopt_only(legacy, ["GET /old"], "until June").build().is_ok());
    assert!(!called.load(Ordering::SeqCst) && !layered.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_route_that_is_not_listed_and_asked_for_is_told_of_once() {
    let log = Log::capture();
    let app = TestClient::in_memory(api_of_listed(&TestIssuer::new()).build().unwrap());
    for path in ["/weak", "/fails", "/fails?x=1", "/panics", "/any/1", "/any/2"] {
        let _ = app.get(path).send().await;
    }
    for method in ["POST", "PUT", "OPTIONS", "MADE-UP"] {
        let _ = app.request(method.parse().unwrap(), "/notes").send().await;
    }
    let told: Vec<_> = log.audit().into_iter().filter(|event| event["event"] == "unlisted_route").collect();
    let routes: Vec<_> = told.iter().map(|event| event["route"].as_str().unwrap()).collect();
    assert_eq!(routes, ["GET /fails", "GET /panics", "GET /{*rest}", "POST /notes"]);
    assert!(told.iter().all(|event| event["level"] == "WARN" && event["help"].as_str().unwrap().contains("404")));
    assert!(!log.text().contains("adopted_route"));
}

#[tokio::test]
async fn the_log_is_told_of_so_many_routes_and_no_more() {
    let log = Log::capture();
    let routes = 1_030;
    let legacy = (0..routes).fold(axum::Router::new(), |router, number| {
        router.route(&format!("/old/{number}"), old_get(|| async { "old" }))
    });
    let app = Api::new(()).adopt(legacy, "moves until June").source_rate("100000/min").build().unwrap();
    let app = TestClient::in_memory(app);
    for _ in 0..2 {
        for number in 0..routes {
            assert_eq!(app.get(&format!("/old/{number}")).send().await.status(), 200);
        }
    }
    let told: Vec<_> = log.audit().into_iter().filter(|event| event["event"] == "adopted_route").collect();
    let distinct: std::collections::BTreeSet<_> = told.iter().map(|event| event["route"].to_string()).collect();
    assert_eq!((told.len(), distinct.len()), (1024, 1024));
}
