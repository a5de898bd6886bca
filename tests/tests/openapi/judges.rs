//! What Spectral with the ruleset of OWASP says of the document, whether it is one at all for `openapi-spec-validator`, and what
//! Schemathesis finds of the served application by it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use secure_api::inventory::{Access, Inventory};
use secure_api::prelude::*;
use secure_api::provide::clock::{Clock, SystemClock};
use secure_api_testing::{TestIssuer, Value};
use secure_api_tests::Served;
use serde_json::json;

use super::page::docs;
use super::{about, contract, wide};

#[allow(clippy::disallowed_methods, reason = "where a tool of the tests lies is no setting of an application")]
fn tool(variable: &str, what: &str) -> PathBuf {
    let Some(place) = std::env::var_os(variable) else {
        panic!("{what} judges here, and {variable} does not say where it is: `tests/run` installs it and sets it")
    };
    place.into()
}

/// A folder of its own, for what a tool reads and writes.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("secure-api-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// The ruleset, whole, but for what asks that nothing be public: that is asked of routes which are not.
fn ruleset(inventory: &Inventory) -> Value {
    let public = inventory.routes.iter().filter(|route| matches!(route.access, Access::Public { optional: None, .. }));
    let place = |path: &str, method: &str| {
        format!("**#/paths/{}/{}", path.replace('~', "~0").replace('/', "~1"), method.to_lowercase())
    };
    let files: Vec<String> = public.map(|route| place(&route.path, &route.method)).collect();
    let off = json!({ "owasp:api2:2023-read-restricted": "off", "owasp:api8:2023-define-error-responses-401": "off" });
    json!({
        "extends": ["spectral:oas", "@stoplight/spectral-owasp-ruleset"],
        "overrides": [{ "files": files, "rules": off }],
    })
}

/// What Spectral finds, as `rule at path`.
fn found(document: &Value, ruleset: &Value) -> Vec<String> {
    let (spectral, folder) = (tool("SECURE_API_SPECTRAL", "Spectral"), folder("spectral"));
    let (file, rules) = (folder.join("openapi.json"), spectral.join(format!("ruleset-{}.json", std::process::id())));
    fs::write(&file, document.to_string()).expect("it is written");
    // Beside the packages, which it is resolved from.
    fs::write(&rules, ruleset.to_string()).expect("it is written");
    let ran = Command::new("node")
        .arg(spectral.join("node_modules/@stoplight/spectral-cli/dist/index.js"))
        .args(["lint", "--quiet", "--format", "json", "--fail-severity", "hint", "--ruleset"])
        .args([&rules, &file])
        .stderr(Stdio::inherit())
        .output()
        .expect("node runs");
    fs::remove_file(&rules).expect("it goes");
    fs::remove_dir_all(&folder).expect("it goes");
    let found: Value = serde_json::from_slice(&ran.stdout)
        .unwrap_or_else(|_| panic!("Spectral says: {}", String::from_utf8_lossy(&ran.stdout)));
    let path = |one: &Value| {
        one["path"].as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join("/")
    };
    found
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| format!("{} at {}", one["code"].as_str().unwrap_or("?"), path(one)))
        .collect()
}

fn application() -> Api<articles::store::Store> {
    articles::api().cors(Cors::origin("https://app.example")).openapi(about()).mount(routes![contract])
}

#[test]
fn spectral_finds_nothing_by_the_rules_of_owasp() {
    let inventory = application().mount(routes![docs]).inventory();
    let document = inventory.openapi(&about());
    assert_eq!(found(&document, &ruleset(&inventory)), [""; 0]);
    // It would: a document that is worse is seen to be.
    let mut worse = document;
    worse["paths"]["/articles"]["post"]["security"] = json!([]);
    worse["components"]["schemas"]["Draft"]["properties"]["text"] = json!({ "type": "string" });
    let found = found(&worse, &ruleset(&inventory));
    assert!(found.iter().any(|one| one.starts_with("owasp:api2:2023-write-restricted")), "{found:?}");
    assert!(found.iter().any(|one| one.starts_with("owasp:api4:2023-string-limit")), "{found:?}");
}

