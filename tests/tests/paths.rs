//! Paths and methods: no other spelling of a request meets a weaker policy.

use http::Method;
use http::header::HeaderName;
use secure_api::prelude::*;
use secure_api_testing::TestIssuer;
use secure_api_tests::{RawClient, Served, assert_refused};

#[get("/secret")]
#[secure(auth = "jwt", rate = "1000/min")]
async fn secret() -> StatusCode {
    StatusCode::OK
}

#[get("/files/{name}/secret")]
#[secure(auth = "jwt", rate = "1000/min", no_object_check(name) = "files belong to no one")]
async fn file(Path(name): Path<Name>) -> StatusCode {
    if name.0.is_empty() { StatusCode::ACCEPTED } else { StatusCode::OK }
}

#[derive(PathValue)]
struct Name(Text<1, 20>);

#[get("/open")]
#[secure(public = "shows that methods cannot be changed", rate = "1000/min")]
async fn open() -> StatusCode {
    StatusCode::OK
}

#[post("/open")]
#[secure(public = "shows that methods cannot be changed", rate = "1000/min")]
async fn write() -> StatusCode {
    StatusCode::ACCEPTED
}

#[delete("/open")]
#[secure(auth = "jwt")]
async fn remove() -> NoContent {
    NoContent
}

async fn serve(issuer: &TestIssuer) -> Served {
    let api = Api::new(()).jwt(issuer.jwt()).source_rate("1000/min");
    Served::start(api.mount(routes![secret, file, open, write, remove])).await
}

/// Another spelling of a path, sent as it stands, since clients would mend some of them.
async fn status_of(app: &Served, method: &str, target: &str, more: &str) -> u16 {
    let request = format!("{method} {target} HTTP/1.1\r\nhost: api.test\r\n{more}\r\n");
    RawClient::connect(app.addr()).await.send(request).await.status().await
}

#[tokio::test]
async fn no_spelling_of_a_path_gets_past_its_policy() {
    let issuer = TestIssuer::new();
    let app = serve(&issuer).await;
    let bearer = format!("authorization: Bearer {}\r\n", issuer.token("ada").mint());
    assert_eq!(status_of(&app, "GET", "/secret", "").await, 401);
    assert_eq!(status_of(&app, "GET", "/secret", &bearer).await, 200);
    for spelling in [
        "/secret/",
        "//secret",
        "/SECRET",
        "/Secret",
        "/secret%2f",
        "/secret%2F",
        "/secret;a=b",
        "/./secret",
        "/open/../secret",
        "/open/%2e%2e/secret",
        "/%73ecret",
        "/secret%00",
        "/secret%20",
        "/secret.json",
        "/secret//",
        "/secret/.",
        "\\secret",
        "/secret\\",
    ] {
        let (stranger, known) =
            (status_of(&app, "GET", spelling, "").await, status_of(&app, "GET", spelling, &bearer).await);
        assert!([400, 401, 404].contains(&stranger), "{spelling}: {stranger}");
        assert!([400, 404].contains(&known), "{spelling}: {known}");
    }
    for same in ["/secret?", "/secret?a=/open", "http://api.test/secret"] {
        assert_eq!(status_of(&app, "GET", same, "").await, 401, "{same}");
        assert_eq!(status_of(&app, "GET", same, &bearer).await, 200, "{same}");
    }
}

#[tokio::test]
async fn a_parameter_is_one_segment_however_it_is_written() {
    let issuer = TestIssuer::new();
    let app = serve(&issuer).await;
    let bearer = format!("authorization: Bearer {}\r\n", issuer.token("ada").mint());
    for (target, known) in [
        ("/files/a/secret", 200),
        ("/files/%61/secret", 200),
        ("/files/a%2fb/secret", 200),
        ("/files//secret", 404),
        ("/files/a/b/secret", 404),
        ("/files/%ff/secret", 404),
    ] {
        assert_eq!(status_of(&app, "GET", target, &bearer).await, known, "{target}");
        assert!([401, 404].contains(&status_of(&app, "GET", target, "").await), "{target}");
    }
}

#[tokio::test]
async fn head_runs_the_policy_of_get() {
    let issuer = TestIssuer::new();
    let app = serve(&issuer).await;
    assert_eq!(app.request(Method::HEAD, "/secret").send().await.status(), 401);
    let known = app.request(Method::HEAD, "/secret").bearer(&issuer.token("ada").mint()).send().await;
    assert_eq!(known.status(), 200);
    assert_eq!(known.header("ratelimit-policy"), "\"caller\";q=1000;w=60");
}

#[tokio::test]
async fn trace_and_connect_are_405_everywhere() {
    let app = serve(&TestIssuer::new()).await;
    for (method, target) in
        [("TRACE", "/open"), ("TRACE", "/secret"), ("TRACE", "/nowhere"), ("CONNECT", "api.test:80")]
    {
        let host = if target == "api.test:80" { target } else { "api.test" };
        let request = format!("{method} {target} HTTP/1.1\r\nhost: {host}\r\nx-secret: canary\r\n\r\n");
        let answer = RawClient::connect(app.addr()).await.send(request).await.answer().await.unwrap();
        let problem = assert_refused(&answer, 405);
        assert!(!problem.to_string().contains("canary"));
    }
}

#[tokio::test]
async fn a_method_that_is_not_declared_is_405_with_those_that_are() {
    let app = serve(&TestIssuer::new()).await;
    for method in ["PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"] {
        let answer = app.request(method.parse().unwrap(), "/open").send().await;
        assert_refused(&answer, 405);
        assert_eq!(answer.header("allow"), "GET, HEAD, POST, DELETE", "{method}");
    }
    let answer = app.post("/secret").send().await;
    assert_refused(&answer, 405);
    assert_eq!(answer.header("allow"), "GET, HEAD");
}

#[tokio::test]
async fn no_header_changes_method_path_or_steps() {
    let app = serve(&TestIssuer::new()).await;
    for (name, value) in [
        ("x-http-method-override", "DELETE"),
        ("x-http-method", "DELETE"),
        ("x-method-override", "DELETE"),
        ("x-original-url", "/secret"),
        ("x-rewrite-url", "/secret"),
        ("x-original-method", "DELETE"),
        ("x-forwarded-prefix", "/secret"),
        ("x-middleware-subrequest", "middleware"),
    ] {
        let name = HeaderName::from_static(name);
        assert_eq!(app.post("/open").header(name.clone(), value).send().await.status(), 202, "{name}");
        for forged in [value, "/open", "GET"] {
            let answer = app.get("/secret").header(name.clone(), forged).send().await;
            assert_refused(&answer, 401);
        }
    }
    assert_eq!(app.post("/open?_method=DELETE").send().await.status(), 202);
    let upgrade = app.get("/secret").header(http::header::UPGRADE, "h2c").header(http::header::CONNECTION, "upgrade");
    assert_refused(&upgrade.send().await, 401);
}
