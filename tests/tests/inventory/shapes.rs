//! Types of answers in every form that serde writes them in.

use std::collections::HashMap;

use secure_api::inventory::{Inventory, Schema, Tagging, Type, VariantContent};
use secure_api::prelude::*;

#[output]
#[serde(tag = "t", content = "c", rename_all = "SCREAMING-KEBAB-CASE", rename_all_fields = "camelCase")]
enum Adjacent {
    NothingHere,
    Pair(u8, bool),
    #[serde(rename = "named")]
    Fields {
        first_name: String,
    },
}

#[output]
#[serde(untagged)]
enum Untagged {
    One(String),
    #[serde(skip)]
    Never,
}

#[output]
enum External {
    Unit,
    Held(Box<External>),
}

#[output]
struct Inner {
    #[serde(serialize_with = "shout")]
    title: String,
    #[serde(with = "time::serde::rfc3339")]
    at: time::OffsetDateTime,
}

#[output]
#[serde(tag = "type")]
struct Page2<T> {
    content: T,
    #[serde(flatten)]
    inner: Inner,
    more: HashMap<String, [Option<f32>; 2]>,
    #[vouched("numbers alone")]
    foreign: std::num::Wrapping<u8>,
}

fn shout<S: serde::Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&text.to_uppercase())
}

#[output]
#[serde(transparent)]
struct Only {
    held: Vec<Only>,
}

fn page<T>(content: T) -> Json<Page2<T>> {
    Json(Page2 {
        content,
        inner: Inner { title: String::new(), at: time::OffsetDateTime::UNIX_EPOCH },
        more: HashMap::new(),
        foreign: std::num::Wrapping(1),
    })
}

#[get("/adjacent")]
#[secure(auth = "jwt")]
async fn adjacent(caller: Identity) -> Json<Page2<Adjacent>> {
    page(match caller.subject() {
        "ada" => Adjacent::NothingHere,
        "eve" => Adjacent::Pair(1, true),
        name => Adjacent::Fields { first_name: name.to_owned() },
    })
}

#[get("/untagged")]
#[secure(auth = "jwt")]
async fn untagged(caller: Identity) -> Result<Json<Page2<Untagged>>, Problem> {
    let untagged = if caller.subject().is_empty() { Untagged::Never } else { Untagged::One("a".to_owned()) };
    if matches!(untagged, Untagged::Never) { Err(Problem::not_found()) } else { Ok(page(untagged)) }
}

#[post("/external")]
#[secure(auth = "jwt")]
async fn external() -> Created<External> {
    Created::at(adjacent::uri(), External::Held(Box::new(External::Unit)))
}

#[post("/only")]
#[secure(auth = "jwt")]
async fn only() -> Json<Only> {
    Json(Only { held: Vec::new() })
}

/// Two types that no name tells apart.
mod inside {
    use secure_api::prelude::*;

    pub(super) fn blocks() -> (Routes<()>, Routes<()>) {
        let first = {
            #[output]
            struct View {
                first: bool,
            }
            #[get("/first")]
            #[secure(auth = "jwt")]
            async fn one() -> Json<View> {
                Json(View { first: true })
            }
            routes![one]
        };
        let second = {
            #[output]
            struct View {
                second: bool,
            }
            #[get("/second")]
            #[secure(auth = "jwt")]
            async fn other() -> Json<View> {
                Json(View { second: true })
            }
            routes![other]
        };
        (first, second)
    }
}

fn inventory() -> Inventory {
    let (first, second) = inside::blocks();
    Api::new(()).mount(routes![adjacent, untagged, external, only]).mount(first).mount(second).inventory()
}

fn named(name: &str) -> Type {
    let inventory = inventory();
    inventory.types.get(name).unwrap_or_else(|| panic!("{name} in {:?}", inventory.types.keys())).clone()
}

#[test]
fn variants_are_told_as_they_are_written() {
    let Type::Union { tagging, variants } = named("inventory::shapes::Adjacent") else { panic!() };
    assert_eq!(tagging, Tagging::Adjacent { tag: "t".into(), content: "c".into() });
    let names: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
    assert_eq!(names, ["NOTHING-HERE", "PAIR", "named"]);
    assert!(matches!(&variants[1].content, VariantContent::Several(of) if of.len() == 2));
    assert!(matches!(&variants[2].content, VariantContent::Object(fields) if fields[0].name == "firstName"));
    let Type::Union { tagging: Tagging::Untagged, variants } = named("inventory::shapes::Untagged") else { panic!() };
    assert_eq!(variants.len(), 1, "one that is skipped is never sent");
    let Type::Union { tagging: Tagging::External, variants } = named("inventory::shapes::External") else { panic!() };
    assert_eq!(variants[1].content, VariantContent::One(Schema::Named("inventory::shapes::External".into())));
}

#[test]
fn fields_are_told_as_they_are_written() {
    let Type::Object { fields, .. } = named("inventory::shapes::Page2<inventory::shapes::Adjacent>") else { panic!() };
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["type", "content", "inner", "more", "foreign"]);
    assert_eq!(fields[0].schema, Schema::OneOf(vec!["Page2".into()]));
    assert!(fields[2].flattened && !fields[1].flattened);
    assert_eq!(fields[3].schema.to_string(), "{text: [number or null]}");
    assert!(matches!(&fields[4].schema, Schema::Unknown { reason, .. } if reason == "numbers alone"));
    let Type::Object { fields, .. } = named("inventory::shapes::Inner") else { panic!() };
    assert!(matches!(&fields[0].schema, Schema::Unknown { reason, .. } if reason == "written by `shout`"));
    assert!(matches!(&fields[1].schema, Schema::Text { format: Some(format), .. } if format == "date-time"));
}

#[test]
fn what_holds_itself_is_told_once() {
    let Type::Newtype(Schema::Array { of, .. }) = named("inventory::shapes::Only") else { panic!() };
    assert_eq!(*of, Schema::Named("inventory::shapes::Only".into()));
}

#[test]
fn each_answer_has_its_status() {
    let inventory = inventory();
    let answer = |method, path| inventory.route(method, path).unwrap().answer.clone();
    assert_eq!((answer("POST", "/external").status, answer("POST", "/external").location), (Some(201), true));
    assert_eq!((answer("GET", "/untagged").status, answer("GET", "/untagged").foreign), (Some(200), false));
}

#[test]
fn two_types_of_one_name_are_told_apart() {
    let inventory = inventory();
    let view = |path| match &inventory.route("GET", path).unwrap().answer.schema {
        Some(Schema::Named(name)) => name.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(view("/second"), format!("{} (2)", view("/first")));
    let Type::Object { fields, .. } = named(&view("/second")) else { panic!() };
    assert_eq!(fields[0].name, "second");
}
