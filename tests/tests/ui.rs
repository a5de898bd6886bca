//! What the compiler says: one mistake a file, and beside it what is right. No rule goes without both.

use std::collections::{BTreeMap, BTreeSet};

use secure_api_tests::catalogue::{self, ids, near_misses, said, sources};

#[test]
fn messages() {
    let cases = trybuild::TestCases::new();
    // Accepting files in the same run, so that handlers are built and not only checked.
    cases.pass("ui/accept/*.rs");
    cases.pass("ui/accept/*/*.rs");
    cases.compile_fail("ui/reject/*/*.rs");
}

#[test]
fn every_rule_is_seen_to_refuse() {
    let refused: BTreeSet<String> = said().values().flat_map(|message| ids(message)).collect();
    let unseen: Vec<_> = catalogue::rules().keys().filter(|id| !refused.contains(*id)).cloned().collect();
    assert!(unseen.is_empty(), "rules without a rejecting file in tests/ui/reject: {unseen:?}");
}

#[test]
fn every_rule_is_seen_to_let_its_near_miss_through() {
    let near: BTreeSet<String> = near_misses().into_values().flatten().collect();
    let rules: BTreeSet<String> = catalogue::rules().into_keys().collect();
    let unseen: Vec<_> = rules.difference(&near).collect();
    assert!(
        unseen.is_empty(),
        "rules that no first line in tests/ui/accept names, as `//! Near miss of SA0011: ..`: {unseen:?}"
    );
    let unknown: Vec<_> = near.difference(&rules).collect();
    assert!(unknown.is_empty(), "near misses of rules that are none: {unknown:?}");
}

#[test]
fn every_message_names_a_rule_and_its_page() {
    let rules = catalogue::rules();
    for (file, message) in said() {
        for line in message.lines().filter_map(|line| line.find("rule: SA").map(|at| &line[at + "rule: ".len()..])) {
            let (id, page) = line.split_once(' ').unwrap_or((line, ""));
            let known = rules.get(id).unwrap_or_else(|| panic!("{file}: {id} is not in the catalogue"));
            assert_eq!(page, known.page, "{file}");
        }
    }
}

/// Where rustc itself says what is wrong, and says it well.
const RUSTC: &[&str] = &[
    "bypass/impl_that_lies_about_its_arguments",
    "bypass/impl_that_makes_the_arguments",
    "bypass/impl_that_reads_in_place_of_the_state",
    "bypass/impl_with_a_policy_of_its_own",
    "declaration/foreign_route_by_our_name",
    "object/argument_without_action",
    "object/id_of_another_resource_given",
    "object/id_shown",
    "object/ids_decided_one_by_one",
    "object/page_made_by_hand",
    "object/resource_owner_is_no_principal",
    "output/audience_of_an_unknown_variant",
    "output/vouched_type_that_cannot_be_written",
    "route/link_without_its_parameter",
    "route/unknown_handler_mounted",
    "route/unused_handler_is_dead_code",
    "route/unused_handler_with_an_argument",
    "secret/secret_compared",
    "secret/secret_compared_with_text",
    "secret/secret_copied",
    "secret/secret_from_a_string",
    "secret/secret_made_from_the_source",
    "secret/secret_parsed_from_the_source",
    "secret/secret_to_string",
    "signature/argument_not_found",
    "signature/future_not_send",
    "signature/generic_over_a_type_that_does_not_fit",
    "signature/types_for_a_plain_handler",
    "sink/text_appended",
    "vocabulary/role_path_unknown",
];

#[test]
fn a_message_without_a_rule_is_one_of_rustc() {
    let silent: Vec<String> =
        said().into_iter().filter(|(_, text)| ids(text).is_empty()).map(|(file, _)| file).collect();
    assert_eq!(silent, RUSTC, "these say no rule");
}

#[test]
fn the_runtime_names_the_rules_that_the_catalogue_gives_it() {
    let mut named: BTreeMap<&str, BTreeSet<String>> =
        BTreeMap::from([("audit", BTreeSet::new()), ("types", BTreeSet::new())]);
    for text in sources("secure-api/src") {
        named.entry("audit").or_default().extend(catalogue::between(&text, ".rule(\"", "\")"));
        for refusal in catalogue::between(&text, "on_unimplemented(", ")]\n") {
            let rules = ids(&refusal);
            assert_eq!(rules.len(), 1, "a refusal names one rule: {refusal}");
            named.entry("types").or_default().extend(rules);
        }
    }
    for (checker, named) in named {
        let listed: BTreeSet<String> =
            catalogue::rules().into_iter().filter(|(_, rule)| rule.checked_by == checker).map(|(id, _)| id).collect();
        assert_eq!(named, listed, "{checker}");
    }
}

#[test]
fn the_macros_and_the_runtime_read_a_reason_alike() {
    let code = |path: &str| {
        let text = std::fs::read_to_string(format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(code("secure-api/src/policy/audit/why.rs"), code("secure-api-macros/src/check/why.rs"));
}
