//! What may arrive and what leaves: each input rule at its bound and one past it, and the declared fields of an output.

use http::header::CONTENT_TYPE;
use secure_api::prelude::*;
use secure_api_tests::{Served, assert_refused};
use serde_json::{Value, json};

#[input]
#[derive(Clone)]
enum Colour {
    Red,
    Green,
}

#[input]
struct Part {
    #[validate(range(min = 1, max = 3))]
    size: u8,
}

#[input]
struct Rules {
    #[validate(length(min = 2, max = 4))]
    between: String,
    #[validate(length(equal = 3))]
    exact: String,
    #[validate(range(min = 10, max = 20))]
    number: i32,
    #[validate(email)]
    contact: String,
    #[validate(url, length(max = 60))]
    site: String,
    #[validate(contains(pattern = "needle"), length(max = 60))]
    haystack: String,
    #[validate(does_not_contain(pattern = "admin"), length(max = 60))]
    nick: String,
    #[validate(length(max = 60))]
    password: String,
    #[validate(must_match(other = "password"), length(max = 60))]
    again: String,
    #[validate(custom(function = "even"))]
    even: u32,
    text: Text<1, 3>,
    list: List<u8, 1, 2>,
    #[validate(length(max = 2))]
    tags: Vec<Text<1, 3>>,
    colour: Colour,
    part: Part,
    maybe: Option<Text<1, 3>>,
    flag: bool,
}

fn even(number: u32) -> Result<(), validator::ValidationError> {
    if number.is_multiple_of(2) { Ok(()) } else { Err(validator::ValidationError::new("odd")) }
}

#[output]
struct View {
    number: i32,
    #[serde(rename = "displayName")]
    name: String,
    nested: Vec<Inner>,
    nothing: Option<u8>,
}

#[output]
struct Inner {
    colour: &'static str,
}

#[post("/rules")]
#[secure(public = "shows the rules", rate = "6000/min")]
async fn rules(sent: Valid<Json<Rules>>) -> Json<View> {
    let sent = sent.into_inner();
    let _read =
        (sent.between, sent.exact, sent.contact, sent.site, sent.haystack, sent.password, sent.again, sent.even);
    let _read = (sent.text, sent.list, sent.tags, sent.part.size, sent.maybe, sent.flag);
    let colour = if matches!(sent.colour, Colour::Red) { "red" } else { "green" };
    Json(View { number: sent.number, name: sent.nick, nested: vec![Inner { colour }], nothing: None })
}

fn good() -> Value {
    json!({
        "between": "abc", "exact": "abc", "number": 15, "contact": "ada@example.com", "site": "https://example.com/a",
        "haystack": "a needle", "nick": "ada", "password": "pw", "again": "pw", "even": 2, "text": "ab", "list": [1],
        "tags": ["a"], "colour": "Red", "part": {"size": 2}, "maybe": "a", "flag": true,
    })
}

fn app() -> Api<()> {
    Api::new(()).source_rate("6000/min").mount(routes![rules])
}

#[tokio::test]
async fn a_value_at_the_bound_of_its_rule_is_taken() {
    let app = Served::start(app()).await;
    for (field, value) in [
        ("between", json!("ab")),
        ("between", json!("éééé")),
        ("number", json!(10)),
        ("number", json!(20)),
        ("even", json!(0)),
        ("text", json!("a")),
        ("text", json!("🦀🦀🦀")),
        ("list", json!([255, 0])),
        ("tags", json!([])),
        ("tags", json!(["abc", "b"])),
        ("colour", json!("Green")),
        ("part", json!({"size": 1})),
        ("part", json!({"size": 3})),
        ("maybe", json!(null)),
        ("flag", json!(false)),
    ] {
        let mut body = good();
        body[field] = value.clone();
        let answer = app.post("/rules").json(&body).send().await;
        assert_eq!(answer.status(), 200, "{field} {value}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_value_past_its_rule_is_422_with_the_field_and_the_rule() {
    let app = Served::start(app()).await;
    for (field, value, path, code) in [
        ("between", json!("a"), "between", "length"),
        ("between", json!("abcde"), "between", "length"),
        ("exact", json!("ab"), "exact", "length"),
        ("exact", json!("abcd"), "exact", "length"),
        ("number", json!(9), "number", "range"),
        ("number", json!(21), "number", "range"),
        ("number", json!(2_147_483_648_u64), "number", "range"),
        ("number", json!(15.5), "number", "type"),
        ("number", json!("15"), "number", "type"),
        ("contact", json!("ada at example.com"), "contact", "email"),
        ("site", json!("not a site"), "site", "url"),
        ("haystack", json!("hay"), "haystack", "contains"),
        ("nick", json!("the admin"), "nick", "does_not_contain"),
        ("again", json!("other"), "again", "must_match"),
        ("even", json!(3), "even", "odd"),
        ("text", json!(""), "text", "length"),
        ("text", json!("abcd"), "text", "length"),
        ("list", json!([]), "list", "length"),
        ("list", json!([1, 2, 3]), "list", "length"),
        ("list", json!([256]), "list[0]", "range"),
        ("tags", json!(["a", "b", "c"]), "tags", "length"),
        ("tags", json!(["a", "long"]), "tags[1]", "length"),
        ("colour", json!("Blue"), "colour", "unknown_variant"),
        ("part", json!({"size": 4}), "part.size", "range"),
        ("part", json!({"size": 2, "more": 1}), "part.more", "unknown_field"),
        ("maybe", json!("long"), "maybe", "length"),
        ("flag", json!("true"), "flag", "type"),
        ("flag", json!(1), "flag", "type"),
    ] {
        let mut body = good();
        body[field] = value.clone();
        let problem = assert_refused(&app.post("/rules").json(&body).send().await, 422);
        assert_eq!(problem["errors"], json!([{"field": path, "code": code}]), "{field} {value}");
    }
}

#[tokio::test]
async fn every_broken_rule_is_told_at_once_in_the_order_of_the_fields() {
    let app = Served::start(app()).await;
    let mut body = good();
    body["number"] = json!(9);
    body["between"] = json!("a");
    body["part"] = json!({"size": 9});
    let problem = assert_refused(&app.post("/rules").json(&body).send().await, 422);
    let told = json!([
        {"field": "between", "code": "length"},
        {"field": "number", "code": "range"},
        {"field": "part.size", "code": "range"},
    ]);
    assert_eq!(problem["errors"], told);
}

#[tokio::test]
async fn a_field_left_out_is_named() {
    let app = Served::start(app()).await;
    for field in ["between", "number", "colour", "part", "flag"] {
        let mut body = good();
        body.as_object_mut().unwrap().remove(field);
        let problem = assert_refused(&app.post("/rules").json(&body).send().await, 422);
        assert_eq!(problem["errors"], json!([{"field": field, "code": "required"}]));
    }
}

#[tokio::test]
async fn an_output_is_exactly_its_declared_fields() {
    let app = Served::start(app()).await;
    let answer = app.post("/rules").json(&good()).send().await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.header(CONTENT_TYPE.as_str()), "application/json");
    assert_eq!(answer.text(), r#"{"number":15,"displayName":"ada","nested":[{"colour":"red"}],"nothing":null}"#);
}
