//! Ways around a policy that somebody has tried.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use axum::http::header::{ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN};
use axum::{Router, routing};
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer};

#[derive(Clone, PathValue)]
#[path_value(not_an_id = "a label for the tests")]
struct Label(u32);

#[get("/labels/{label}")]
#[secure(auth = "jwt", rate = "2/min")]
async fn label(label: Path<Label>) -> StatusCode {
    if label.0.0 == 7 { StatusCode::OK } else { StatusCode::ACCEPTED }
}

#[get("/health")]
#[secure(public = "a test", rate = "60/min per address")]
async fn health() -> StatusCode {
    StatusCode::OK
}

#[get("/interim")]
#[secure(public = "a test", rate = "60/min per address")]
async fn interim() -> StatusCode {
    StatusCode::SWITCHING_PROTOCOLS
}

/// A state that cannot be cloned once it is served.
struct Brittle(std::sync::Arc<std::sync::atomic::AtomicBool>);

impl Clone for Brittle {
    fn clone(&self) -> Self {
        assert!(!self.0.load(std::sync::atomic::Ordering::Relaxed), "canary of the state");
        Self(std::sync::Arc::clone(&self.0))
    }
}

#[allow(clippy::disallowed_methods, reason = "a router that is to be adopted")]
fn legacy() -> Router {
    let open = [(ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")];
    Router::new()
        .route("/labels/{label}", routing::get(|| async { "moved long ago" }))
        .route("/old", routing::get(move || async move { (open, "old") }))
}

#[tokio::test]
async fn an_id_that_is_no_text_does_not_lead_around_the_policy() {
    let issuer = TestIssuer::new();
    let api = Api::new(()).jwt(issuer.jwt()).mount(routes![label]).adopt(legacy(), "until its routes are moved");
    let client = TestClient::in_memory(api.build().unwrap());
    let token = issuer.token("ada").mint();
    assert_eq!(client.get("/labels/7").bearer(&token).send().await.status(), 200);

    let stranger = client.get("/labels/%ff").send().await;
    assert_eq!(stranger.status(), 401, "{}", stranger.text());
    assert_eq!(client.get("/labels/%ff").bearer("a.b.c").send().await.status(), 401);
    let known = client.get("/labels/%ff").bearer(&token).send().await;
    assert_eq!(known.status(), 404);
    assert!(known.header("ratelimit").starts_with("\"caller\";r=0"), "it is charged: {}", known.header("ratelimit"));
    assert_eq!(client.get("/labels/%ff").bearer(&token).send().await.status(), 429);
}

#[tokio::test]
async fn a_panic_of_the_state_is_answered_as_one_of_a_handler() {
    let served = std::sync::Arc::default();
    let app = Api::new(Brittle(std::sync::Arc::clone(&served))).mount(routes![health]).build().unwrap();
    let client = TestClient::in_memory(app);
    assert_eq!(client.get("/health").send().await.status(), 200);
    served.store(true, std::sync::atomic::Ordering::Relaxed);
    let answer = client.get("/health").send().await;
    assert_eq!(answer.status(), 500);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert!(!answer.text().contains("canary"), "{}", answer.text());
}

#[tokio::test]
async fn an_adopted_route_lets_in_no_page_that_is_not_declared() {
    let app = Api::new(()).cors(Cors::origin("https://app.example")).adopt(legacy(), "until its routes are moved");
    let client = TestClient::in_memory(app.build().unwrap());
    for origin in ["https://evil.example", "null"] {
        let answer = client.get("/old").header(ORIGIN, origin).send().await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{origin}");
    }
    let declared = client.get("/old").header(ORIGIN, "https://app.example").send().await;
    assert_eq!(declared.header("access-control-allow-origin"), "https://app.example");
    assert_eq!(declared.header("access-control-allow-credentials"), "");
}

#[tokio::test]
async fn a_status_that_is_no_answer_is_a_fault_with_a_body() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let served = Api::new(()).mount(routes![interim]).serve_on(listener).await.unwrap();
    let answer = TestClient::over_socket(served.addr()).get("/interim").send().await;
    assert_eq!(answer.status(), 500);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[test]
fn why_a_type_names_no_object_is_in_the_report() {
    let api = Api::new(()).jwt(TestIssuer::new().jwt()).mount(routes![label]);
    let app = api.build().unwrap();
    assert!(app.report().contains(", label is no id: a label for the tests"), "{}", app.report());
}
