//! What somebody vouches for: it is let through, bounded by what we put around it, and shown in the report.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName};
use http::request::Parts;
use http::{HeaderMap, Method};
use http_body::Frame;
use secure_api::handle::View;
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer};
use secure_api_tests::{Log, Served, assert_hardened, assert_refused};

const CANARY: &str = "canary-of-the-extractor";
const GEO: HeaderName = HeaderName::from_static("x-geo");

secure_api::reason!(TrustsGeo = "the edge sets this header on every request");
secure_api::reason!(SeesHeaders = "shows what an extractor sees");
secure_api::reason!(SendsCsv = "a table of numbers, made by the csv crate");

/// As another crate has it.
struct Geo(String);

impl<S: Send + Sync> FromRequestParts<S> for Geo {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let named = parts.headers.remove(GEO);
        match named.as_ref().and_then(|value| value.to_str().ok()) {
            Some("away") => Err(Redirect::to("/elsewhere").into_response()),
            Some("nowhere") => Err((StatusCode::FORBIDDEN, format!("{CANARY}\n{{\"broken\":1}}")).into_response()),
            named => Ok(Geo(named.unwrap_or("unknown").to_owned())),
        }
    }
}

#[output]
struct Seen {
    place: String,
    again: String,
    signed: bool,
}

#[input]
struct Filter {
    page: Option<u8>,
}

#[get("/place")]
#[secure(auth = "jwt")]
async fn place(
    geo: Vouched<Geo, TrustsGeo>,
    again: Vouched<Geo, TrustsGeo>,
    headers: Vouched<HeaderMap, SeesHeaders>,
    filter: Valid<Query<Filter>>,
) -> Json<Seen> {
    let _read = filter.page;
    let signed = headers.contains_key(http::header::AUTHORIZATION);
    Json(Seen { place: geo.0.clone(), again: again.into_inner().0, signed })
}

struct Tenant(Text<1, 9>);

impl Extractor for Tenant {
    const WHAT: &'static str = "the tenant in X-Tenant";
    const REASON: &'static str = "it picks a theme, and is bounded";
    fn extract(view: &View<'_>) -> Result<Self, Problem> {
        assert!(view.header("authorization").is_none() && view.header("no header").is_none());
        assert_eq!((view.route(), view.method().as_str()), ("/tenant", "GET"));
        let tenant = view.header("x-tenant").ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST))?;
        tenant.try_into().map(Tenant).map_err(|_| Problem::new(StatusCode::BAD_REQUEST).detail("no such tenant"))
    }
}

struct Who {
    client: String,
    request_id: String,
    known: bool,
}

impl Extractor for Who {
    const WHAT: &'static str = "client and request id";
    const REASON: &'static str = "they are ours";
    fn extract(view: &View<'_>) -> Result<Self, Problem> {
        let (client, request_id) = (view.client().to_string(), view.request_id().to_owned());
        Ok(Self { client, request_id, known: view.caller().identity().is_some() })
    }
}

#[output]
struct Themed {
    tenant: String,
    client: String,
    request_id: String,
    known: bool,
}

#[get("/tenant")]
#[secure(auth = "jwt")]
async fn tenant(tenant: Extracted<Tenant>, who: Extracted<Who>) -> Json<Themed> {
    let Who { client, request_id, known } = who.into_inner();
    Json(Themed { tenant: tenant.0.as_str().to_owned(), client, request_id, known })
}

/// A body in parts, whose length nobody knows before.
struct Lines(u8);

impl http_body::Body for Lines {
    type Data = Bytes;
    type Error = Infallible;
    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0 += 1;
        Poll::Ready((self.0 <= 3).then(|| Ok(Frame::data(Bytes::from(format!("{}\n", self.0))))))
    }
}

fn csv() -> Vouched<Response, SendsCsv> {
    let mut response = Response::new(axum::body::Body::new(Lines(0)));
    for (name, value) in [
        ("content-type", "text/csv"),
        ("content-security-policy", "default-src *"),
        ("x-frame-options", "ALLOWALL"),
        ("access-control-allow-origin", "*"),
        ("cache-control", "public, max-age=600"),
        ("server", "theirs/1.0"),
    ] {
        response.headers_mut().insert(name, http::HeaderValue::from_static(value));
    }
    Vouched::new(response)
}

#[get("/csv")]
#[secure(auth = "jwt")]
async fn table() -> Result<Vouched<Response, SendsCsv>, Problem> {
    Ok(csv())
}

#[get("/open")]
#[secure(public = "numbers for everyone", rate = "600/min")]
async fn open() -> Vouched<Response, SendsCsv> {
    csv()
}

#[get("/broken")]
#[secure(public = "shows an error", rate = "600/min")]
async fn broken() -> Vouched<(StatusCode, &'static str), SendsCsv> {
    Vouched::new((StatusCode::BAD_GATEWAY, CANARY))
}

#[get("/conflict")]
#[secure(public = "shows an error in JSON", rate = "600/min")]
async fn conflict() -> Vouched<(StatusCode, [(&'static str, &'static str); 1], &'static str), SendsCsv> {
    Vouched::new((StatusCode::CONFLICT, [("content-type", "application/json")], CANARY))
}

