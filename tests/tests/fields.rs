//! What a field of an input may be: names that the server owns, types of other crates, and what is vouched for.

use std::collections::{BTreeMap, HashMap};

use http::header::CONTENT_TYPE;
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer, TestResponse};
use secure_api_tests::assert_refused;
use serde_json::{Value, json};

secure_api::server_owned!("tier", not("role") = "here it is the title of a job");

/// As another crate has it: no bound that anybody knows, and a `Deserialize` of its own.
#[derive(serde::Deserialize)]
#[serde(try_from = "u32")]
struct Color(u32);

impl TryFrom<u32> for Color {
    type Error = &'static str;
    fn try_from(rgb: u32) -> Result<Self, &'static str> {
        if rgb < 0x100_0000 { Ok(Self(rgb)) } else { Err("canary: not a color") }
    }
}

#[input]
struct Job {
    role: Text<1, 30>,
    #[vouched("the wire format of the partner, three bytes")]
    color: Color,
    #[vouched("a partner's own number, never looked up here")]
    external_id: u64,
    #[vouched("the partner says who the owner is")]
    owner: Part,
    #[validate(length(max = 2))]
    labels: BTreeMap<Text<1, 5>, Part>,
    parts: List<Part, 0, 3>,
}

#[input]
struct Part {
    #[validate(range(max = 9))]
    size: u8,
    #[vouched("a number on a form")]
    form_id: Option<u8>,
}

/// Types of other crates, and of what a bounded type makes.
#[input]
struct Foreign {
    home: Option<url::Url>,
    price: Option<rust_decimal::Decimal>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    at: Option<time::OffsetDateTime>,
    day: Option<time::Date>,
    due: Option<chrono::DateTime<chrono::Utc>>,
    birthday: Option<chrono::NaiveDate>,
    corners: Option<[(i8, Text<1, 2>); 2]>,
    #[validate(length(max = 2))]
    counts: Option<HashMap<Text<1, 5>, u8>>,
}

#[output]
struct Echo {
    home: Option<url::Url>,
    price: Option<rust_decimal::Decimal>,
    due: Option<chrono::DateTime<chrono::Utc>>,
    birthday: Option<chrono::NaiveDate>,
    day: Option<time::Date>,
    at: Option<i64>,
    sum: i64,
}

/// A filter sets nothing, and may be called like what the server owns.
#[input]
struct Filter {
    owner: Option<Text<1, 20>>,
    tier: Option<u8>,
    role: Option<Text<1, 30>>,
}

#[post("/jobs")]
#[secure(public = "shows what a field may be", rate = "6000/min")]
async fn create(job: Valid<Json<Job>>) -> NoContent {
    let Job { role, color, external_id, owner, labels, parts } = job.into_inner();
    let _read = (role, color.0, external_id, owner.form_id, labels, parts);
    NoContent
}

#[post("/foreign")]
#[secure(public = "shows what a field may be", rate = "6000/min")]
async fn foreign(taken: Valid<Json<Foreign>>) -> Json<Echo> {
    let Foreign { home, price, at, day, due, birthday, corners, counts } = taken.into_inner();
    let corners = corners.iter().flatten().map(|(number, _)| i64::from(*number)).sum::<i64>();
    let sum = corners + counts.iter().flat_map(HashMap::values).map(|count| i64::from(*count)).sum::<i64>();
    Json(Echo { home, price, due, birthday, day, at: at.map(time::OffsetDateTime::unix_timestamp), sum })
}

#[get("/jobs")]
#[secure(public = "shows what a filter may be", rate = "6000/min")]
async fn search(filter: Valid<Query<Filter>>) -> NoContent {
    let _read = (&filter.owner, filter.tier, &filter.role);
    NoContent
}

#[derive(Clone, Copy, Roles)]
enum Role {
    Smith,
}

#[get("/jobs/by-name")]
#[secure(auth = "jwt", role = "smith")]
async fn search_by_name(filter: Valid<Query<Filter>>) -> NoContent {
    let _read = filter;
    NoContent
}

#[get("/jobs/by-path")]
#[secure(auth = "jwt", role = Role::Smith)]
async fn search_by_path(filter: Valid<Query<Filter>>) -> NoContent {
    let _read = filter;
    NoContent
}

#[get("/days/{day}")]
#[secure(public = "a calendar", rate = "6000/min", no_object_check(day) = "every day is everybody's")]
async fn day(Path(day): Path<chrono::NaiveDate>) -> NoContent {
    let _ = day;
    NoContent
}

fn api() -> Api<()> {
    let routes = routes![create, foreign, search, search_by_name, search_by_path, day];
    Api::new(()).source_rate("6000/min").jwt(TestIssuer::new().jwt()).mount(routes)
}

async fn post(path: &str, body: &Value) -> TestResponse {
    let client = TestClient::in_memory(api().build().expect("an application"));
    client.post(path).header(CONTENT_TYPE, "application/json").body(body.to_string()).send().await
}

/// The one field that is told, and the code.
fn told(answer: &TestResponse) -> (String, String) {
    let problem = assert_refused(answer, 422);
    let text = |key: &str| problem["errors"][0][key].as_str().unwrap_or_default().to_owned();
    assert_eq!(problem["errors"].as_array().map(Vec::len), Some(1), "{problem}");
    (text("field"), text("code"))
}