/// What `openapi-spec-validator` says against a document; nothing, where it is one of OpenAPI 3.1.
fn invalid(document: &Value) -> Option<String> {
    let (validator, folder) = (tool("SECURE_API_OPENAPI_VALIDATOR", "openapi-spec-validator"), folder("validator"));
    let file = folder.join("openapi.json");
    fs::write(&file, document.to_string()).expect("it is written");
    let ran = Command::new(validator).args(["--schema", "3.1", "--validation-errors", "all"]).arg(&file).output();
    let ran = ran.expect("it runs");
    fs::remove_dir_all(&folder).expect("it goes");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    (!ran.status.success()).then_some(said)
}

#[test]
fn a_validator_takes_the_document_of_every_kind_of_route() {
    let articles = application().mount(routes![docs]).inventory().openapi(&about());
    for document in [&articles, &wide::document()] {
        assert_eq!(invalid(document), None);
    }
    // It would not: a document that is none is seen to be none.
    for (place, wrong) in [
        ("/paths/~1articles/get/parameters/0/in", json!("nowhere")),
        ("/components/schemas/Draft/properties/title/maxLength", json!("many")),
        ("/paths/~1articles~1{id}/get/parameters", json!([])),
        ("/paths/~1articles/get/responses", json!({ "20": { "description": "no status" } })),
    ] {
        let mut worse = articles.clone();
        *worse.pointer_mut(place).expect("it is there") = wrong;
        assert!(invalid(&worse).is_some(), "{place}");
    }
}

/// A minute passes with each look at it, so that no limit is reached.
#[derive(Debug, Default)]
struct Racing(AtomicU64);

impl Clock for Racing {
    fn unix_s(&self) -> u64 {
        SystemClock::new().unix_s()
    }

    fn monotonic_ms(&self) -> u64 {
        self.0.fetch_add(60_000, Ordering::Relaxed)
    }
}

/// How many answers there were of each status.
fn answers(har: &Value) -> BTreeMap<u64, usize> {
    let mut counts = BTreeMap::new();
    for entry in har["log"]["entries"].as_array().into_iter().flatten() {
        *counts.entry(entry["response"]["status"].as_u64().unwrap_or(0)).or_default() += 1;
    }
    counts
}

/// Schemathesis with every check it has, for a caller of this role.
async fn tried(role: &str) {
    let st = tool("SECURE_API_SCHEMATHESIS", "Schemathesis");
    let issuer = TestIssuer::new();
    let served = Served::start(application().clock(Racing::default()).jwt(issuer.jwt())).await;
    let token = issuer.token("tester").role(role).mint();
    let (folder, address) = (folder(&format!("schemathesis-{role}")), served.addr());
    let har = folder.join("har.json");
    let ran = tokio::process::Command::new(st)
        .args(["run", &format!("http://{address}/openapi.json"), "--url", &format!("http://{address}")])
        .args([
            "-H",
            &format!("Authorization: Bearer {token}"),
            "--checks",
            "all",
            "--seed",
            "1",
            "--max-examples",
            "25",
            // How fast the machine is.
            "--suppress-health-check",
            "too_slow",
        ])
        .args(["--report", "har", "--report-har-path"])
        .arg(&har)
        // It keeps a cache where it runs.
        .current_dir(&folder)
        .output()
        .await
        .expect("schemathesis runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}");
    let har: Value = serde_json::from_slice(&fs::read(&har).expect("a report")).expect("JSON");
    let counts = answers(&har);
    fs::remove_dir_all(&folder).expect("it goes");
    let of = |range: core::ops::Range<u64>| counts.range(range).map(|(_, count)| count).sum::<usize>();
    assert!(of(200..300) > 50, "the run tried nothing: {counts:?}\n{said}");
    assert_eq!(counts.get(&429), None, "{counts:?}");
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schemathesis_finds_nothing_for_a_reader() {
    tried("reader").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schemathesis_finds_nothing_for_an_editor() {
    tried("editor").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schemathesis_finds_nothing_for_an_admin() {
    tried("admin").await;
}