#[get("/switch")]
#[secure(public = "shows what is no answer", rate = "600/min")]
async fn switch() -> Vouched<StatusCode, SendsCsv> {
    Vouched::new(StatusCode::SWITCHING_PROTOCOLS)
}

fn api(issuer: &TestIssuer) -> Api<()> {
    Api::new(())
        .jwt(issuer.jwt())
        .source_rate("6000/min")
        .mount(routes![place, tenant, table, open, broken, conflict, switch])
}

fn in_memory() -> (TestClient, String) {
    let issuer = TestIssuer::new();
    let app = api(&issuer).build().expect("an application");
    (TestClient::in_memory(app), issuer.token("ada").mint())
}

#[tokio::test]
async fn somebody_elses_extractor_sees_no_credential_and_changes_nothing() {
    let (client, token) = in_memory();
    let answer = client.get("/place").bearer(&token).header(GEO, "zurich").send().await;
    assert_eq!(answer.text(), r#"{"place":"zurich","again":"zurich","signed":false}"#);
    let answer = client.get("/place").bearer(&token).send().await;
    assert_eq!(answer.text(), r#"{"place":"unknown","again":"unknown","signed":false}"#);
}

#[tokio::test]
async fn what_somebody_elses_extractor_says_goes_to_the_log_alone() {
    let (client, token) = in_memory();
    let log = Log::capture();
    let answer = client.get("/place").bearer(&token).header(GEO, "nowhere").send().await;
    assert_refused(&answer, 403);
    assert!(!answer.text().contains(CANARY), "{}", answer.text());
    let events = log.audit();
    let told = events.iter().filter(|event| event["cause"].as_str().is_some_and(|cause| cause.contains(CANARY)));
    assert_eq!(told.count(), 1, "{events:?}");

    let answer = client.get("/place").bearer(&token).header(GEO, "away").send().await;
    assert_refused(&answer, 500);
    assert_eq!(answer.header("location"), "");
}

#[tokio::test]
async fn it_is_not_asked_before_the_input_is_right() {
    let (client, token) = in_memory();
    let answer = client.get("/place?page=x").bearer(&token).header(GEO, "nowhere").send().await;
    assert_refused(&answer, 422);
}

#[tokio::test]
async fn an_extractor_of_ones_own_sees_what_is_safe() {
    let (client, token) = in_memory();
    let tenant = HeaderName::from_static("x-tenant");
    let ask = || client.get("/tenant").bearer(&token).from_address([192, 0, 2, 7].into());
    let answer = ask().header(tenant.clone(), "acme").send().await;
    let id = answer.header("x-request-id");
    let expected = format!(r#"{{"tenant":"acme","client":"192.0.2.7","request_id":"{id}","known":true}}"#);
    assert_eq!(answer.text(), expected);
    assert_refused(&ask().send().await, 400);
    assert_refused(&ask().header(tenant.clone(), "a-long-name").send().await, 400);
    let twice = ask().header(tenant.clone(), "acme").header(tenant, "evil").send().await;
    assert_refused(&twice, 400);
}

#[tokio::test]
async fn somebody_elses_answer_keeps_no_header_that_weakens() {
    let issuer = TestIssuer::new();
    let app = Served::start(api(&issuer)).await;
    let token = issuer.token("ada").mint();
    for (path, cached) in [("/csv", "no-store"), ("/open", "public, max-age=600")] {
        let answer = app.get(path).bearer(&token).header(ACCEPT, "text/csv").send().await;
        assert_eq!((answer.status(), answer.text()), (200, "1\n2\n3\n"), "{path}");
        assert_hardened(&answer);
        assert_eq!(answer.header("content-type"), "text/csv");
        assert!(!answer.headers().contains_key("access-control-allow-origin"));
        assert!(!answer.header(CONTENT_SECURITY_POLICY.as_str()).contains('*'));
        assert_eq!(answer.header(CACHE_CONTROL.as_str()), cached, "{path}");
        let head = app.request(Method::HEAD, path).bearer(&token).send().await;
        assert_eq!((head.status(), head.text()), (200, ""), "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn somebody_elses_error_has_our_own_body() {
    let (client, _) = in_memory();
    for (path, status) in [("/broken", 502), ("/conflict", 409), ("/switch", 500)] {
        let answer = client.get(path).send().await;
        assert_refused(&answer, status);
        assert!(!answer.text().contains(CANARY), "{}", answer.text());
    }
}

#[test]
fn every_reason_is_in_the_report_once() {
    let app = api(&TestIssuer::new()).build().expect("an application");
    let line = |path: &str| app.report().lines().find(|line| line.starts_with(path)).expect("a line").to_owned();
    let place = line("/place");
    assert!(
        place.ends_with(
            "jwt, vouched for TrustsGeo: the edge sets this header on every request, \
         vouched for SeesHeaders: shows what an extractor sees"
        ),
        "{place}"
    );
    assert!(line("/tenant").contains(", vouched for the tenant in X-Tenant: it picks a theme, and is bounded"));
    assert!(line("/csv").ends_with(", sends SendsCsv: a table of numbers, made by the csv crate"));
}
