//! An existing axum application behind ours: what it keeps, what it loses, and what it cannot get past.
#![allow(clippy::disallowed_methods, reason = "an application that is adopted has routes of its own")]

mod answers;
mod declared;
mod listed;
mod whole;

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
