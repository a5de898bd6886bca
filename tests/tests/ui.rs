//! What the compiler says: one mistake a file, and beside it what is right.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn messages() {
    let cases = trybuild::TestCases::new();
    // An accepting file in the same run, so that handlers are built and not only checked.
    cases.pass("ui/accept/*.rs");
    cases.compile_fail("ui/reject/*/*.rs");
}

#[test]
fn every_rule_is_seen_to_refuse() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut refused = BTreeSet::new();
    for area in fs::read_dir(root.join("tests/ui/reject")).expect("a folder").flatten() {
        for file in fs::read_dir(area.path()).expect("an area").flatten() {
            if file.path().extension().is_some_and(|kind| kind == "stderr") {
                refused.extend(ids(&fs::read_to_string(file.path()).expect("a message")));
            }
        }
    }
    let mut rules = ids(&fs::read_to_string(root.join("secure-api-macros/src/report/rules.rs")).expect("the table"));
    for file in ["audit.rs", "audit/access.rs", "audit/limits.rs"] {
        rules.extend(ids(&fs::read_to_string(root.join("secure-api/src/policy").join(file)).expect("the audit")));
    }
    // The bounds of the two ranges, named in prose.
    rules.remove("SA0099");
    let unseen: Vec<_> = rules.difference(&refused).collect();
    assert!(unseen.is_empty(), "rules without a rejecting file: {unseen:?}");
}

fn ids(text: &str) -> BTreeSet<String> {
    let at = text.match_indices("SA0").filter_map(|(place, _)| text.get(place..place + 6));
    at.filter(|id| id[2..].bytes().all(|digit| digit.is_ascii_digit())).map(str::to_owned).collect()
}
