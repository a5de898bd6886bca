//! Fields that only some see: absent for all others, wherever the output stands.

use std::collections::BTreeMap;

use http::header::AUTHORIZATION;
use secure_api::prelude::*;
use secure_api_testing::{TestIssuer, TestResponse};
use secure_api_tests::Served;
use serde_json::{Value, json};

#[derive(Clone, Copy, Roles)]
#[roles(Admin > Editor > Reader, Auditor > Reader)]
enum Role {
    Reader,
    Editor,
    Auditor,
    Admin,
}

#[derive(Clone, Copy, Scopes)]
enum Scope {
    #[scope("people:read")]
    People,
    #[scope("people:write")]
    Write,
}

#[output]
#[serde(rename_all = "camelCase")]
struct Person {
    name: &'static str,
    #[audience(Role::Admin)]
    contact: &'static str,
    #[audience("editor")]
    #[serde(rename = "notes")]
    remarks: Option<&'static str>,
    #[audience(any(Role::Editor, Role::Auditor))]
    last_seen: u32,
    #[audience(role = all(Role::Editor, Role::Auditor), scope = Scope::People)]
    checked: bool,
    #[audience(scope = "people:read")]
    #[serde(skip_serializing_if = "is_zero")]
    logins: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

const fn person(name: &'static str, logins: u32) -> Person {
    Person { name, contact: "c", remarks: None, last_seen: 1, checked: true, logins }
}

#[output]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Event {
    Joined {
        person: Box<Person>,
        #[audience(Role::Admin)]
        address: &'static str,
    },
    Left(Person),
    Nothing,
}

/// An output that holds itself.
#[output]
struct Tree {
    person: Person,
    below: Vec<Self>,
}

#[output]
struct Everywhere<T> {
    plain: Person,
    maybe: Option<Person>,
    nobody: Option<Person>,
    list: Vec<Person>,
    array: [Person; 1],
    map: BTreeMap<&'static str, Vec<Person>>,
    events: Vec<Event>,
    any: T,
    tree: Tree,
    #[serde(flatten)]
    flat: Person,
}

fn everywhere() -> Everywhere<Person> {
    let events = vec![
        Event::Joined { person: Box::new(person("boxed", 0)), address: "a" },
        Event::Left(person("left", 0)),
        Event::Nothing,
    ];
    Everywhere {
        plain: person("plain", 0),
        maybe: Some(person("maybe", 0)),
        nobody: None,
        list: vec![person("one", 0), person("two", 0)],
        array: [person("three", 0)],
        map: BTreeMap::from([("key", vec![person("mapped", 0)])]),
        events,
        any: person("any", 0),
        tree: Tree { person: person("root", 0), below: vec![Tree { person: person("leaf", 0), below: vec![] }] },
        flat: person("flat", 0),
    }
}

#[get("/person")]
#[secure(public = "shows a person", auth = optional("jwt"), rate = "6000/min")]
async fn show() -> Json<Person> {
    Json(person("ada", 3))
}

#[get("/open")]
#[secure(public = "shows a person to anyone", rate = "6000/min")]
async fn open() -> Json<Person> {
    Json(person("ada", 3))
}

#[get("/everywhere")]
#[secure(auth = "jwt", rate = "6000/min")]
async fn all() -> Result<Json<Everywhere<Person>>, Problem> {
    Ok(Json(everywhere()))
}

#[get("/people")]
#[secure(auth = "jwt", rate = "6000/min")]
async fn people(page: Valid<Query<Page<9>>>) -> Json<Paged<Person>> {
    Json(Paged::cut([person("ada", 0)], &page))
}

#[get("/few")]
#[secure(auth = "jwt", rate = "6000/min")]
async fn few() -> Result<Json<List<Person, 1, 2>>, Problem> {
    List::try_from(vec![person("ada", 0)]).map(Json).map_err(Problem::internal)
}

#[post("/people")]
#[secure(auth = "jwt", rate = "6000/min")]
async fn made() -> Created<Person> {
    Created::at(show::uri(), person("ada", 0))
}

async fn served() -> (TestIssuer, Served) {
    let issuer = TestIssuer::new();
    let api = Api::new(()).jwt(issuer.jwt()).mount(routes![show, open, all, people, few, made]);
    (issuer, Served::start(api).await)
}

async fn asked(served: &Served, path: &str, token: Option<&str>) -> TestResponse {
    let ask = served.get(path);
    match token {
        Some(token) => ask.bearer(token).send().await,
        None => ask.send().await,
    }
}

