//! Pages of other origins: an exact list, and nothing for anybody else.

use http::Method;
use http::header::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderName, ORIGIN};
use secure_api::prelude::*;
use secure_api_testing::{TestIssuer, TestResponse};
use secure_api_tests::{Served, assert_hardened, assert_refused};

const APP: &str = "https://app.example";
const GRANTS: [&str; 6] = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-max-age",
];

#[get("/notes")]
#[secure(auth = "jwt")]
async fn list() -> NoContent {
    NoContent
}

#[post("/notes")]
#[secure(auth = "jwt")]
async fn create() -> NoContent {
    NoContent
}

#[get("/health")]
#[secure(public = "liveness probe, returns no data", rate = "600/min")]
async fn health() -> StatusCode {
    StatusCode::OK
}

async fn serve(cors: Option<Cors>) -> Served {
    let api = Api::new(()).jwt(TestIssuer::new().jwt()).mount(routes![list, create, health]);
    Served::start(match cors {
        Some(cors) => api.cors(cors),
        None => api,
    })
    .await
}

async fn preflight(app: &Served, path: &str, origin: &str, method: &str) -> TestResponse {
    let request = app.request(Method::OPTIONS, path).header(ORIGIN, origin);
    request
        .header(ACCESS_CONTROL_REQUEST_METHOD, method)
        .header(ACCESS_CONTROL_REQUEST_HEADERS, "authorization,content-type")
        .send()
        .await
}

fn assert_grants_nothing(answer: &TestResponse) {
    for name in GRANTS {
        assert!(!answer.headers().contains_key(name), "{name}: {answer:?}");
    }
    assert_hardened(answer);
}

#[tokio::test]
async fn a_declared_origin_reads_answers_and_refusals() {
    let app = serve(Some(Cors::origin(APP).and("http://127.0.0.1:5173"))).await;
    for origin in [APP, "http://127.0.0.1:5173"] {
        for (path, status) in [("/health", 200), ("/notes", 401), ("/nowhere", 404)] {
            let answer = app.get(path).header(ORIGIN, origin).send().await;
            assert_eq!(answer.status(), status);
            assert_hardened(&answer);
            assert_eq!(answer.header("access-control-allow-origin"), origin);
            assert!(!answer.headers().contains_key("access-control-allow-credentials"));
            let exposed = answer.header("access-control-expose-headers");
            for name in ["www-authenticate", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"] {
                assert!(exposed.split(", ").any(|other| other == name), "{name} is not in {exposed}");
            }
        }
    }
}

#[tokio::test]
async fn an_origin_that_is_not_declared_is_granted_nothing() {
    let app = serve(Some(Cors::origin(APP).credentials())).await;
    for origin in [
        "https://app.example.evil",
        "https://evil-app.example",
        "https://evil.app.example",
        "http://app.example",
        "https://app.example:444",
        "https://app.example:443",
        "https://app.example/",
        "https://app.exampl",
        "https://APP.example",
        "https://app.example https://evil.example",
        "https://app%2eexample",
        "null",
        "*",
        "",
    ] {
        let answer = app.get("/health").header(ORIGIN, origin).send().await;
        assert_eq!(answer.status(), 200, "{origin}");
        assert_grants_nothing(&answer);
        let preflight = preflight(&app, "/notes", origin, "POST").await;
        assert_refused(&preflight, 403);
        assert_grants_nothing(&preflight);
    }
}

#[tokio::test]
async fn a_request_without_an_origin_is_granted_nothing_and_still_varies() {
    let app = serve(Some(Cors::origin(APP))).await;
    assert_grants_nothing(&app.get("/health").send().await);
    let app = serve(None).await;
    assert_grants_nothing(&app.get("/health").header(ORIGIN, APP).send().await);
}

#[tokio::test]
async fn a_preflight_names_what_is_there_and_needs_no_token() {
    let cors = Cors::origin(APP).header(HeaderName::from_static("x-trace"));
    let app = serve(Some(cors)).await;
    for (path, methods) in [("/notes", "GET, HEAD, POST"), ("/health", "GET, HEAD")] {
        let answer = preflight(&app, path, APP, "POST").await;
        assert_eq!((answer.status(), answer.text()), (204, ""));
        assert_hardened(&answer);
        assert_eq!(answer.header("access-control-allow-origin"), APP);
        assert_eq!(answer.header("access-control-allow-methods"), methods);
        assert_eq!(answer.header("access-control-allow-headers"), "authorization, content-type, x-trace");
        assert_eq!(answer.header("access-control-max-age"), "600");
    }
    assert_refused(&preflight(&app, "/nowhere", APP, "GET").await, 404);
}

#[tokio::test]
async fn options_that_is_no_preflight_is_405() {
    for app in [serve(None).await, serve(Some(Cors::origin(APP))).await] {
        let answer = app.request(Method::OPTIONS, "/notes").header(ORIGIN, APP).send().await;
        assert_refused(&answer, 405);
        assert_eq!(answer.header("allow"), "GET, HEAD, POST");
    }
    let undeclared = preflight(&serve(None).await, "/notes", APP, "GET").await;
    assert_refused(&undeclared, 405);
    assert_grants_nothing(&undeclared);
}

#[tokio::test]
async fn a_preflight_is_paid_for_by_its_address() {
    let api = Api::new(()).jwt(TestIssuer::new().jwt()).mount(routes![list]).cors(Cors::origin(APP));
    let app = Served::start(api.source_rate("2/min")).await;
    for status in [204, 204, 429] {
        assert_eq!(preflight(&app, "/notes", APP, "GET").await.status(), status);
    }
}

#[tokio::test]
async fn credentials_are_allowed_only_where_declared_and_for_the_declared_origin() {
    let app = serve(Some(Cors::origin(APP).credentials().max_age(std::time::Duration::from_secs(5)))).await;
    let answer = app.get("/health").header(ORIGIN, APP).send().await;
    assert_eq!(answer.header("access-control-allow-credentials"), "true");
    assert_eq!(answer.header("access-control-allow-origin"), APP);
    let answer = preflight(&app, "/notes", APP, "POST").await;
    assert_eq!(answer.header("access-control-allow-credentials"), "true");
    assert_eq!(answer.header("access-control-max-age"), "5");
}
