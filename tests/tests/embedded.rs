//! The application as a service that another server carries.
#![allow(clippy::disallowed_methods, reason = "the router around ours is the point")]

use std::net::SocketAddr;

use axum::ServiceExt;
use axum::body::Body;
use axum::extract::Request;
use secure_api::api::App;
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer};
use secure_api_tests::{Log, assert_refused};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

#[output]
struct Who {
    subject: String,
}

#[get("/me")]
#[secure(auth = "jwt", rate = "2/min")]
async fn me(caller: Identity) -> Json<Who> {
    Json(Who { subject: caller.subject().to_owned() })
}

fn app(issuer: &TestIssuer) -> App<()> {
    Api::new(()).jwt(issuer.jwt()).mount(routes![me]).build().unwrap()
}

async fn listener() -> (TcpListener, TestClient) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = TestClient::over_socket(listener.local_addr().unwrap());
    (listener, client)
}

#[tokio::test]
async fn under_another_server_every_step_runs() {
    let issuer = TestIssuer::new();
    let (listener, client) = listener().await;
    let service = ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(app(&issuer));
    tokio::spawn(async move { axum::serve(listener, service).await });

    let token = issuer.token("ada").mint();
    assert_refused(&client.get("/me").send().await, 401);
    assert_refused(&client.get("/nowhere").send().await, 404);
    assert_refused(&client.post("/me").send().await, 405);
    for status in [200, 200, 429] {
        assert_eq!(client.get("/me").bearer(&token).send().await.status(), status);
    }
}

#[tokio::test]
async fn inside_another_router_the_rest_of_the_path_is_ours() {
    let issuer = TestIssuer::new();
    let (listener, client) = listener().await;
    let outer =
        axum::Router::new().route("/", axum::routing::get(|| async { "outer" })).nest_service("/api", app(&issuer));
    let service = outer.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });

    assert_eq!(client.get("/").send().await.text(), "outer");
    assert_refused(&client.get("/api/me").send().await, 401);
    assert_refused(&client.get("/api/nowhere").send().await, 404);
    assert_refused(&client.post("/api/me").send().await, 405);
    let known = client.get("/api/me").bearer(&issuer.token("ada").mint()).send().await;
    assert_eq!((known.status(), known.text()), (200, r#"{"subject":"ada"}"#));
    assert_eq!(client.get("/me").send().await.status(), 404);
}

#[tokio::test]
async fn without_the_peers_address_everything_is_503_and_one_event_is_loud() {
    let log = Log::capture();
    let issuer = TestIssuer::new();
    let (listener, client) = listener().await;
    let service = ServiceExt::<Request>::into_make_service(app(&issuer));
    tokio::spawn(async move { axum::serve(listener, service).await });

    let token = issuer.token("ada").mint();
    for path in ["/me", "/nowhere", "/me"] {
        assert_refused(&client.get(path).bearer(&token).send().await, 503);
    }
    let events = log.audit();
    let loud: Vec<_> = events.iter().filter(|event| event["event"] == "configuration_fault").collect();
    assert_eq!(loud.len(), 1, "{events:?}");
    assert_eq!(loud[0]["level"], "ERROR");
    assert!(loud[0]["help"].as_str().unwrap().contains("into_make_service_with_connect_info"));
    assert_eq!(events.iter().filter(|event| event["event"] == "sys_error").count(), 3);
}

#[tokio::test]
async fn a_claimed_address_is_no_peer() {
    let request = Request::get("/me").header("host", "api.test").header("x-forwarded-for", "203.0.113.1");
    let answer = app(&TestIssuer::new()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 503);
}
