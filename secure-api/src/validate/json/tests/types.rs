use std::collections::HashMap;

use serde::{Deserializer, de};

use super::super::super::fault::RAISE_LENGTH;
use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Draft {
    title: String,
    #[serde(default)]
    tags: Vec<Tag>,
    address: Option<Address>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Tag(u8);

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Address {
    city_name: String,
    pair: (u8, bool),
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Shape {
    Point,
    Circle(f32),
    Line(u8, u8),
    Box { width: u8 },
}

#[test]
fn a_well_formed_value_is_read() {
    let read = from_slice(br#" { "title" : "a\u00e9" , "tags":[1, 2],"address":{"cityName":"B","pair":[3,true]}} "#);
    let address = Some(Address { city_name: "B".into(), pair: (3, true) });
    assert_eq!(read, Ok(Draft { title: "aé".into(), tags: vec![Tag(1), Tag(2)], address }));
    let read = from_slice(br#"{"title":"a","address":null}"#);
    assert_eq!(read, Ok(Draft { title: "a".into(), tags: vec![], address: None }));
}

/// What is side by side is no deeper than one of it.
#[test]
fn a_list_may_be_longer_than_a_document_may_be_deep() {
    let many = |one: &str| format!("[{}]", vec![one; 4 * MAX_DEPTH].join(","));
    assert!(from_slice::<Vec<Address>>(many(r#"{"cityName":"B","pair":[3,true]}"#).as_bytes()).is_ok());
    assert!(from_slice::<Vec<Shape>>(many(r#"{"box":{"width":1}}"#).as_bytes()).is_ok());
    assert!(from_slice::<Vec<Shape>>(many(r#"{"line":[1,2]}"#).as_bytes()).is_ok());
    assert!(from_slice::<Vec<Vec<u8>>>(many("[1]").as_bytes()).is_ok());
}

#[test]
fn each_fault_says_what_and_where() {
    for (json, expected) in [
        (r#"{}"#, "title: required"),
        (r#"{"title":1}"#, "title: type"),
        (r#"{"title":null}"#, "title: type"),
        (r#"{"title":"a","nope":1}"#, "nope: unknown_field"),
        (r#"{"title":"a","<nope>":1}"#, "unknown_field"),
        (r#"{"title":"a","tags":[1,2,"x"]}"#, "tags[2]: type"),
        (r#"{"title":"a","tags":[256]}"#, "tags[0]: range"),
        (r#"{"title":"a","tags":[-1]}"#, "tags[0]: range"),
        (r#"{"title":"a","tags":[1.0]}"#, "tags[0]: type"),
        (r#"{"title":"a","tags":{}}"#, "tags: type"),
        (r#"{"title":"a","address":{"pair":[1,true]}}"#, "address.cityName: required"),
        (r#"{"title":"a","address":{"cityName":"a","pair":[1]}}"#, "address.pair: length"),
        (r#"{"title":"a","address":{"cityName":"a","pair":[1,true,2]}}"#, "address.pair: length"),
        (r#"{"title":"a","address":{"cityName":"a","pair":[1,2]}}"#, "address.pair[1]: type"),
        (r#"{"title":"a","address":{"city_name":"a"}}"#, "address.city_name: unknown_field"),
        (r#"{"title":"a","title":"a"}"#, "title: duplicate_key"),
        (r#"["a"]"#, "type"),
        (r#""a""#, "type"),
    ] {
        assert_eq!(fault::<Draft>(json), expected, "{json}");
    }
}

#[test]
fn variants_have_one_spelling() {
    assert_eq!(from_slice(br#""point""#), Ok(Shape::Point));
    assert_eq!(from_slice(br#"{"circle":1.5}"#), Ok(Shape::Circle(1.5)));
    assert_eq!(from_slice(br#"{"line":[1,2]}"#), Ok(Shape::Line(1, 2)));
    assert_eq!(from_slice(br#"{"box":{"width":2}}"#), Ok(Shape::Box { width: 2 }));
    for (json, expected) in [
        (r#""nope""#, "unknown_variant"),
        (r#"{"nope":1}"#, "unknown_variant"),
        (r#""circle""#, "type"),
        (r#"{"point":null}"#, "type"),
        (r#"{}"#, "type"),
        (r#"{"circle":1,"line":[1,2]}"#, "type"),
        (r#"{"circle":1e39}"#, "circle: range"),
        (r#"{"line":[1]}"#, "line: length"),
        (r#"{"line":[1,300]}"#, "line[1]: range"),
        (r#"{"box":{"width":2,"x":1}}"#, "box.x: unknown_field"),
        (r#"{"box":[2]}"#, "box: type"),
        (r#"1"#, "type"),
    ] {
        assert_eq!(fault::<Shape>(json), expected, "{json}");
    }
}

#[test]
fn nothing_is_coerced() {
    assert_eq!(fault::<u64>("\"1\""), "type");
    assert_eq!(fault::<f64>("\"1\""), "type");
    assert_eq!(fault::<f64>("null"), "type");
    assert_eq!(fault::<bool>("1"), "type");
    assert_eq!(fault::<bool>("\"true\""), "type");
    assert_eq!(fault::<String>("1"), "type");
    assert_eq!(fault::<u64>("1e2"), "type");
    assert_eq!(fault::<i64>("1.0"), "type");
    assert_eq!(fault::<()>("0"), "type");
    assert_eq!(fault::<char>("\"ab\""), "format");
    assert_eq!(fault::<HashMap<u32, u8>>(r#"{"1":1}"#), "type");
    assert_eq!(from_slice::<f64>(b"7"), Ok(7.0));
}

#[test]
fn integers_are_exact_to_the_last_bit_and_refused_past_it() {
    assert_eq!(from_slice(b"18446744073709551615"), Ok(u64::MAX));
    assert_eq!(from_slice(b"-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(from_slice(b"9007199254740993"), Ok(9_007_199_254_740_993_i64));
    assert_eq!(from_slice(b"-170141183460469231731687303715884105728"), Ok(i128::MIN));
    assert_eq!(from_slice(b"340282366920938463463374607431768211455"), Ok(u128::MAX));
    assert_eq!(from_slice(b"-0"), Ok(0_u8));
    assert_eq!(fault::<u64>("18446744073709551616"), "range");
    assert_eq!(fault::<i64>("9223372036854775808"), "range");
    assert_eq!(fault::<i64>("-9223372036854775809"), "range");
    assert_eq!(fault::<u128>("-1"), "range");
    assert_eq!(fault::<i128>("170141183460469231731687303715884105728"), "range");
    assert_eq!(fault::<f64>("1e309"), "range");
    assert_eq!(fault::<f32>("3.5e38"), "range");
    assert_eq!(fault::<Value>("[1e309]"), "[0]: range");
    assert_eq!(fault::<core::num::NonZeroU8>("0"), "range");
}

#[test]
fn text_is_borrowed_where_nothing_is_escaped() {
    assert_eq!(from_slice::<&str>(br#""plain""#), Ok("plain"));
    assert_eq!(fault::<&str>(r#""\u0061""#), "type");
    assert_eq!(from_slice::<HashMap<&str, u8>>(br#"{"a":1}"#).map(|map| map.len()), Ok(1));
}

#[test]
fn a_type_that_swallows_a_fault_does_not_shift_what_is_read_next() {
    #[derive(Debug)]
    struct Lenient;
    impl<'de> Deserialize<'de> for Lenient {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let _ = HashMap::<String, u8>::deserialize(deserializer).ok();
            Ok(Self)
        }
    }
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Grant {
        #[serde(rename = "note")]
        _note: Lenient,
        #[serde(default)]
        is_admin: bool,
    }
    let json = r#"{"note":{"a":"bad","isAdmin":true}}"#;
    let text = core::str::from_utf8(json.as_bytes()).unwrap();
    let partial = Grant::deserialize(&mut Reader::new(text, MAX_DEPTH));
    assert!(partial.is_ok_and(|grant| !grant.is_admin), "not even for a moment");
    assert_eq!(from_slice::<Grant>(json.as_bytes()).map_err(|fault| fault.kind()).unwrap_err(), FaultKind::Type);
    assert_eq!(fault::<Lenient>(r#"{"a":"bad"}"#), "type");
    assert!(from_slice::<Grant>(br#"{"note":{"a":1}}"#).is_ok());
}

#[test]
fn a_type_that_skips_bad_elements_comes_to_an_end() {
    #[derive(Debug)]
    struct Good;
    impl<'de> Deserialize<'de> for Good {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Skipping;
            impl<'de> de::Visitor<'de> for Skipping {
                type Value = Good;
                fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    f.write_str("a list")
                }
                fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Good, A::Error> {
                    let ends = (0..100).any(|_| matches!(seq.next_element::<u8>(), Ok(None)));
                    assert!(ends, "a loop that skips would run for ever");
                    Ok(Good)
                }
            }
            deserializer.deserialize_seq(Skipping)
        }
    }
    assert!(from_slice::<Good>(b"[1,2]").is_ok());
    assert_eq!(fault::<Good>(r#"[1,"x",2]"#), "type");
    assert_eq!(fault::<Good>("[1,"), "[1]: syntax");
}

#[test]
fn a_type_that_stops_early_is_refused_and_not_read_past() {
    #[derive(Debug)]
    struct First;
    impl<'de> Deserialize<'de> for First {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Once;
            impl<'de> de::Visitor<'de> for Once {
                type Value = First;
                fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    f.write_str("a map")
                }
                fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<First, A::Error> {
                    map.next_entry::<String, u8>().map(|_| First)
                }
            }
            deserializer.deserialize_map(Once)
        }
    }
    assert!(from_slice::<First>(br#"{"a":1}"#).is_ok());
    assert_eq!(fault::<First>(r#"{"a":1,"b":2}"#), "b: unknown_field");
}

#[test]
fn tagged_untagged_and_flattened_types_read_as_they_do_elsewhere() {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(tag = "kind")]
    enum Tagged {
        A { n: u8 },
    }
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(untagged)]
    enum Either {
        Number(i64),
        Text(String),
    }
    #[derive(Debug, Deserialize, PartialEq)]
    struct Flat {
        #[serde(flatten)]
        rest: HashMap<String, Either>,
    }
    assert_eq!(from_slice(br#"{"n":1,"kind":"A"}"#), Ok(Tagged::A { n: 1 }));
    assert_eq!(fault::<Tagged>(r#"{"n":1,"kind":"A","kind":"A"}"#), "kind: duplicate_key");
    let rest = HashMap::from([("a".into(), Either::Number(-1)), ("b".into(), Either::Text("t".into()))]);
    assert_eq!(from_slice(br#"{"a":-1,"b":"t"}"#), Ok(Flat { rest }));
    assert_eq!(fault::<Flat>(r#"{"a":1,"a":2}"#), "a: duplicate_key");
    assert_eq!(fault::<Either>("[]"), "format");
}

#[test]
fn a_type_chooses_its_code_without_a_value() {
    #[derive(Debug)]
    struct Picky;
    impl<'de> Deserialize<'de> for Picky {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            Err(de::Error::custom(if text.len() > 9 { RAISE_LENGTH.to_owned() } else { text }))
        }
    }
    assert_eq!(fault::<HashMap<String, Picky>>(r#"{"a":"canary"}"#), "a: format");
    assert_eq!(fault::<HashMap<String, Picky>>(r#"{"a":"canarycanary"}"#), "a: length");
}
