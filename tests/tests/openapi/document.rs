//! The document against the routes, and the route that serves it.

use std::collections::BTreeSet;

use articles::article::Role;
use secure_api::Error;
use secure_api::openapi::Document;
use secure_api::prelude::*;
use secure_api_testing::{TestClient, Value};

use super::{about, contract};

fn document() -> Value {
    articles::configured().0.inventory().openapi(&about())
}

fn operation<'d>(document: &'d Value, method: &str, path: &str) -> &'d Value {
    &document["paths"][path][method]
}

fn names(of: &Value) -> BTreeSet<&str> {
    of.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn every_route_is_an_operation_and_every_operation_a_route() {
    let (inventory, document) = (articles::configured().0.inventory(), document());
    let routes: BTreeSet<String> =
        inventory.routes.iter().map(|route| format!("{} {}", route.method.to_lowercase(), route.path)).collect();
    let paths = document["paths"].as_object().expect("paths");
    let operations: BTreeSet<String> = paths
        .iter()
        .flat_map(|(path, methods)| names(methods).into_iter().map(move |method| format!("{method} {path}")))
        .collect();
    assert_eq!(operations, routes);
    assert_eq!(routes.len(), 8);
    let ids: BTreeSet<&str> = paths
        .values()
        .flat_map(|methods| methods.as_object().expect("methods").values())
        .map(|one| one["operationId"].as_str().expect("an id"))
        .collect();
    assert_eq!(ids.len(), routes.len(), "each has an id of its own");
}

#[test]
fn what_an_operation_asks_for_is_what_its_policy_asks_for() {
    let document = document();
    let health = operation(&document, "get", "/health");
    assert_eq!(health["security"], serde_json::json!([]));
    assert!(health["description"].as_str().is_some_and(|text| text.contains("liveness probe, returns no data")));
    let show = operation(&document, "get", "/articles/{id}");
    assert_eq!(show["security"], serde_json::json!([{}, { "bearer": [] }]));
    let remove = operation(&document, "delete", "/articles/{id}");
    assert_eq!(remove["security"], serde_json::json!([{ "bearer": [] }]));
    assert_eq!(remove["x-required-role"], serde_json::json!({ "any": ["admin"] }));
    assert_eq!(remove["parameters"][0]["schema"]["format"], "uuid");
    assert_eq!(
        names(&remove["responses"]),
        BTreeSet::from(["204", "400", "401", "403", "404", "405", "406", "429", "500", "503", "default"])
    );
    let create = operation(&document, "post", "/articles");
    let refused = names(&create["responses"]);
    assert!(
        ["201", "401", "403", "406", "408", "413", "415", "422"].iter().all(|status| refused.contains(status)),
        "{refused:?}"
    );
    assert!(!refused.contains("404"), "there is nothing to be found");
    assert_eq!(
        names(&create["responses"]["201"]["headers"]),
        BTreeSet::from(["Location", "RateLimit", "RateLimit-Policy", "X-Request-Id"])
    );
    assert_eq!(create["requestBody"]["content"]["application/json"]["schema"]["$ref"], "#/components/schemas/Draft");
    assert_eq!(create["requestBody"]["description"], "At most 262144 bytes.");
    let list: Vec<(&str, &Value)> = operation(&document, "get", "/articles")["parameters"]
        .as_array()
        .expect("parameters")
        .iter()
        .map(|one| (one["name"].as_str().expect("a name"), &one["schema"]["maximum"]))
        .collect();
    assert_eq!(list, [("page", &Value::from(1_000_000)), ("per_page", &Value::from(100))]);
}

#[test]
fn the_same_application_has_the_same_document() {
    assert_eq!(document().to_string(), document().to_string());
    // Nothing of the machine, and nothing of the program's inside.
    assert!(!document().to_string().contains("src/"));
}

#[tokio::test]
async fn a_route_serves_it_by_its_own_policy() {
    let client = TestClient::of(articles::api().openapi(about()).mount(routes![contract]));
    let document: Value = client.get("/openapi.json").await.assert_status(200).json();
    assert_eq!(document["info"]["title"], "Articles");
    assert_eq!(operation(&document, "get", "/openapi.json")["security"], serde_json::json!([]));
    assert_eq!(operation(&document, "post", "/articles")["operationId"], "create");
    // It is there where it is mounted, and nowhere else.
    TestClient::of(articles::api().openapi(about())).get("/openapi.json").await.assert_status(404);
}

#[get("/contract")]
#[secure(auth = "jwt", role = Role::Admin)]
async fn for_admins(document: Document) -> Document {
    document
}

#[tokio::test]
async fn a_policy_keeps_it_from_others() {
    let client = TestClient::of(articles::api().openapi(about()).mount(routes![for_admins]));
    client.get("/contract").await.assert_status(401);
    client.as_role(Role::Editor).get("/contract").await.assert_status(403);
    client.as_role(Role::Admin).get("/contract").await.assert_status(200);
}

#[test]
fn a_route_that_serves_it_needs_one() {
    let Err(Error::Configuration(faults)) = Api::new(()).mount(routes![contract]).build() else {
        panic!("there is no document to serve");
    };
    let told: Vec<&str> = faults.iter().map(|fault| fault.what()).collect();
    assert_eq!(told, ["`/openapi.json` serves the document of the application, which has none"]);
}
