//! What the attack has to catch: in each group an application with a mistake in it, or a lock that promises more than is kept.
#![allow(clippy::disallowed_methods, reason = "handlers with mistakes cannot be written otherwise")]

use axum::body::Bytes;
use axum::extract::Path as AnyPath;
use axum::routing::{any, delete as old_delete, get as old_get, post as old_post, put as old_put};
use http::{HeaderMap, Method};
use secure_api::prelude::*;
use secure_api_testing::{Attack, TestIssuer, attack::Report};
use serde_json::{Value, json};

use super::notes::{LOCK, api, attack, without_create, without_me, without_show, without_update};

pub(super) const LEFT: &str = "was left behind when the others were secured";

/// The campaign, or the part of it whose ids begin so, finds these cases at fault.
pub(super) async fn caught(attack: Attack, only: &str, failed: &[&str]) -> Report {
    let report = attack.only(only).run().await;
    let found: Vec<&str> = report.failed().map(|case| case.id.as_str()).collect();
    for id in failed {
        assert!(found.contains(id), "{id} was not caught: {found:?}\n{report}");
    }
    report
}

/// A lock, with one word in the place of another.
pub(super) fn with(lock: &str, what: &str, more: &str) -> String {
    assert!(lock.contains(what), "{what}");
    lock.replacen(what, more, 1)
}

fn promising(what: &str, more: &str) -> Attack {
    attack(api).lock(with(LOCK, what, more))
}

fn told(headers: &HeaderMap) -> Option<Value> {
    let token = headers.get("authorization")?.to_str().ok()?.strip_prefix("Bearer ")?;
    let claims = base64_of(token.split('.').nth(1)?)?;
    serde_json::from_slice(&claims).ok()
}

fn base64_of(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()
}

