//! What is refused of a body, a form and a query, and that nothing of it is repeated.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HeaderName};
use secure_api::prelude::*;
use secure_api_testing::{TestIssuer, TestResponse};
use secure_api_tests::{Log, Served, assert_refused};
use serde_json::{Value, json};

type Handled = Arc<AtomicUsize>;

#[input]
#[serde(rename_all = "camelCase")]
struct Account {
    #[validate(email)]
    contact_address: String,
    #[serde(rename = "nick-name")]
    #[validate(length(max = 20))]
    nick: Option<String>,
    age: Option<u8>,
    #[validate(length(max = 3))]
    tags: Option<Vec<Text<1, 9>>>,
}

#[input]
struct Search {
    term: Text<1, 20>,
    #[serde(default)]
    tags: List<Text<1, 9>, 0, 3>,
    page: Option<u8>,
}

#[post("/accounts")]
#[secure(public = "shows what input is refused", rate = "6000/min")]
async fn create(State(handled): State<Handled>, account: Valid<Json<Account>>) -> Result<StatusCode, Problem> {
    handled.fetch_add(1, Ordering::SeqCst);
    let account = account.into_inner();
    let _read = (account.nick, account.age, account.tags);
    if account.contact_address == "taken@example.com" {
        return Err(Problem::invalid("contactAddress", "taken"));
    }
    Ok(StatusCode::CREATED)
}

#[post("/forms")]
#[secure(public = "shows what forms are refused", rate = "6000/min")]
async fn form(search: Valid<Form<Search>>) -> NoContent {
    read(&search);
    NoContent
}

#[get("/search")]
#[secure(public = "shows what queries are refused", rate = "6000/min")]
async fn search(search: Valid<Query<Search>>) -> NoContent {
    read(&search);
    NoContent
}

#[get("/plain")]
#[secure(auth = "jwt")]
async fn plain() -> NoContent {
    NoContent
}

fn read(search: &Search) {
    let _read = (&search.term, &search.tags, search.page);
}

struct World {
    app: Served,
    handled: Handled,
}

async fn world() -> World {
    let handled = Handled::default();
    let api = Api::new(Arc::clone(&handled)).source_rate("6000/min").jwt(TestIssuer::new().jwt());
    World { app: Served::start(api.mount(routes![create, form, search, plain])).await, handled }
}

impl World {
    async fn post(&self, body: impl Into<Vec<u8>>) -> TestResponse {
        self.app.post("/accounts").header(CONTENT_TYPE, "application/json").body(body.into()).send().await
    }

    fn handled(&self) -> usize {
        self.handled.load(Ordering::SeqCst)
    }
}

const GOOD: &str = r#"{"contactAddress":"ada@example.com"}"#;

#[tokio::test]
async fn only_json_in_utf_8_without_a_coding_is_read() {
    let world = world().await;
    let send = |content_type: Option<&str>, coding: Option<&str>| {
        let mut request = world.app.post("/accounts").body(GOOD);
        if let Some(content_type) = content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        if let Some(coding) = coding {
            request = request.header(CONTENT_ENCODING, coding);
        }
        request.send()
    };
    for good in ["application/json", "APPLICATION/JSON; charset=UTF-8"] {
        assert_eq!(send(Some(good), None).await.status(), 201);
    }
    for (content_type, coding) in [
        (None, None),
        (Some("text/plain"), None),
        (Some("application/json; charset=utf-16"), None),
        (Some("application/json; charset=iso-8859-1"), None),
        (Some("application/x-www-form-urlencoded"), None),
        (Some("multipart/form-data; boundary=application/json"), None),
        (Some("application/json"), Some("gzip")),
        (Some("application/json"), Some("identity, br")),
    ] {
        let answer = send(content_type, coding).await;
        assert_refused(&answer, 415);
        assert_eq!((answer.header("accept"), answer.header("accept-post")), ("application/json", "application/json"));
    }
    assert_eq!(world.handled(), 2);
}

