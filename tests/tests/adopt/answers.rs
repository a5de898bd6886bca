//! What becomes of its answers.

use axum::Extension;
use secure_api::serve::PeerAddr;

use super::*;

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
async fn an_adopted_route_is_told_who_is_at_the_other_end() {
    async fn other_end(Extension(PeerAddr(peer)): Extension<PeerAddr>) -> String {
        peer.ip().to_string()
    }
    let legacy = axum::Router::new().route("/peer", old_get(other_end));
    let app = Served::start(Api::new(()).adopt(legacy, "moves until June")).await;
    assert_eq!(app.get("/peer").send().await.text(), "127.0.0.1");
}
