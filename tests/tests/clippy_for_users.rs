//! The clippy configuration that is shipped sees what types cannot, and says what to write.

use std::fs;
use std::path::Path;

use secure_api_tests::fixture::{self, Fixture};

const SHIPPED: &str = "secure-api/clippy-for-users.toml";

/// The path and the hint of each entry.
fn entries() -> Vec<(String, String)> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(SHIPPED)).unwrap();
    let quoted = |line: &str, key: &str| {
        let (_, rest) = line.split_once(&format!("{key} = \""))?;
        let unescaped = rest.replace("\\\"", "\u{0}");
        Some(unescaped.split('"').next()?.replace('\u{0}', "\""))
    };
    let entry = |line: &str| Some((quoted(line, "{ path")?, quoted(line, "reason")?));
    text.lines().filter_map(entry).collect()
}

#[test]
fn each_entry_is_seen_with_its_hint() {
    let fixture = Fixture::copied("sinks", "sinks");
    fixture.add(SHIPPED, "clippy.toml");
    let said = fixture.said_by("clippy");
    let entries = entries();
    assert_eq!(entries.len(), 23);
    for (path, hint) in &entries {
        let seen = said.iter().any(|said| said.text.contains(&format!("`{path}`")) && said.text.contains(hint));
        assert!(seen, "{path}: {hint}\n{said:#?}");
    }
    let codes = ["clippy::disallowed_methods", "clippy::disallowed_types"];
    let others: Vec<_> = said.iter().filter(|said| !codes.contains(&said.code.as_str())).collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn an_example_that_keeps_to_it_is_silent() {
    let said = fixture::clippy_with("sinks", SHIPPED);
    assert!(said.is_empty(), "{said:#?}");
}