#[tokio::test]
async fn a_client_that_takes_no_json_gets_406() {
    let world = world().await;
    for (accept, status) in [
        ("application/json", 201),
        ("*/*", 201),
        ("text/html", 406),
        ("application/json;q=0", 406),
        ("*/*, application/json;q=0", 406),
        ("application/problem+json", 201),
        ("application/problem+json, application/json;q=0", 406),
    ] {
        let answer = world.app.post("/accounts").header(ACCEPT, accept).json(&json!({"contactAddress": "a@b.ch"}));
        let answer = answer.send().await;
        assert_eq!(answer.status(), status, "{accept}");
        if status == 406 {
            assert_refused(&answer, 406);
        }
    }
    assert_eq!(world.handled(), 3);
}

#[tokio::test]
async fn what_is_no_single_json_document_is_400() {
    let world = world().await;
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for (body, code) in [
        (String::new(), "syntax"),
        ("{".to_owned(), "syntax"),
        (format!("{GOOD} {GOOD}"), "syntax"),
        (format!("\u{feff}{GOOD}"), "syntax"),
        (r#"{"contactAddress":"a@b.ch","age":01}"#.to_owned(), "syntax"),
        (r#"{"contactAddress":"a@b.ch","age":NaN}"#.to_owned(), "syntax"),
        (r#"{"contactAddress":'a@b.ch'}"#.to_owned(), "syntax"),
        (r#"{"contactAddress":"a@b.ch",}"#.to_owned(), "syntax"),
        (r#"{"contactAddress":"\ud800"}"#.to_owned(), "syntax"),
        (r#"{"contactAddress":"a@b.ch","contactAddress":"c@d.ch"}"#.to_owned(), "duplicate_key"),
        (r#"{"contactAddress":"a@b.ch","contact\u0041ddress":"c@d.ch"}"#.to_owned(), "duplicate_key"),
        (r#"{"contactAddress":"a@b.ch","age":1,"age":1}"#.to_owned(), "duplicate_key"),
        (format!(r#"{{"contactAddress":"a@b.ch","tags":{}}}"#, deep(32)), "depth"),
        (deep(10_000), "depth"),
    ] {
        let problem = assert_refused(&world.post(body.clone()).await, 400);
        assert_eq!(problem["detail"], code, "{body:.80}");
    }
    assert_refused(&world.post(&b"{\"contactAddress\":\"\xff\"}"[..]).await, 400);
    assert_eq!(world.handled(), 0);
}

#[tokio::test]
async fn an_unknown_field_is_named_by_its_name_where_that_is_harmless() {
    let world = world().await;
    for (key, named) in [
        ("owner", "owner"),
        ("is_admin", "is_admin"),
        ("contact_address", "contact_address"),
        ("nick", "nick"),
        ("<script>", ""),
        ("a b", ""),
        (&"k".repeat(65), ""),
    ] {
        let mut body = json!({"contactAddress": "ada@example.com"});
        body[key] = json!(true);
        let answer = world.post(body.to_string()).await;
        let problem = assert_refused(&answer, 422);
        assert_eq!(problem["errors"], json!([{"field": named, "code": "unknown_field"}]), "{key}");
        assert!(!answer.text().contains("script"));
    }
    assert_eq!(world.handled(), 0);
}

#[tokio::test]
async fn fields_are_told_by_their_names_on_the_wire() {
    let world = world().await;
    let told = |body: Value| {
        let world = &world;
        async move { assert_refused(&world.post(body.to_string()).await, 422)["errors"].clone() }
    };
    assert_eq!(told(json!({"contactAddress": "no"})).await, json!([{"field": "contactAddress", "code": "email"}]));
    assert_eq!(told(json!({})).await, json!([{"field": "contactAddress", "code": "required"}]));
    assert_eq!(
        told(json!({"contactAddress": "a@b.ch", "nick-name": "x".repeat(21)})).await,
        json!([{"field": "nick-name", "code": "length"}])
    );
}

#[tokio::test]
async fn a_handlers_own_finding_has_the_form_of_validation() {
    let world = world().await;
    let by_handler = world.post(r#"{"contactAddress":"taken@example.com"}"#).await;
    let by_rule = world.post(r#"{"contactAddress":"no"}"#).await;
    assert_eq!(world.handled(), 1);
    assert_refused(&by_handler, 422);
    assert_eq!(by_handler.text().replace("taken", "email"), by_rule.text());
    assert_eq!(by_handler.header("content-type"), by_rule.header("content-type"));
}

#[tokio::test]
async fn a_query_and_a_form_are_read_as_strictly() {
    let world = world().await;
    for (pairs, status, field, code) in [
        ("term=a", 204, "", ""),
        ("term=a%20b+c&tags=x&tags=y&page=3", 204, "", ""),
        ("", 422, "term", "required"),
        ("term=", 422, "term", "length"),
        ("term=a&more=1", 422, "more", "unknown_field"),
        ("term=a&page=256", 422, "page", "range"),
        ("term=a&page=", 422, "page", "type"),
        ("term=a&page=%2B1", 422, "page", "type"),
        ("term=a&tags=1&tags=2&tags=3&tags=4", 422, "tags", "length"),
        ("term=a&term=b", 400, "", "duplicate_key"),
        ("term=a&t%65rm=b", 400, "", "duplicate_key"),
        ("term=%zz", 400, "", "syntax"),
        ("term=%ff", 400, "", "syntax"),
    ] {
        let by_query = world.app.get(&format!("/search?{pairs}")).send().await;
        let form = world.app.post("/forms").header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(pairs);
        for answer in [by_query, form.send().await] {
            assert_eq!(answer.status(), status, "{pairs} {}", answer.text());
            match status {
                400 => assert_eq!(assert_refused(&answer, 400)["detail"], code, "{pairs}"),
                422 => {
                    let errors = assert_refused(&answer, 422)["errors"].clone();
                    assert_eq!(errors, json!([{"field": field, "code": code}]), "{pairs}");
                }
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn a_secret_in_a_bad_request_is_in_no_answer_and_in_no_log() {
    const CANARY: &str = "canary7f3a9c";
    let log = Log::capture();
    let world = world().await;
    let bodies = [
        CANARY.to_owned(),
        format!(r#"{{"contactAddress":"{CANARY}"}}"#),
        format!(r#"{{"contactAddress":"{CANARY}","contactAddress":"{CANARY}"}}"#),
        format!(r#"{{"contactAddress":{{"{CANARY}":1}}}}"#),
        format!(r#"{{"contactAddress":"a@b.ch","age":"{CANARY}"}}"#),
        format!(r#"{{"contactAddress":"a@b.ch","the {CANARY}":1}}"#),
        format!(r#"{{"contactAddress":"a@b.ch","tags":["{CANARY}"]}}"#),
        format!(r#"{{"contactAddress":"a@b.ch","nick-name":"{CANARY} {CANARY}"}}"#),
    ];
    let mut answers = Vec::new();
    for body in bodies {
        answers.push(world.post(body.clone()).await);
        answers.push(world.app.post("/accounts").header(CONTENT_TYPE, "text/plain").body(body).send().await);
    }
    for pairs in ["term=a&page={}", "term={}{}{}", "term=a&the+{}=1", "access_token={}"] {
        let pairs = pairs.replace("{}", CANARY);
        answers.push(world.app.get(&format!("/search?{pairs}")).send().await);
        answers.push(world.app.get(&format!("/plain?{pairs}")).send().await);
    }
    answers.push(world.app.get("/plain").bearer(CANARY).send().await);
    answers.push(world.app.get("/plain").bearer(&format!("{CANARY}.{CANARY}.{CANARY}")).send().await);
    let cookie = world.app.get("/plain").header(http::header::COOKIE, CANARY);
    answers.push(cookie.header(HeaderName::from_static("x-api-key"), CANARY).send().await);
    for answer in &answers {
        assert!(answer.status() >= 400, "{answer:?}");
        assert!(!format!("{answer:?}").contains(CANARY), "{answer:?}");
    }
    assert_eq!(log.audit().iter().filter(|event| event["event"] != "configuration_fault").count(), answers.len());
    assert!(!log.text().contains(CANARY), "{}", log.text());
    assert_eq!(world.handled(), 0);
}
