use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::validate::{List, Text};

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Order {
    Newest,
    Oldest,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Cents(i64);

#[derive(Debug, Deserialize, PartialEq, Default)]
#[serde(deny_unknown_fields, default)]
struct Search {
    page: Option<u32>,
    order: Option<Order>,
    text: String,
    exact: bool,
    ratio: f64,
    first: Option<char>,
    price: Option<Cents>,
    tag: List<Text<1, 5>, 0, 3>,
}

fn search(raw: &str) -> Result<Search, String> {
    from_pairs(raw.as_bytes()).map_err(|fault| fault.to_string())
}

fn fault(raw: &str) -> String {
    search(raw).unwrap_err()
}

#[test]
fn each_scalar_is_read_by_its_type() {
    let read = search(
        "page=3&order=oldest&text=a%20b+c%C3%A9&exact=true&ratio=-1.5e3&first=%F0%9F%A6%80&price=-5&tag=x&tag=y",
    );
    let expected = Search {
        page: Some(3),
        order: Some(Order::Oldest),
        text: "a b cé".into(),
        exact: true,
        ratio: -1500.0,
        first: Some('🦀'),
        price: Some(Cents(-5)),
        tag: vec!["x".try_into().unwrap(), "y".try_into().unwrap()].try_into().unwrap(),
    };
    assert_eq!(read, Ok(expected));
    assert_eq!(search(""), Ok(Search::default()));
    assert_eq!(search("&text=&"), Ok(Search::default()));
    assert_eq!(search("text=a=b").map(|read| read.text), Ok("a=b".into()));
}

#[test]
fn a_scalar_that_its_type_does_not_spell_like_this_is_refused() {
    for raw in ["page=x", "page=", "page=+1", "page=%2B1", "page=01", "page=1.0", "page=0x1", "page=1_0", "page=%201"] {
        assert_eq!(fault(raw), "page: type", "{raw}");
    }
    for raw in ["page=4294967296", "page=-1"] {
        assert_eq!(fault(raw), "page: range", "{raw}");
    }
    for raw in ["ratio=NaN", "ratio=inf", "ratio=-Infinity", "ratio=.5"] {
        assert_eq!(fault(raw), "ratio: type", "{raw}");
    }
    assert_eq!(fault("ratio=1e999"), "ratio: range");
    for raw in ["exact=1", "exact=True", "exact=", "exact"] {
        assert_eq!(fault(raw), "exact: type", "{raw}");
    }
    assert_eq!(fault("order=random"), "order: unknown_variant");
    assert_eq!(fault("first=ab"), "first: format");
}

#[test]
fn a_repeated_parameter_is_refused_unless_it_is_a_list() {
    assert_eq!(fault("page=1&page=1"), "page: duplicate_key");
    assert_eq!(fault("text=a&exact=true&text=b"), "text: duplicate_key");
    assert_eq!(fault("order=newest&%6Frder=newest"), "order: duplicate_key");
    assert_eq!(fault("tag=a&tag=b&tag=c&tag=d"), "tag: length");
    assert_eq!(fault("tag=a&tag="), "tag[1]: length");
}

#[test]
fn bytes_that_two_readers_would_decode_differently_are_refused() {
    for raw in
        ["text=%", "text=%4", "text=%zz", "text=%+1", "%=1", "text=%FF", "text=%C3", "text=%ED%A0%80", "text=%25%"]
    {
        assert_eq!(fault(raw), "syntax", "{raw}");
    }
    assert!(from_pairs::<Search>(b"text=\xff").is_err());
    assert!(from_pairs::<Search>(b"text=a+\xff").is_err());
}

#[test]
fn an_unknown_parameter_is_named_only_if_it_can_do_no_harm() {
    assert_eq!(fault("nope=1"), "nope: unknown_field");
    assert_eq!(fault("%3Cscript%3E=1"), "unknown_field");
    assert_eq!(fault(&format!("{}=1", "k".repeat(65))), "unknown_field");
}

#[test]
fn more_parameters_than_the_bound_are_refused() {
    type Any = std::collections::HashMap<String, String>;
    let raw = |pairs: usize| (0..pairs).map(|n| format!("k{n}=1&")).collect::<String>();
    assert_eq!(from_pairs::<Any>(raw(MAX_PAIRS).as_bytes()).map(|all| all.len()), Ok(MAX_PAIRS));
    assert_eq!(from_pairs::<Any>(raw(MAX_PAIRS + 1).as_bytes()).unwrap_err().kind(), FaultKind::TooMany);
}

#[test]
fn a_form_is_flat() {
    #[derive(Debug, Deserialize)]
    struct Outer {
        #[serde(rename = "inner")]
        _inner: Search,
    }
    assert_eq!(from_pairs::<Outer>(b"inner=1").unwrap_err().to_string(), "inner: type");
    assert_eq!(from_pairs::<u32>(b"inner=1").unwrap_err().kind(), FaultKind::Type);
    assert_eq!(from_pairs::<Vec<u32>>(b"inner=1").unwrap_err().kind(), FaultKind::Type);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(raw in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = from_pairs::<Search>(&raw);
        let _ = from_pairs::<std::collections::HashMap<String, Vec<String>>>(&raw);
    }

    #[test]
    fn what_is_encoded_reads_back(pairs in proptest::collection::hash_map(".{0,9}", ".{0,9}", 0..20)) {
        let raw = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        prop_assert_eq!(from_pairs::<std::collections::HashMap<String, String>>(raw.as_bytes()), Ok(pairs));
    }

    #[test]
    fn a_fault_repeats_no_value(value in "[^=&%+]{0,20}") {
        let canary = format!("canary{value}");
        for field in ["page", "order", "exact", "ratio", "first", "price", "tag"] {
            let raw = form_urlencoded::Serializer::new(String::new()).append_pair(field, &canary).finish();
            let fault = from_pairs::<Search>(raw.as_bytes()).unwrap_err();
            let told = format!("{fault} {fault:?}");
            prop_assert!(!told.contains("canary"), "{}", told);
        }
    }
}