/// Believes whatever a token says.
async fn credulous(headers: HeaderMap) -> (StatusCode, String) {
    match told(&headers) {
        Some(claims) => (StatusCode::OK, json!({ "subject": claims["sub"] }).to_string()),
        None => (StatusCode::UNAUTHORIZED, String::new()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_believes_any_token() {
    let api = || without_me().adopt(axum::Router::new().route("/me", old_get(credulous)), LEFT);
    let forged =
        ["unsigned", "signed by another key", "expired", "alg None", "jku of somebody else", "bound to a certificate"];
    let ids = forged.map(|what| format!("GET /me · token · {what}"));
    caught(attack(api), "GET /me · token", &ids.each_ref().map(String::as_str)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_that_is_believed_for_another_audience() {
    let attack = attack(api).issuer(|issuer: &TestIssuer| issuer.clone().for_audience("https://other.test").jwt());
    // What is believed now is what was meant for others, and all that the attack has is refused.
    caught(attack, "GET /me · token", &["GET /me · token · good", "GET /me · token · good before, and expired"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_and_a_scope_that_open_more_than_the_lock_says() {
    let role = promising(
        "object.id=Note/Read rate=20/60s/caller role=any(reader)",
        "object.id=Note/Read rate=20/60s/caller role=any(editor)",
    );
    caught(role, "GET /notes/{id} · matrix", &["GET /notes/{id} · matrix · role reader"]).await;
    let scope = promising("role reader\n", "role reader\nscope notes:write\n").lock(LOCK.replacen(
        "scope=all(notes:read)",
        "scope=all(notes:write)",
        1,
    ));
    caught(scope, "GET /shelf · matrix", &["GET /shelf · matrix · scope notes:read"]).await;
    let open = promising("access=jwt answer=200(Me)", "answer=200(Me) public=\"for all\"");
    caught(open, "GET /me · matrix", &["GET /me · matrix · nobody"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_does_not_ask_whose_it_is() {
    let api = || {
        let (api, db) = without_update();
        let put = move |AnyPath(id): AnyPath<u64>| async move {
            let mut db = db.lock().unwrap();
            let Some(note) = db.get_mut(&id) else { return StatusCode::NOT_FOUND };
            note.text = "Changed.".to_owned();
            StatusCode::NO_CONTENT
        };
        api.adopt(axum::Router::new().route("/notes/{id}", old_put(put)), LEFT)
    };
    let ids = [
        "PUT /notes/{id} · object · somebody else",
        "PUT /notes/{id} · object · missing, malformed and forbidden alike",
    ];
    caught(attack(api), "PUT /notes/{id} · object", &ids).await;
}

/// A refusal alone does not show that nothing was done.
#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_refuses_when_it_is_done() {
    let api = || {
        let (api, db) = without_update();
        let put = move |AnyPath(id): AnyPath<u64>| async move {
            if let Some(note) = db.lock().unwrap().get_mut(&id) {
                note.text = "Changed.".to_owned();
            }
            StatusCode::NOT_FOUND
        };
        api.adopt(axum::Router::new().route("/notes/{id}", old_put(put)), LEFT)
    };
    let report =
        caught(attack(api), "PUT /notes/{id} · object · somebody else", &["PUT /notes/{id} · object · somebody else"])
            .await;
    assert!(report.to_string().contains("it was changed"), "{report}");
}

/// Takes what it is given, tells it to the log, and gives it back.
async fn careless(body: Bytes) -> (StatusCode, String) {
    let text = String::from_utf8_lossy(&body).into_owned();
    tracing::info!(text, "a note");
    match serde_json::from_slice::<Value>(&body) {
        Ok(note) => (StatusCode::CREATED, note.to_string()),
        Err(error) => (StatusCode::BAD_REQUEST, json!({ "error": error.to_string(), "body": text }).to_string()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_takes_anything() {
    let api = || without_create().adopt(axum::Router::new().route("/notes", old_post(careless)), LEFT);
    let what = [
        "`text` of 21 characters",
        "`text` of 0 characters",
        "`rank` at 10",
        "without `text`",
        "`owner`, which is not declared",
        "`rank` twice",
        "of the type `text/plain`",
        "a byte too long, in chunks",
        "a broken body of a stranger",
        "canary in values of another type",
        "canary in a body that breaks off",
    ];
    let ids = what.map(|what| format!("POST /notes · body · {what}"));
    caught(attack(api), "POST /notes · body", &ids.each_ref().map(String::as_str)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bounds_that_are_wider_or_narrower_than_the_lock_says() {
    let text = promising("text=required,text(1..20)", "text=required,text(1..10)");
    caught(text, "POST /notes · body", &["POST /notes · body · `text` of 11 characters"]).await;
    let text = promising("text=required,text(1..20)", "text=required,text(1..30)");
    caught(text, "POST /notes · body", &["POST /notes · body · `text` of 30 characters"]).await;
    let size = promising("body=2048", "body=1024");
    let ids = ["POST /notes · body · a byte too long, in chunks", "POST /notes · body · a byte too long, as announced"];
    caught(size, "POST /notes · body", &ids).await;
    let size = promising("body=2048", "body=4096");
    caught(size, "POST /notes · body", &["POST /notes · body · as long as may be"]).await;
}

/// Serves a path in any spelling, to anybody, by any method, and by what a header says.
async fn tolerant(method: Method, uri: http::Uri, headers: HeaderMap) -> (StatusCode, &'static str) {
    let path = uri.path().to_ascii_lowercase();
    let allowed = headers.contains_key("authorization") || headers.contains_key("x-forwarded-user") || path != "/me";
    if path.contains("me") && allowed && method != Method::TRACE {
        return (StatusCode::OK, "{}");
    }
    (StatusCode::UNAUTHORIZED, "")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_router_that_is_tolerant() {
    let router = || axum::Router::new().route("/me", any(tolerant)).route("/{*rest}", any(tolerant));
    let api = move || without_me().adopt(router(), LEFT);
    let what = ["a slash at the end", "two dots", "a suffix", "the header `x-forwarded-user`"];
    let ids = what.map(|what| format!("GET /me · path · {what}"));
    caught(attack(api), "GET /me · path", &ids.each_ref().map(String::as_str)).await;
    let api = || without_me().adopt(axum::Router::new().route("/me", any(tolerant)), LEFT);
    caught(attack(api), "/me · path", &["/me · path · DELETE", "/me · path · PROPFIND"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_that_the_lock_does_not_know() {
    let api = || api().adopt(axum::Router::new().route("/metrics", old_get(|| async { "1" })), LEFT);
    caught(attack(api), "the application · path", &["the application · path · `/metrics`"]).await;
    // A method more is told of by `Allow`, wherever another is refused.
    let api = || super::notes::api().adopt(axum::Router::new().route("/me", old_delete(|| async { "gone" })), LEFT);
    caught(attack(api), "/me · path", &["/me · path · DELETE", "/me · path · PUT"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_more_than_the_lock_says() {
    let api = || api().cors(Cors::origin("https://app.test").and("https://app.test:8443"));
    let ids = [
        "GET /me · cors · the origin `https://app.test:8443`",
        "GET /me · cors · a preflight of `https://app.test:8443`",
    ];
    caught(attack(api), "GET /me · cors", &ids).await;
    let none = promising("cors https://app.test", "cors https://other.test");
    caught(none, "GET /me · cors", &["GET /me · cors · the declared origin `https://other.test`"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_that_is_larger_or_smaller_than_the_lock_says() {
    for (rate, at_fault) in [("10/60s/caller", true), ("30/60s/caller", true), ("20/60s/caller", false)] {
        let attack = promising("answer=200(Me) rate=20/60s/caller", &format!("answer=200(Me) rate={rate}"));
        let report = attack.only("GET /me · rate").run().await;
        assert_eq!(report.failed().count() > 0, at_fault, "{rate}\n{report}");
    }
    let longer = promising("answer=200(Me) rate=20/60s/caller", "answer=200(Me) rate=20/120s/caller");
    caught(longer, "GET /me · rate", &["GET /me · rate · what is told of it"]).await;
    let source = promising("limit source rate=300/60s/address", "limit source rate=100/60s/address");
    let ids = ["a flood of bad tokens", "a flood of no credentials", "a flood of unknown paths"]
        .map(|what| format!("the application · rate · {what}"));
    caught(source, "the application · rate", &ids.each_ref().map(String::as_str)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_without_a_limit() {
    let api = || without_me().adopt(axum::Router::new().route("/me", old_get(credulous)), LEFT);
    let ids = ["20 in 60 s a caller", "20 in 60 s a caller, from several connections at once", "what is told of it"]
        .map(|what| format!("GET /me · rate · {what}"));
    caught(attack(api), "GET /me · rate", &ids.each_ref().map(String::as_str)).await;
}

/// What is for one caller alone may be kept by nobody on the way.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_its_headers() {
    let api = || without_me().adopt(axum::Router::new().route("/me", old_get(credulous)), LEFT);
    caught(attack(api), "GET /me", &["GET /me · headers · 200"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_holds_more_than_is_declared() {
    let entity = || async { json!({ "id": 1, "text": "Hello.", "password_hash": "$argon2id$" }).to_string() };
    let api = move || without_show().adopt(axum::Router::new().route("/notes/{id}", old_get(entity)), LEFT);
    caught(attack(api), "GET /notes/{id}", &["GET /notes/{id} · answer · 200"]).await;
    let limited = promising("integer(0..) .text=required,text\n", "integer(0..) .text=only(any(editor)),text\n");
    let report = caught(limited, "GET /notes/{id} · object", &["GET /notes/{id} · answer · 200"]).await;
    assert!(report.to_string().contains("this caller may not see it"), "{report}");
}

/// Refuses all tokens, each for what is wrong with it.
async fn talkative(headers: HeaderMap) -> (StatusCode, [(&'static str, &'static str); 2], String) {
    let challenge =
        [("www-authenticate", "Bearer error=\"invalid_token\""), ("content-type", "application/problem+json")];
    let what = told(&headers).map_or("no claims", |claims| if claims["exp"].is_u64() { "signature" } else { "exp" });
    (StatusCode::UNAUTHORIZED, challenge, json!({ "status": 401, "title": what }).to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_tells_what_was_wrong() {
    let api = || without_me().adopt(axum::Router::new().route("/me", old_get(talkative)), LEFT);
    let report = caught(attack(api), "GET /me · token", &["GET /me · token · exp as a text"]).await;
    assert!(report.to_string().contains("this refusal is told from others"), "{report}");
    assert!(!report.failed().any(|case| case.id == "GET /me · token · unsigned"), "{report}");
}

/// Refuses all that it is sent without a word on why, and tells it to the log.
async fn chatty(body: Bytes) -> (StatusCode, [(&'static str, &'static str); 1], &'static str) {
    tracing::warn!(body = %String::from_utf8_lossy(&body), "a bad note");
    (StatusCode::UNPROCESSABLE_ENTITY, [("content-type", "application/problem+json")], "{\"status\":422}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_tells_the_log_and_not_the_client() {
    let api = || without_create().adopt(axum::Router::new().route("/notes", old_post(chatty)), LEFT);
    let ids = ["canary in a body that breaks off", "`text` of 21 characters"]
        .map(|what| format!("POST /notes · body · {what}"));
    let report = caught(attack(api), "POST /notes · body", &ids.each_ref().map(String::as_str)).await;
    let why = |id: &str| report.failed().find(|case| case.id == id).map(|case| format!("{:?}", case.outcome)).unwrap();
    assert!(why(&ids[0]).contains("in the log"), "{}", why(&ids[0]));
    assert!(why(&ids[1]).contains("expected the field `text`"), "{}", why(&ids[1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_does_not_last_as_long_as_it_says() {
    let api = || {
        let asked = std::sync::atomic::AtomicU32::new(0);
        let counted = std::sync::Arc::new(asked);
        let me = move || {
            let number = counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            async move {
                let fields =
                    [("retry-after", "60"), ("ratelimit", "\"caller\";r=0;t=60"), ("content-type", "application/json")];
                let refused = (StatusCode::TOO_MANY_REQUESTS, fields, "{\"violated-policies\":[\"caller\"]}");
                if number == 20 { refused } else { (StatusCode::OK, fields, "{\"subject\":\"ada\"}") }
            }
        };
        without_me().adopt(axum::Router::new().route("/me", old_get(me)), LEFT)
    };
    let id = "GET /me · rate · 20 in 60 s a caller";
    let report = attack(api).only(id).run().await;
    assert!(report.to_string().contains("a second before `retry-after`"), "{report}");
}
