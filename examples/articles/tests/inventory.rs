//! What the application says of itself: each route, who may call it, what it takes and sends.

use std::fs;
use std::path::Path;

use secure_api::identify::Key;
use secure_api::inventory::{Asker, Guard, Inventory, Outcome, Step, WhoCan};
use secure_api::prelude::*;
use secure_api::secret::KeySource;

fn inventory() -> Inventory {
    // No key is read for it: there is no such file.
    let key = Key::es256(KeySource::file("nowhere.pem"));
    let jwt = Jwt::issuer("https://issuer.test").audience("https://api.test").key(key);
    articles::api().jwt(jwt).cors(Cors::origin("https://app.test")).inventory()
}

/// `GOLDEN=overwrite` writes the file.
fn golden(name: &str, fresh: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    #[allow(clippy::disallowed_methods, reason = "a test is told by the environment to write instead of compare")]
    if std::env::var("GOLDEN").is_ok_and(|mode| mode == "overwrite") {
        fs::write(file, fresh).unwrap();
        return;
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    let differs = written.lines().zip(fresh.lines()).find(|(old, new)| old != new);
    assert!(written == fresh, "{name} is another; first at {differs:?}; `GOLDEN=overwrite` writes it");
}

#[test]
fn all_of_it_is_as_it_was_reviewed() {
    let inventory = inventory();
    golden("inventory.json", &(inventory.to_json() + "\n"));
    golden("inventory.txt", &inventory.table());
    golden("coverage.txt", &inventory.coverage().to_string());
}

#[test]
fn it_is_the_same_however_it_is_mounted_and_fits_a_terminal() {
    let inventory = inventory();
    assert_eq!(inventory, self::inventory());
    let order: Vec<(&str, &str)> =
        inventory.routes.iter().map(|route| (route.path.as_str(), route.method.as_str())).collect();
    assert!(order.is_sorted_by_key(|(path, _)| *path), "{order:?}");
    assert!(inventory.table().lines().all(|line| line.chars().count() <= 120), "{inventory}");
    assert!(!inventory.to_json().contains(env!("CARGO_MANIFEST_DIR")));
}

#[test]
fn who_can_is_answered_by_pattern_and_by_path() {
    let inventory = inventory();
    let who = inventory.who_can("DELETE", "/articles/{id}").unwrap();
    let WhoCan::Callers { role: Some(role), scope: None, objects } = &who else { panic!("{who:?}") };
    assert_eq!((role.names.as_slice(), objects.len()), (&["admin".to_owned()][..], 1));
    assert_eq!(who.to_string(), "callers with the role admin, where the rule says yes to Delete Article");
    assert_eq!(inventory.who_can("DELETE", "/articles/7"), Some(who));
    let who = inventory.who_can("PUT", "/articles/7").unwrap().to_string();
    assert_eq!(
        who,
        "callers with the role editor (which editor, admin have), where the rule says yes to Update Article"
    );
    let who = inventory.who_can("HEAD", "/health").unwrap().to_string();
    assert_eq!(who, "anyone: liveness probe, returns no data");
    assert_eq!(inventory.who_can("GET", "/nowhere"), None);
}

#[test]
fn what_a_role_can_call_holds_what_it_includes() {
    let inventory = inventory();
    let can = |role| {
        let can = inventory.callable_by(role).unwrap();
        can.routes.iter().map(|route| format!("{} {}", route.method, route.path)).collect::<Vec<_>>()
    };
    let reader = ["GET /articles", "GET /articles/{id}", "GET /health", "GET /me"];
    assert_eq!(can("reader"), reader);
    assert!(
        can("editor").contains(&"POST /articles".to_owned())
            && !can("editor").contains(&"DELETE /articles/{id}".to_owned())
    );
    assert_eq!(can("admin").len(), inventory.routes.len());
    assert_eq!(inventory.callable_by("admn"), None);
}

#[test]
fn what_is_public_has_its_reason() {
    let public: Vec<String> = inventory().public().iter().map(ToString::to_string).collect();
    let told =
        ["GET /articles/{id}: published articles are for everyone", "GET /health: liveness probe, returns no data"];
    assert_eq!(public, told);
}

#[test]
fn the_first_step_that_refuses_is_named() {
    let inventory = inventory();
    let stops = |method, path, asker: &Asker| match inventory.what_stops(method, path, asker) {
        Outcome::Stopped { step, status, .. } => Some((step, status)),
        _ => None,
    };
    let (stranger, reader) = (Asker::stranger(), Asker::caller().role("reader"));
    assert_eq!(stops("GET", "/nowhere", &reader), Some((Step::Route, 404)));
    assert_eq!(stops("PATCH", "/articles/7", &reader), Some((Step::Route, 405)));
    assert_eq!(stops("GET", "/articles", &stranger), Some((Step::Identify, 401)));
    assert_eq!(stops("POST", "/articles", &reader), Some((Step::Role, 403)));
    assert_eq!(stops("GET", "/articles/7", &stranger), None);
    let through = inventory.what_stops("PUT", "/articles/7", &Asker::caller().role("admin")).to_string();
    assert_eq!(
        through,
        "nothing, as long as no more than 60/min (else 429); json Draft is valid (else 400 or 413 or 415 or 422); the rule \
         says yes to Update Article (else 404)"
    );
}

#[test]
fn every_rule_of_an_article_is_fingerprinted() {
    let inventory = inventory();
    let objects: Vec<_> = inventory.routes.iter().flat_map(|route| &route.objects).collect();
    assert!(objects.len() >= 5 && objects.iter().all(|object| object.fingerprint.is_some()), "{objects:#?}");
    let show = inventory.route("GET", "/articles/{id}").unwrap();
    assert!(matches!(&show.params[0].guarded_by, Guard::Object { action, .. } if action == "Read"));
}
