//! The page of an inventory, used in a real browser: it filters, asks the network for nothing, and runs nothing but its script.

use std::fs;

use secure_api::prelude::*;
use secure_api_tests::browser;
use serde_json::Value;

const EVIL: &str = "</td></table><script>window.pwned=1</script><img src=x onerror=window.pwned=1> & \"quoted\"";

#[derive(Clone, Copy, Debug, Roles)]
#[roles(Editor > Reader)]
enum Role {
    Reader,
    Editor,
}

#[get("/health")]
#[secure(
    public = "</td></table><script>window.pwned=1</script><img src=x onerror=window.pwned=1> & \"quoted\"",
    rate = "60/min"
)]
async fn health() -> StatusCode {
    StatusCode::OK
}

#[get("/notes")]
#[secure(auth = "jwt", role = "reader")]
async fn list() -> NoContent {
    NoContent
}

#[post("/notes")]
#[secure(auth = "jwt", role = Role::Editor)]
async fn create() -> NoContent {
    NoContent
}

#[post("/notes/publish")]
#[secure(auth = "jwt", role = Role::Editor, rate = "1/min")]
async fn publish() -> NoContent {
    NoContent
}

fn page() -> String {
    Api::new(()).mount(routes![health, list, create, publish]).inventory().to_html()
}

/// What `browser/page.mjs` saw of the page.
fn seen(page: &str) -> Value {
    let file = std::env::temp_dir().join(format!("inventory-{}.html", std::process::id()));
    fs::write(&file, page).unwrap();
    let seen = browser::seen("page.mjs", &[file.as_os_str()]);
    fs::remove_file(file).unwrap();
    seen
}

#[test]
fn the_page_filters_and_runs_nothing_but_its_own_script() {
    let seen = seen(&page());
    let routes = |filter: &str| {
        let shown = seen[filter]["routes"].as_array().unwrap().iter();
        shown.map(|route| route.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = ["GET /health", "GET /notes", "POST /notes", "POST /notes/publish"];
    assert_eq!(routes("all"), all);
    assert_eq!(seen["all"]["told"], "4 of 4 routes");
    assert_eq!(routes("text"), ["POST /notes/publish"]);
    assert_eq!(seen["text"]["told"], "1 of 4 routes");
    assert_eq!(routes("method"), ["GET /health", "GET /notes"]);
    assert_eq!(routes("access"), ["GET /health"]);
    assert_eq!(routes("role"), ["GET /health", "GET /notes"]);
    assert_eq!(routes("reason"), ["GET /health"]);
    assert_eq!(routes("again"), all);
    assert!(seen["opened"].as_str().unwrap().contains("page::health at tests/tests/page.rs:"), "{seen:#}");

    assert!(seen["text_of_page"].as_str().unwrap().contains(EVIL), "a reason is text, to the last sign");
    assert_eq!((&seen["pwned"], &seen["injected"]), (&"no".into(), &"no".into()));
    let asked = |when: &str| seen[when]["requests"].as_array().unwrap().len();
    assert_eq!(asked("before"), 1, "the page alone: {:#}", seen["before"]);
    assert_eq!(seen["before"]["errors"], serde_json::json!([]));
    let blocked = seen["after"]["errors"].as_array().unwrap().iter().map(|error| error.as_str().unwrap());
    let blocked = blocked.filter(|error| error.contains("Content Security Policy")).count();
    assert!(blocked >= 2, "the policy of the page is in force: {:#}", seen["after"]);
}
