//! The page for people: what a browser makes of it, what it may do there, and who gets it.

use std::ffi::OsStr;

use http::header::{ACCEPT, IF_NONE_MATCH};
use secure_api::Error;
use secure_api::lock::Lock;
use secure_api::openapi::DocumentPage;
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer, Value};
use secure_api_tests::{DEFAULT_HEADERS, Served, assert_refused, browser};
use serde_json::json;

use articles::article::Role;

use super::about;

#[get("/docs")]
#[secure(public = "the contract is published", rate = "60/min per address")]
pub(super) async fn docs(page: DocumentPage) -> DocumentPage {
    page
}

#[get("/evil")]
#[secure(public = "</script><script>window.pwned = 1</script> <b onclick='window.pwned = 1'>bold</b>", rate = "60/min")]
async fn evil() -> StatusCode {
    StatusCode::OK
}

#[get("/docs")]
#[secure(auth = "jwt", role = Role::Admin)]
async fn for_admins(page: DocumentPage) -> DocumentPage {
    page
}

#[post("/docs")]
#[secure(auth = "jwt", role = Role::Admin, rate = "9/min")]
async fn posted(page: DocumentPage) -> DocumentPage {
    page
}

fn with_page() -> Api<articles::store::Store> {
    articles::api().openapi(about()).mount(routes![docs])
}

