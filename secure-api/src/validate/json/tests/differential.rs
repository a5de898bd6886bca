//! Against serde_json: the same values, and nothing accepted that it refuses.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::super::*;
use crate::validate::Text;

/// serde_json reads floats to within one unit in the last place unless asked otherwise; everything else is equal.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (Value::Number(a), Value::Number(b)) if a.is_f64() && b.is_f64() => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= a.abs() * 4.0 * f64::EPSILON + f64::MIN_POSITIVE
                && a.is_sign_negative() == b.is_sign_negative()
        }
        _ => ours == theirs,
    }
}

/// Either both read the same, or both refuse, or we refuse for a reason that is ours alone.
fn compare(bytes: &[u8]) -> Result<(), TestCaseError> {
    let theirs = serde_json::from_slice::<Value>(bytes);
    match (from_slice::<Value>(bytes), &theirs) {
        (Ok(ours), Ok(theirs)) => prop_assert!(same(&ours, theirs), "{ours} is not {theirs}"),
        (Ok(ours), Err(refused)) => prop_assert!(false, "{ours} was accepted: {refused}"),
        (Err(fault), Ok(_)) => {
            prop_assert!(matches!(fault.kind(), FaultKind::Depth | FaultKind::DuplicateKey), "{fault}")
        }
        (Err(_), Err(_)) => {}
    }
    let skipped = from_slice::<IgnoredAny>(bytes).map(|_| ()).map_err(|fault| fault.kind());
    let read = from_slice::<Value>(bytes).map(|_| ()).map_err(|fault| fault.kind());
    if read != Err(FaultKind::OutOfRange) {
        prop_assert_eq!(skipped, read, "ignoring is as strict as reading");
    }
    let read = from_slice::<Value>(bytes).ok().filter(Value::is_object).map(|value| outlined(&value));
    let by_members = Document::read(bytes).ok().map(|document| outline_of(document.members()));
    prop_assert_eq!(by_members, read, "reading member by member is the same");
    Ok(())
}

/// As much of a value as there is where members are looked at one by one: of numbers those that are whole and not negative.
fn outlined(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(outlined).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), outlined(value))).collect(),
        Value::String(_) => value.clone(),
        Value::Number(number) if number.is_u64() => value.clone(),
        _ => Value::Null,
    }
}

fn outline_of(members: Members<'_>) -> Value {
    let found = |(name, member): (&str, Member<'_>)| {
        let outline = outline(member);
        assert_eq!(members.find(name).map(self::outline).as_ref(), Some(&outline), "found by its name");
        (name.to_owned(), outline)
    };
    members.iter().map(found).collect()
}

fn outline(member: Member<'_>) -> Value {
    match member.json() {
        Json::Text(text) => text.into(),
        Json::List(items) => items.members().map(outline).collect(),
        Json::Object(members) => outline_of(members),
        Json::Other => member.whole().map_or(Value::Null, Value::from),
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 12, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..12).prop_map(Value::from),
            prop::collection::hash_map(".{0,4}", inner, 0..12).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_tokens() -> impl Strategy<Value = String> {
    let tokens = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\":",
        "\"\\u0061\":",
        "\"b\":",
        "\"\"",
        "\"\\ud83e\\udd80\"",
        "\"\\ud83e\"",
        "\\",
        "\"",
        "0",
        "-0",
        "1",
        "-1",
        "01",
        "1.5",
        "1e5",
        "1E-5",
        "1e999",
        "18446744073709551616",
        "-9223372036854775809",
        ".",
        "e",
        "+",
        "-",
        "true",
        "false",
        "null",
        " ",
        "\n",
        "\t",
        "\0",
        "é",
        "\u{feff}",
    ];
    prop::collection::vec(select(tokens.to_vec()), 0..14).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn every_value_reads_as_it_was_written(value in any_value(), pretty: bool) {
        let json = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) }.unwrap();
        let ours = from_slice::<Value>(&json);
        prop_assert!(ours.as_ref().is_ok_and(|ours| same(ours, &value)), "{ours:?}");
        compare(&json)?;
    }

    #[test]
    fn damaged_documents_are_judged_alike(value in any_value(), hits in prop::collection::vec((any::<Index>(), any::<u8>(), 0..3_u8), 1..4)) {
        let mut json = serde_json::to_vec(&value).unwrap();
        for (place, byte, how) in hits {
            let at = place.index(json.len() + 1);
            match how {
                0 => json.insert(at, byte % 128),
                1 if at < json.len() => drop(json.remove(at)),
                _ if at < json.len() => json[at] = byte,
                _ => json.truncate(at / 2),
            }
        }
        compare(&json)?;
    }

    #[test]
    fn random_tokens_are_judged_alike(json in any_tokens()) {
        compare(json.as_bytes())?;
        compare(format!("[{json}]").as_bytes())?;
        compare(format!("{{\"a\":{json}}}").as_bytes())?;
        compare(format!("\"{json}\"").as_bytes())?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        compare(&bytes)?;
        let _ = from_slice::<Vec<Option<Text<1, 3>>>>(&bytes);
        let _ = from_slice::<std::collections::HashMap<String, (u8, f32)>>(&bytes);
    }

    #[test]
    fn numbers_are_judged_alike(number in "-?[0-9]{1,25}(\\.[0-9]{0,25})?([eE][+-]?[0-9]{0,3})?") {
        compare(number.as_bytes())?;
        let exact = number.parse::<f64>().ok().filter(|double| double.is_finite());
        if let Ok(ours) = from_slice::<f64>(number.as_bytes()) {
            prop_assert_eq!(Some(ours), exact, "correctly rounded");
        }
        prop_assert_eq!(from_slice::<i64>(number.as_bytes()).ok(), serde_json::from_str(&number).ok().or((number == "-0").then_some(0)));
        prop_assert_eq!(from_slice::<u8>(number.as_bytes()).ok(), serde_json::from_str(&number).ok().or((number == "-0").then_some(0)));
    }

    #[test]
    fn keys_are_distinct_or_refused(keys in prop::collection::vec(("[ab]{1,3}", any::<bool>()), 0..16), ignored: bool) {
        let escape = |key: &String| key.bytes().map(|b| format!("\\u{b:04x}")).collect::<String>();
        let members: Vec<_> =
            keys.iter().map(|(key, escaped)| format!("\"{}\":0", if *escaped { escape(key) } else { key.clone() })).collect();
        let json = format!("[{{{}}}]", members.join(","));
        let distinct = keys.iter().map(|(key, _)| key).collect::<std::collections::HashSet<_>>().len() == keys.len();
        let read = if ignored { from_slice::<IgnoredAny>(json.as_bytes()).map(drop) } else { from_slice::<Value>(json.as_bytes()).map(drop) };
        prop_assert_eq!(read.map_err(|fault| fault.kind()), if distinct { Ok(()) } else { Err(FaultKind::DuplicateKey) });
    }

    #[test]
    fn a_fault_repeats_no_value(value in ".{0,12}", key in "[a-z]{1,5}") {
        let canary = format!("canary {value}");
        let json = serde_json::json!({ key: { "inner": [canary.clone(), { canary.clone(): canary }] } }).to_string();
        type Wrong = std::collections::HashMap<String, std::collections::HashMap<String, Vec<Option<u8>>>>;
        let fault = from_slice::<Wrong>(json.as_bytes()).unwrap_err();
        let told = format!("{fault} {fault:?}");
        prop_assert!(!told.contains("canary"), "{}", told);
        prop_assert!(told.contains("inner[0]"), "{}", told);
    }
}
