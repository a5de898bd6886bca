//! An application with every kind of field, input and answer that a document has words for.

use std::collections::HashMap;

use axum::response::Html;
use secure_api::prelude::*;
use secure_api::respond::Link;
use secure_api_testing::Value;
use serde_json::json;

use super::page::docs;
use super::{about, contract, schemas};

#[derive(Clone, Resource)]
#[resource(key = id, store = (), load = find, owner = owner)]
struct Note {
    #[allow(dead_code, reason = "what it is known by")]
    id: uuid::Uuid,
    owner: Principal,
}

async fn find(_: &(), _: uuid::Uuid) -> Result<Option<Note>, Problem> {
    Ok(None)
}

#[input]
struct Times {
    at: chrono::DateTime<chrono::Utc>,
    day: chrono::NaiveDate,
    then: time::OffsetDateTime,
    price: rust_decimal::Decimal,
    home: url::Url,
    address: std::net::IpAddr,
    large: u64,
    larger: i64,
    letter: char,
    pair: (u8, bool),
    three: [u16; 3],
    notes: List<Id<Note>, 0, 9>,
    nested: Option<List<Option<Text<1, 3>>, 0, 2>>,
}

#[input]
struct Filled {
    name: Text<1, 20>,
    age: Option<u8>,
}

#[output]
#[serde(tag = "t", content = "c", rename_all = "kebab-case")]
enum Adjacent {
    Nothing,
    Pair(u8, bool),
    Fields { first_name: String },
}

#[output]
#[serde(untagged)]
enum Untagged {
    One(String),
    Other { number: f64 },
}

#[output]
enum External {
    Unit,
    Held(Box<External>),
    Both { one: Adjacent, other: Untagged },
}

#[output]
struct Inner {
    at: chrono::DateTime<chrono::Utc>,
}

#[output]
struct Everything<T> {
    content: T,
    #[serde(flatten)]
    inner: Inner,
    more: HashMap<String, [Option<f32>; 2]>,
    price: rust_decimal::Decimal,
    found: Link,
    #[serde(skip_serializing_if = "Option::is_none")]
    maybe: Option<Vec<Everything<T>>>,
    #[vouched("numbers alone")]
    other: std::num::Wrapping<u8>,
}

fn everything<T>(content: T) -> Everything<T> {
    let inner = Inner { at: chrono::DateTime::UNIX_EPOCH };
    let (price, found) = (rust_decimal::Decimal::ZERO, made::uri());
    Everything { content, inner, more: HashMap::new(), price, found, maybe: None, other: std::num::Wrapping(1) }
}

#[get("/made/adjacent")]
#[secure(auth = "jwt")]
async fn made(caller: Identity) -> Json<Everything<Adjacent>> {
    Json(everything(match caller.subject() {
        "ada" => Adjacent::Nothing,
        "eve" => Adjacent::Pair(1, true),
        name => Adjacent::Fields { first_name: name.to_owned() },
    }))
}

#[post("/made")]
#[secure(auth = "jwt", body = "8 KiB")]
async fn make(
    caller: Identity,
    notes: Decide<Note, Update>,
    times: Valid<Json<Times>>,
) -> Result<Created<Everything<External>>, Problem> {
    let times = times.into_inner();
    notes.all(times.notes.iter()).await?;
    let both = External::Both {
        one: Adjacent::Nothing,
        other: if caller.subject().is_empty() { Untagged::One(String::new()) } else { Untagged::Other { number: 1.0 } },
    };
    let held = if times.large == 0 { External::Unit } else { both };
    Ok(Created::at(made::uri(), everything(External::Held(Box::new(held)))))
}

#[post("/filled")]
#[secure(auth = "jwt", rate = "9/min")]
async fn filled(form: Valid<Form<Filled>>) -> StatusCode {
    if form.age.is_some() { StatusCode::ACCEPTED } else { StatusCode::SEE_OTHER }
}

#[get("/notes/{id}")]
#[secure(auth = "jwt")]
async fn note(_: Authorized<Note, Read>, _: Valid<Query<Filled>>) -> Result<StatusCode, Problem> {
    Ok(StatusCode::OK)
}

secure_api::reason!(pub ShowsAPage = "a fixed page, without a word of a client's");

#[get("/about")]
#[secure(public = "says what this is", rate = "60/min")]
async fn of_another() -> Vouched<Html<&'static str>, ShowsAPage> {
    Vouched::new(Html("<p>An API."))
}

/// The document of all that.
pub(super) fn document() -> Value {
    let api = Api::new(()).mount(routes![made, make, filled, note, of_another, docs, contract]);
    api.mount(schemas::routes()).openapi(about()).inventory().openapi(&about())
}

#[test]
fn a_status_that_the_handler_chooses_may_be_one_of_redirection() {
    let document = document();
    let of = |path: &str, method: &str| document["paths"][path][method]["responses"].clone();
    for (path, method) in [("/filled", "post"), ("/notes/{id}", "get")] {
        let answers = of(path, method);
        for status in ["2XX", "3XX"] {
            assert!(answers[status].is_object() && answers[status].get("content").is_none(), "{path} {status}");
        }
    }
    let vouched = of("/about", "get");
    assert_eq!(vouched["2XX"]["content"], json!({ "*/*": { "schema": {} } }));
    assert_eq!(vouched["3XX"]["headers"]["Location"]["$ref"], "#/components/headers/Location");
    // A status that is known is the only one.
    for (path, method, status) in
        [("/made", "post", "201"), ("/made/adjacent", "get", "200"), ("/openapi.json", "get", "200")]
    {
        let answers = of(path, method);
        assert!(answers[status].is_object() && answers.get("2XX").is_none() && answers.get("3XX").is_none(), "{path}");
    }
    // JSON is what a refusal is written in: a client that takes none is refused also where nothing else is sent.
    assert!(of("/filled", "post")["406"].is_object() && of("/about", "get").get("406").is_none());
}
