//! The report on coverage says of a route what the route has, and nothing more.

use std::time::Duration;

use secure_api::identify::Revocations;
use secure_api::inventory::{Coverage, Layer};

use super::*;

#[get("/greetings")]
#[secure(public = "greetings are for everyone", auth = optional("jwt"), rate = "60/min")]
async fn greet(_: Caller) -> NoContent {
    NoContent
}

/// The routes of which a layer is said to do an item.
fn of(coverage: &Coverage, item: u8, layer: Layer) -> Vec<&str> {
    let found = coverage.items.iter().filter(|covered| (covered.item, covered.layer) == (item, layer));
    found.flat_map(|covered| covered.routes.iter().map(String::as_str)).collect()
}

#[test]
fn a_route_is_covered_by_what_it_has() {
    let inventory = api().mount(routes![greet]).inventory();
    let coverage = inventory.coverage();
    let notes = ["GET /v1/orgs/{org}/notes/{note}", "PUT /v1/orgs/{org}/notes/{note}"];
    // A path with a parameter that names no object conceals none.
    assert_eq!(of(&coverage, 61, Layer::Runtime), notes);
    assert_eq!(of(&coverage, 61, Layer::Attack), notes);
    assert!(of(&coverage, 59, Layer::Compiler).contains(&"GET /v1/terms/{language}/{place}"));
    // A route that answers strangers has no 401 for who sends nothing, and one for who sends a bad token.
    assert_eq!(of(&coverage, 23, Layer::Runtime), notes);
    assert!(of(&coverage, 24, Layer::Runtime).contains(&"GET /greetings"));
    assert_eq!(of(&coverage, 14, Layer::Runtime), notes[1..]);
    // Nothing revokes a token here, and no store has roles.
    assert!(of(&coverage, 40, Layer::Runtime).is_empty() && of(&coverage, 70, Layer::Runtime).is_empty());
    let revocations = Revocations::new(Duration::from_secs(60));
    let revoking = api().revocations(&revocations).inventory();
    assert_eq!(of(&revoking.coverage(), 40, Layer::Runtime), notes);
}

#[test]
fn what_the_attack_tries_of_a_route_is_said_with_its_groups() {
    let coverage = api().inventory().coverage();
    let text = coverage.to_string();
    for line in [
        "A the owner, somebody else and a missing one: nothing is read, nothing is changed (C61 C62), by `object`",
        "A every kind of caller, on every route (C71), by `matrix`",
        "A the generated attack, where a test runs it",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("(C40)") && !text.contains("(C70)"), "{text}");
    let known = ["token", "matrix", "object", "body", "path", "cors", "framing", "rate", "headers", "answer", "lock"];
    let measures = || coverage.risks.iter().flat_map(|risk| &risk.measures);
    assert!(measures().flat_map(|measure| &measure.groups).all(|group| known.contains(group)));
    assert!(measures().all(|measure| (measure.layer == Layer::Attack) != measure.groups.is_empty()));
    let [bola, .., inventory_risk, _] = coverage.risks.as_slice() else { panic!("{text}") };
    let layers = |path: &str| &bola.routes.iter().find(|route| route.route == path).unwrap().layers;
    assert_eq!(layers("PUT /v1/orgs/{org}/notes/{note}"), &[Layer::Compiler, Layer::Runtime, Layer::Attack]);
    assert_eq!(layers("GET /v1/terms/{language}/{place}"), &[Layer::Compiler]);
    assert!(inventory_risk.routes.iter().all(|route| !route.layers.contains(&Layer::Attack)));
}