#[tokio::test]
async fn each_role_gets_its_fields_and_no_null_for_the_others() {
    let (issuer, served) = served().await;
    let golden = [
        (None, r#"{"name":"ada"}"#),
        (Some(vec![]), r#"{"name":"ada"}"#),
        (Some(vec!["reader"]), r#"{"name":"ada"}"#),
        (Some(vec!["auditor"]), r#"{"name":"ada","lastSeen":1}"#),
        (Some(vec!["editor"]), r#"{"name":"ada","notes":null,"lastSeen":1}"#),
        (Some(vec!["editor", "auditor"]), r#"{"name":"ada","notes":null,"lastSeen":1}"#),
        (Some(vec!["admin"]), r#"{"name":"ada","contact":"c","notes":null,"lastSeen":1}"#),
        (Some(vec!["unheard_of"]), r#"{"name":"ada"}"#),
    ];
    for (roles, body) in golden {
        let token = roles.as_ref().map(|roles| issuer.token("ada").claim("roles", roles.clone()).mint());
        let answer = asked(&served, "/person", token.as_deref()).await;
        assert_eq!((answer.status(), answer.text()), (200, body), "{roles:?}");
    }
}

#[tokio::test]
async fn scopes_count_and_stand_beside_roles() {
    let (issuer, served) = served().await;
    let golden = [
        (vec![], "people:read", r#"{"name":"ada","logins":3}"#),
        (vec![], "people:write", r#"{"name":"ada"}"#),
        (vec!["editor"], "people:read", r#"{"name":"ada","notes":null,"lastSeen":1,"logins":3}"#),
        (
            vec!["editor", "auditor"],
            "people:read",
            r#"{"name":"ada","notes":null,"lastSeen":1,"checked":true,"logins":3}"#,
        ),
    ];
    for (roles, scope, body) in golden {
        let token = issuer.token("ada").claim("roles", roles.clone()).scope(scope).mint();
        assert_eq!(asked(&served, "/person", Some(&token)).await.text(), body, "{roles:?} {scope}");
    }
}

#[tokio::test]
async fn who_is_not_asked_for_a_token_is_nobody_even_with_one() {
    let (issuer, served) = served().await;
    let admin = issuer.token("ada").role("admin").scope("people:read").mint();
    assert_eq!(asked(&served, "/open", Some(&admin)).await.text(), r#"{"name":"ada"}"#);
}

/// How often a name stands in a document.
fn count(document: &Value, name: &str) -> usize {
    match document {
        Value::Object(members) => {
            members.iter().map(|(key, value)| usize::from(key == name) + count(value, name)).sum()
        }
        Value::Array(elements) => elements.iter().map(|element| count(element, name)).sum(),
        _ => 0,
    }
}

#[tokio::test]
async fn an_audience_reaches_every_place_an_output_can_stand_in() {
    const PEOPLE: usize = 12;
    let (issuer, served) = served().await;
    let reader = asked(&served, "/everywhere", Some(&issuer.token("ada").role("reader").mint())).await.json::<Value>();
    let admin = asked(&served, "/everywhere", Some(&issuer.token("ada").role("admin").mint())).await.json::<Value>();
    for (document, contacts, addresses) in [(&reader, 0, 0), (&admin, PEOPLE, 1)] {
        assert_eq!(count(document, "name"), PEOPLE, "{document}");
        assert_eq!(count(document, "contact"), contacts, "{document}");
        assert_eq!(count(document, "address"), addresses, "{document}");
    }
    assert_eq!(reader["nobody"], Value::Null);
    assert_eq!(reader["name"], "flat");
    assert_eq!(reader["events"][0], json!({ "kind": "joined", "person": { "name": "boxed" } }));
    assert_eq!(reader["events"][1], json!({ "kind": "left", "name": "left" }));
    assert_eq!(reader["map"], json!({ "key": [{ "name": "mapped" }] }));
}

#[tokio::test]
async fn an_audience_reaches_lists_and_what_was_made() {
    let (issuer, served) = served().await;
    for (role, seen) in [("reader", false), ("admin", true)] {
        let token = issuer.token("ada").role(role).mint();
        let page = asked(&served, "/people", Some(&token)).await.json::<Value>();
        assert_eq!(page["items"][0].get("contact").is_some(), seen, "{page}");
        let few = asked(&served, "/few", Some(&token)).await.json::<Value>();
        assert_eq!((few[0]["name"].as_str(), few[0].get("contact").is_some()), (Some("ada"), seen), "{few}");
        let bearer = format!("Bearer {token}");
        let made = served.post("/people").header(AUTHORIZATION, &bearer).send().await;
        assert_eq!(made.status(), 201);
        assert_eq!(made.json::<Value>().get("contact").is_some(), seen);
    }
}

#[test]
fn outside_of_an_answer_an_output_is_written_as_for_nobody() {
    assert_eq!(serde_json::to_string(&person("ada", 3)).unwrap(), r#"{"name":"ada"}"#);
    let document = serde_json::to_value(everywhere()).unwrap();
    for hidden in ["contact", "notes", "lastSeen", "checked", "logins", "address"] {
        assert_eq!(count(&document, hidden), 0, "{hidden}: {document}");
    }
}