/// Each directive of the policy of an answer, with what it lets in.
fn policy(header: &str) -> Vec<(String, Vec<String>)> {
    let directive = |text: &str| {
        let mut words = text.split_whitespace().map(str::to_owned);
        (words.next().unwrap_or_default(), words.collect())
    };
    header.split(';').map(directive).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_shows_the_document_and_asks_nobody_else() {
    let issuer = TestIssuer::new();
    let served = Served::start(with_page().jwt(issuer.jwt()).mount(routes![evil])).await;
    let (origin, token) = (format!("http://{}", served.addr()), issuer.token("tester").role("admin").mint());
    // What stands in the address would have it show another document, if it were read.
    let page = format!("{origin}/docs?url=https://evil.example/a.json&configUrl=/health");
    let seen = tokio::task::spawn_blocking(move || browser::seen("docs.mjs", &[OsStr::new(&page), OsStr::new(&token)]));
    let seen = seen.await.unwrap();
    served.stop().await;

    let texts =
        |of: &Value| of.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let operations = texts(&seen["operations"]);
    for operation in
        ["GET /articles", "POST /articles", "GET /articles/{id}", "DELETE /articles/{id}", "GET /docs", "GET /evil"]
    {
        assert!(operations.iter().any(|shown| shown == operation), "{operation}: {operations:?}");
    }
    assert_eq!(operations.len(), 10);
    let shown = |name: &str, parts: &[&str]| {
        let text = seen[name].as_str().unwrap();
        assert!(parts.iter().all(|part| text.contains(part)), "{name}: {text}");
    };
    shown("title", &["Articles", "1.0.0"]);
    shown("show", &["id", "string($uuid)", "(path)"]);
    shown("create", &["title", "text", "string"]);

    // A token is sent where it was pasted, and is forgotten with the page.
    assert_eq!((&seen["with_token"], &seen["afterwards"]), (&json!(404), &json!(401)));
    assert_eq!((&seen["kept"], &seen["servers"]), (&json!([]), &json!(0)));

    let asked = |when: &str| {
        texts(&seen[when]["requests"]).into_iter().filter(|url| !url.starts_with("data:")).collect::<Vec<_>>()
    };
    assert_eq!(asked("read").len(), 1, "the page alone: {:?}", asked("read"));
    assert!(asked("tried").iter().all(|url| url.starts_with(&format!("{origin}/"))), "{:?}", asked("tried"));
    assert_eq!(asked("tried").len(), 4, "{:?}", asked("tried"));
    assert_eq!(seen["read"]["errors"], json!([]), "no violation of the policy, and nothing else");
    let refused =
        |error: &String| error.starts_with("Failed to load resource: the server responded with a status of 40");
    assert!(texts(&seen["tried"]["errors"]).iter().all(refused), "{}", seen["tried"]["errors"]);

    assert_eq!((&seen["pwned"], &seen["injected"], &seen["fetched"]), (&json!("no"), &json!("no"), &json!("no")));
    let blocked = texts(&seen["after"]["errors"]);
    let blocked = blocked.iter().filter(|error| error.contains("Content Security Policy")).count();
    assert!(blocked >= 5, "the policy is in force: {:#}", seen["after"]["errors"]);
}

#[tokio::test]
async fn the_page_alone_may_run_its_scripts_and_nothing_else_may() {
    let client = TestClient::of(with_page());
    let page = client.get("/docs").header(ACCEPT, "text/html").await.assert_status(200);
    let page =
        page.assert_header("content-type", "text/html; charset=utf-8").assert_header("cache-control", "no-cache");
    for (name, value) in DEFAULT_HEADERS.iter().filter(|(name, _)| *name != "content-security-policy") {
        assert_eq!(page.header(name), *value, "{name}");
    }
    assert_eq!(page.rate_limits().len(), 1);
    assert!(!page.header("x-request-id").is_empty());
    let hashed = |words: &[String], count: usize| {
        words.len() == count && words.iter().all(|word| word.starts_with("'sha256-") && word.ends_with("='"))
    };
    for (name, lets_in) in policy(page.header("content-security-policy")) {
        match name.as_str() {
            "script-src" => assert!(hashed(&lets_in, 2), "{lets_in:?}"),
            "style-src" => assert!(hashed(&lets_in, 1), "{lets_in:?}"),
            "img-src" => assert_eq!(lets_in, ["data:"]),
            "connect-src" => assert_eq!(lets_in, ["'self'"]),
            "default-src" | "base-uri" | "form-action" | "frame-ancestors" => assert_eq!(lets_in, ["'none'"]),
            other => panic!("`{other}` is none of its directives"),
        }
    }
    assert_eq!(policy(page.header("content-security-policy")).len(), 8);

    // Every other answer has the closed policy, refusals of this route among them.
    assert_refused(&client.post("/docs").await, 405);
    for path in ["/docs/", "/docs/index.html", "/docs/swagger-ui.css", "/docs/../docs", "/docs%2f..%2fdocs"] {
        assert!(client.get(path).await.status() >= 400, "{path}");
    }
    let drained = client.get("/docs").drain().await;
    assert_refused(drained.refusal(), 429);
}

#[tokio::test]
async fn a_browser_that_has_the_page_is_not_sent_it_again() {
    let client = TestClient::of(with_page());
    let page = client.get("/docs").await.assert_status(200);
    let tag = page.header("etag");
    let again = client.get("/docs").header(IF_NONE_MATCH, tag).await.assert_status(304);
    assert_eq!((again.header("etag"), again.text()), (tag, ""));
    assert_eq!(again.header("content-security-policy"), page.header("content-security-policy"));
    client.get("/docs").header(IF_NONE_MATCH, "\"another\"").await.assert_status(200);
    let head = client.request(http::Method::HEAD, "/docs").await.assert_status(200);
    assert_eq!(head.header("content-length"), page.text().len().to_string());
    // Another document is another page.
    let other = TestClient::of(with_page().mount(routes![evil])).get("/docs").await;
    assert_ne!(other.header("etag"), tag);
}

#[tokio::test]
async fn it_is_there_where_it_is_mounted_and_for_whom_its_policy_says() {
    TestClient::of(articles::api().openapi(about())).get("/docs").await.assert_status(404);
    let client = TestClient::of(articles::api().openapi(about()).mount(routes![for_admins]));
    assert_refused(&client.get("/docs").await, 401);
    assert_refused(&client.as_role(Role::Editor).get("/docs").await, 403);
    let page = client.as_role(Role::Admin).get("/docs").await.assert_status(200);
    page.assert_header("cache-control", "no-store");
}

#[test]
fn a_page_needs_a_document_and_is_got() {
    let faults = |api: Api<()>| {
        let Err(Error::Configuration(faults)) = api.build() else { panic!("it is built") };
        faults.iter().map(|fault| fault.what().to_owned()).collect::<Vec<_>>()
    };
    let told = faults(Api::new(()).mount(routes![docs]));
    assert_eq!(told, ["`/docs` serves the document of the application, which has none"]);
    let issuer = TestIssuer::new();
    let told = faults(Api::new(()).openapi(about()).jwt(issuer.jwt()).mount(routes![posted]));
    assert_eq!(told, ["`POST /docs` serves a page"]);
}

#[test]
fn the_page_is_in_all_that_is_told_of_the_application() {
    let inventory = with_page().inventory();
    let route = inventory.routes.iter().find(|route| route.path == "/docs").unwrap();
    assert!(route.answer.page && !route.answer.foreign && route.answer.schema.is_none());
    assert!(inventory.table().to_string().contains("page of the document"));
    let lock = Lock::of(&inventory).to_string();
    let line = lock.lines().find(|line| line.starts_with("route GET /docs ")).unwrap();
    assert!(line.contains("answer=page(document)") && line.contains("public=\"the contract is published\""), "{line}");
    assert!(with_page().jwt(TestIssuer::new().jwt()).build().unwrap().report().contains("/docs"));
    let operation = &inventory.openapi(&about())["paths"]["/docs"]["get"];
    assert_eq!(operation["responses"]["200"]["content"]["text/html"]["schema"]["type"], "string");
    assert_eq!(operation["responses"]["304"]["headers"]["ETag"]["$ref"], "#/components/headers/ETag");
    assert!(operation["responses"].get("406").is_none());
}
