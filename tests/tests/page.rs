//! The page of an inventory, used in a real browser: it filters, asks the network for nothing, and runs nothing but its script.

use std::fs;
use std::process::Command;

use secure_api::prelude::*;
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
#[allow(clippy::disallowed_methods, reason = "where a tool of the tests lies is no setting of an application")]
fn seen(page: &str) -> Value {
    let Some(browser) = std::env::var_os("SECURE_API_BROWSER") else {
        panic!(
            "this page is opened in a browser, and SECURE_API_BROWSER does not name a Chromium.\nRun `tests/run`, which \
             installs it, or once it did: SECURE_API_BROWSER=$(command -v chromium) cargo test -p secure-api-tests"
        )
    };
    let file = std::env::temp_dir().join(format!("inventory-{}.html", std::process::id()));
    fs::write(&file, page).unwrap();
    let ran = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/browser/page.mjs"))
        .args([browser, file.clone().into()])
        .output()
        .expect("Node.js runs");
    fs::remove_file(file).unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
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
