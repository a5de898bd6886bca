//! Every bound and every rule that is enforced is in the schema.

use std::collections::BTreeMap;

use secure_api::prelude::*;
use secure_api_testing::Value;
use serde_json::json;

use articles::article::Role;

use super::about;

#[input]
struct Kinds {
    flag: bool,
    small: u8,
    signed: i64,
    share: f64,
    name: Text<2, 40>,
    maybe: Option<Text<0, 10>>,
    batch: uuid::Uuid,
    words: List<Text<1, 5>, 1, 3>,
    kind: Kind,
    inner: Inner,
    #[validate(length(max = 4))]
    map: BTreeMap<Text<1, 8>, u16>,
}

#[input]
struct Inner {
    #[validate(length(min = 1, max = 120))]
    title: String,
    #[validate(range(min = 1, max = 5))]
    stars: u8,
    #[validate(range(exclusive_min = 0.5))]
    weight: f64,
    #[validate(email, length(max = 254))]
    contact: String,
    #[validate(url, length(max = 200))]
    page: String,
    #[validate(contains(pattern = "a.b"), length(max = 20))]
    with: String,
    #[validate(does_not_contain(pattern = "/"), length(max = 20))]
    without: String,
    #[validate(non_control_character, length(max = 20))]
    printed: String,
    #[validate(contains(pattern = "a"), non_control_character, does_not_contain(pattern = "b"), length(max = 20))]
    several: String,
    #[serde(alias = "other_name")]
    named_twice: u8,
    #[validate(custom(function = "even"))]
    even: u8,
    #[serde(default)]
    left_out: u8,
}

fn even(number: u8) -> Result<(), validator::ValidationError> {
    if number.is_multiple_of(2) { Ok(()) } else { Err(validator::ValidationError::new("even")) }
}

#[input]
#[serde(rename_all = "kebab-case")]
enum Kind {
    ShortStory,
    Essay,
}

#[output]
struct Shown {
    #[audience(Role::Admin)]
    note: Text<0, 9>,
    how: How,
}

#[output]
#[serde(tag = "kind", rename_all = "lowercase")]
enum How {
    Plain,
    Marked { with: Text<0, 3> },
}

#[get("/shown")]
#[secure(public = "schemas are what is tested here", rate = "60/min")]
async fn shown() -> Json<Shown> {
    Json(Shown { note: Text::default(), how: if true { How::Plain } else { How::Marked { with: Text::default() } } })
}

#[post("/kinds")]
#[secure(public = "schemas are what is tested here", rate = "60/min")]
async fn kinds(_: Valid<Json<Kinds>>) -> NoContent {
    NoContent
}

pub(super) fn routes() -> Routes<()> {
    routes![kinds, shown]
}

fn schemas() -> Value {
    Api::new(()).mount(routes()).inventory().openapi(&about())["components"]["schemas"].clone()
}

#[test]
fn every_kind_of_value_has_its_bounds() {
    let kinds = &schemas()["Kinds"];
    let of = |name: &str| kinds["properties"][name].clone();
    assert_eq!(of("flag"), json!({ "type": "boolean" }));
    assert_eq!(of("small"), json!({ "type": "integer", "format": "int32", "minimum": 0, "maximum": 255 }));
    assert_eq!(of("signed"), json!({ "type": "integer", "format": "int64", "minimum": i64::MIN, "maximum": i64::MAX }));
    assert_eq!(of("share"), json!({ "type": "number", "format": "double" }));
    let anything = "^[\\s\\S]*$";
    assert_eq!(of("name"), json!({ "type": "string", "pattern": anything, "minLength": 2, "maxLength": 40 }));
    assert_eq!(
        of("maybe"),
        json!({ "anyOf": [{ "type": "string", "pattern": anything, "maxLength": 10 }, { "type": "null" }] })
    );
    assert_eq!(of("batch"), json!({ "type": "string", "format": "uuid", "minLength": 36, "maxLength": 36 }));
    assert_eq!(of("words")["minItems"], 1);
    assert_eq!(of("words")["maxItems"], 3);
    assert_eq!(of("words")["items"]["maxLength"], 5);
    assert_eq!(of("kind"), json!({ "type": "string", "enum": ["short-story", "essay"] }));
    assert_eq!(of("inner"), json!({ "$ref": "#/components/schemas/Inner" }));
    assert_eq!(of("map")["maxProperties"], 4);
    assert_eq!(of("map")["propertyNames"]["maxLength"], 8);
    assert_eq!(of("map")["additionalProperties"]["maximum"], 65_535);
    assert_eq!(kinds["additionalProperties"], false);
    let required: Vec<&str> = kinds["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(required.contains(&"name") && !required.contains(&"maybe"), "{required:?}");
}

#[test]
fn every_rule_is_in_the_schema_or_in_words() {
    let inner = &schemas()["Inner"];
    let of = |name: &str| inner["properties"][name].clone();
    assert_eq!((of("title")["minLength"].clone(), of("title")["maxLength"].clone()), (json!(1), json!(120)));
    assert_eq!((of("stars")["minimum"].clone(), of("stars")["maximum"].clone()), (json!(1), json!(5)));
    assert_eq!(of("weight")["exclusiveMinimum"], 0.5);
    assert_eq!(of("contact"), json!({ "type": "string", "format": "email", "maxLength": 254 }));
    assert_eq!(of("page"), json!({ "type": "string", "format": "uri", "maxLength": 200 }));
    assert_eq!(of("with")["pattern"], "a\\.b");
    assert_eq!(of("without")["not"]["pattern"], "\\/");
    assert_eq!(of("printed")["pattern"], "^[^\\u0000-\\u001F\\u007F-\\u009F]*$");
    let several = of("several");
    assert_eq!((&several["pattern"], &several["not"]["pattern"]), (&json!("a"), &json!("b")));
    assert_eq!(several["allOf"], json!([{ "pattern": "^[^\\u0000-\\u001F\\u007F-\\u009F]*$" }]));
    assert_eq!(inner["allOf"], json!([{ "anyOf": [{ "required": ["named_twice"] }, { "required": ["other_name"] }] }]));
    assert_eq!(of("even")["description"], "Checked by `even`.");
    let required: Vec<&str> = inner["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(!required.contains(&"left_out"), "{required:?}");
}

#[test]
fn what_only_some_see_is_not_promised_to_all() {
    let schemas = schemas();
    let shown = &schemas["Shown"];
    assert_eq!(shown["properties"]["note"]["description"], "Absent but for callers with the role `admin`.");
    assert_eq!(shown["required"], json!(["how"]));
    let how = |name: &str, more: Value| {
        let mut one = json!({ "type": "object", "properties": { "kind": { "const": name } }, "required": ["kind"], "additionalProperties": false });
        if let (Some(properties), Some(more)) = (one["properties"].as_object_mut(), more.as_object()) {
            properties.extend(more.clone());
        }
        one
    };
    let text = json!({ "type": "string", "pattern": "^[\\s\\S]*$", "maxLength": 3 });
    let mut marked = how("marked", json!({ "with": text }));
    marked["required"] = json!(["with", "kind"]);
    assert_eq!(schemas["How"], json!({ "oneOf": [how("plain", json!({})), marked] }));
}
