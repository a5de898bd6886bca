//! `rules.json`, for programs. `GOLDEN=overwrite cargo test` writes it anew.

use std::path::Path;

use serde_json::{Value, json};

use super::{AREAS, Checker, PAGES, Rule, risk};

fn checker(rule: &Rule) -> &'static str {
    match rule.checked_by {
        Checker::Macro => "macro",
        Checker::Audit => "audit",
        Checker::Types => "types",
    }
}

fn entry(rule: &Rule) -> Vec<(&'static str, Value)> {
    let title = |number: &usize| format!("API{number}:2023 {}", risk::RISKS[number - 1].title);
    vec![
        ("id", json!(rule.id)),
        ("name", json!(rule.name)),
        ("what", json!(rule.what)),
        ("why", json!(rule.why)),
        ("risk", json!(rule.risks.iter().map(title).collect::<Vec<_>>())),
        ("fix", json!(rule.fix)),
        ("conformance", json!(rule.conformance.iter().map(|item| format!("C{item}")).collect::<Vec<_>>())),
        ("checked_by", json!(checker(rule))),
        ("page", json!(format!("{PAGES}/{}/", rule.module()))),
    ]
}

/// In the order of ids, a field a line: what changes is seen in a review.
fn written() -> String {
    let mut rules: Vec<&Rule> = AREAS.iter().flat_map(|area| area.rules).collect();
    rules.sort_unstable_by_key(|rule| rule.id);
    let fields = |rule: &Rule| {
        let lines: Vec<String> = entry(rule).iter().map(|(key, value)| format!("    \"{key}\": {value}")).collect();
        format!("  {{\n{}\n  }}", lines.join(",\n"))
    };
    format!("[\n{}\n]\n", rules.into_iter().map(fields).collect::<Vec<_>>().join(",\n"))
}

#[test]
fn the_file_for_programs_is_the_catalogue() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules.json");
    let fresh = written();
    #[allow(clippy::disallowed_methods, reason = "a test is told by the environment to write instead of compare")]
    if std::env::var_os("GOLDEN").is_some() {
        std::fs::write(&file, &fresh).expect("written");
    }
    assert_eq!(fresh, std::fs::read_to_string(&file).unwrap_or_default(), "read it, then GOLDEN=overwrite");
}