fn job() -> Value {
    json!({
        "role": "smith", "color": 255, "external_id": 7, "owner": { "size": 1 }, "labels": { "a": { "size": 1 } }, "parts": [],
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut job = job();
    job[field] = value;
    job
}

#[tokio::test]
async fn what_is_vouched_for_is_read_as_strictly_as_the_rest() {
    assert_eq!(post("/jobs", &job()).await.status(), 204);
    for (body, field, code) in [
        (with("color", json!(0x100_0000)), "color", "format"),
        (with("color", json!("255")), "color", "type"),
        (with("external_id", json!(-1)), "external_id", "range"),
        (with("tier", json!(1)), "tier", "unknown_field"),
    ] {
        let answer = post("/jobs", &body).await;
        assert_eq!(told(&answer), (field.to_owned(), code.to_owned()), "{body}");
        assert!(!answer.text().contains("canary"));
    }
}

#[tokio::test]
async fn a_reason_for_a_field_does_not_switch_off_its_own_rules() {
    let answer = post("/jobs", &with("owner", json!({ "size": 10 }))).await;
    assert_eq!(told(&answer), ("owner.size".to_owned(), "range".to_owned()));
}

#[tokio::test]
async fn a_map_has_an_end_and_its_entries_keep_their_rules() {
    let part = json!({ "size": 1 });
    for (labels, field, code) in [
        (json!({ "a": part, "b": part, "c": part }), "labels", "length"),
        (json!({ "a": { "size": 10 } }), "labels.*.size", "range"),
        (json!({ "a_long_key": part }), "labels", "length"),
    ] {
        let answer = post("/jobs", &with("labels", labels.clone())).await;
        assert_eq!(told(&answer), (field.to_owned(), code.to_owned()), "{labels}");
    }
}

#[tokio::test]
async fn types_of_other_crates_are_bounded_and_read_in_one_spelling() {
    let body = json!({
        "home": "https://example.org/a", "price": "12.30", "at": "2026-01-31T10:00:00Z", "day": "2026-01-31",
        "due": "2026-01-31T10:00:00Z", "birthday": "2000-02-29", "corners": [[1, "a"], [2, "b"]], "counts": { "a": 3 },
    });
    let answer = post("/foreign", &body).await;
    let expected = r#"{"home":"https://example.org/a","price":"12.30","due":"2026-01-31T10:00:00Z","birthday":"2000-02-29","day":"2026-01-31","at":1769853600,"sum":6}"#;
    assert_eq!(answer.text(), expected);
    let long = format!("https://example.org/{}", "a".repeat(2048));
    for (body, field, code) in [
        (json!({ "home": long }), "home", "length"),
        (json!({ "home": "javascript:alert(1)" }), "home", "url"),
        (json!({ "home": "file:///etc/passwd" }), "home", "url"),
        (json!({ "home": "https://ada:secret@example.org/" }), "home", "url"),
        (json!({ "home": "canary" }), "home", "format"),
        (json!({ "price": 12.3 }), "price", "type"),
        (json!({ "price": "1e400" }), "price", "format"),
        (json!({ "at": 1_769_853_600 }), "at", "type"),
        (json!({ "day": "2026-02-30" }), "day", "format"),
        (json!({ "due": "tomorrow" }), "due", "format"),
        (json!({ "birthday": "2001-02-29" }), "birthday", "format"),
        (json!({ "corners": [[1, "a"]] }), "corners", "length"),
        (json!({ "corners": [[1, "a"], [2, "bcd"]] }), "corners[1][1]", "length"),
        (json!({ "counts": { "a": 1, "b": 2, "c": 3 } }), "counts", "length"),
    ] {
        let answer = post("/foreign", &body).await;
        assert_eq!(told(&answer), (field.to_owned(), code.to_owned()), "{body}");
        assert!(!answer.text().contains("canary"), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_filter_may_be_called_like_what_the_server_owns() {
    let client = TestClient::in_memory(api().build().expect("an application"));
    assert_eq!(client.get("/jobs?owner=ada&tier=1").send().await.status(), 204);
}

#[tokio::test]
async fn a_day_in_a_path_has_one_spelling() {
    let client = TestClient::in_memory(api().build().expect("an application"));
    assert_eq!(client.get("/days/2026-01-31").send().await.status(), 204);
    for other in ["2026-1-31", "2026-02-30", "+2026-01-31", "today"] {
        assert_refused(&client.get(&format!("/days/{other}")).send().await, 404);
    }
}

#[test]
fn every_reason_for_a_field_is_in_the_report_once() {
    let app = api().build().expect("an application");
    let line = app.report().lines().find(|line| line.starts_with("/jobs POST")).expect("a line");
    for reason in [
        ", vouched for Job::color: the wire format of the partner, three bytes",
        ", vouched for Job::external_id: a partner's own number, never looked up here",
        ", vouched for Job::owner: the partner says who the owner is",
        ", vouched for Part::form_id: a number on a form",
        ", vouched for Job::role: here it is the title of a job",
    ] {
        assert_eq!(line.matches(reason).count(), 1, "{reason} in {line}");
    }
    // Of a filter nothing has to be excused, however the roles of its route are written.
    assert!(!app.report().contains("Filter::"), "{}", app.report());
}
