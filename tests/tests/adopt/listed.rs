//! Listed routes alone.

use super::*;

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
