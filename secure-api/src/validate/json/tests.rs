//! What is refused, with which code and where. The comparison with another reader is in [`differential`].

mod differential;
mod types;

use serde::de::IgnoredAny;
use serde_json::Value;

use super::*;

fn fault<'de, T: Deserialize<'de>>(json: &'de str) -> String {
    match from_slice::<T>(json.as_bytes()) {
        Ok(_) => format!("accepted {json}"),
        Err(fault) => fault.to_string(),
    }
}

#[test]
fn what_rfc_8259_does_not_allow_is_refused() {
    let malformed = [
        "",
        " ",
        "nul",
        "nulll",
        "truefalse",
        "True",
        "NaN",
        "Infinity",
        "-Infinity",
        "+1",
        "01",
        "-",
        "1.",
        ".1",
        "1e",
        "0x1",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[",
        "]",
        "[1",
        "{",
        "}",
        "{,}",
        r#"{"a":1,}"#,
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{a:1}"#,
        r#"{1:1}"#,
        r#"{"a":1 "b":2}"#,
        "'a'",
        "\"a",
        "\"\\\"",
        r#""\x41""#,
        r#""\u12""#,
        r#""\u+123""#,
        r#""\u12g4""#,
        "\"\n\"",
        "\"\t\"",
        "\"\0\"",
        "1 1",
        "{} {}",
        "[] //",
        "/* */ 1",
        "\u{feff}1",
        "\u{a0}1",
        "1\u{c}",
        "1\0",
    ];
    for json in malformed {
        assert!(fault::<Value>(json).ends_with("syntax"), "{json}");
        assert!(fault::<IgnoredAny>(json).ends_with("syntax"), "{json}");
        assert!(serde_json::from_str::<Value>(json).is_err(), "{json}");
    }
}

#[test]
fn each_control_character_is_refused_in_a_string_unless_escaped() {
    for control in '\0'..' ' {
        assert_eq!(fault::<String>(&format!("\"a{control}\"")), "syntax");
        assert_eq!(fault::<IgnoredAny>(&format!("{{\"a{control}\":1}}")), "syntax");
        let escaped = format!("\"\\u{:04x}\"", u32::from(control));
        assert_eq!(from_slice::<String>(escaped.as_bytes()), Ok(control.to_string()));
    }
}

#[test]
fn a_surrogate_on_its_own_is_refused() {
    for json in [
        r#""\ud800""#,
        r#""\udc00""#,
        r#""\ud800x""#,
        r#""\ud800\n""#,
        r#""\ud800\ud800""#,
        r#""\ud83e\u0041""#,
        r#""\udc00\ud800""#,
    ] {
        assert_eq!(fault::<String>(json), "syntax");
        assert!(fault::<IgnoredAny>(json).ends_with("syntax"), "{json}");
    }
    assert_eq!(from_slice::<String>(br#""\ud83e\udd80""#), Ok("🦀".to_owned()));
    assert_eq!(
        from_slice::<String>(br#""\uD83E\uDD80\uffff\u0000\b\f\n\r\t\/\\\"""#).unwrap(),
        "🦀\u{ffff}\0\u{8}\u{c}\n\r\t/\\\""
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    let invalid: [&[u8]; 6] =
        [b"\"\xff\"", b"\"\xc0\xaf\"", b"\"\xed\xa0\x80\"", b"\"\xf4\x90\x80\x80\"", b"\"\xc3\"", b"{\"a\":1}\xff"];
    for bytes in invalid {
        assert_eq!(from_slice::<Value>(bytes).unwrap_err().kind(), FaultKind::Syntax);
    }
}

#[test]
fn a_key_twice_is_refused_wherever_it_is_and_however_it_is_written() {
    for json in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":1}"#,
        r#"{"\u0061":1,"\u0061":1}"#,
        r#"{"x":{"y":[{"a":1,"b":2,"a":3}]}}"#,
        r#"{"":1,"":1}"#,
        r#"{"/":1,"\/":1}"#,
    ] {
        for fault in
            [from_slice::<Value>(json.as_bytes()).unwrap_err(), from_slice::<IgnoredAny>(json.as_bytes()).unwrap_err()]
        {
            assert_eq!(fault.kind(), FaultKind::DuplicateKey, "{json}");
        }
    }
    assert_eq!(fault::<Value>(r#"{"x":{"y":[0,{"a":1,"b":2,"a":3}]}}"#), "x.y[1].a: duplicate_key");
    let spellings = "{\"\u{e9}\":1,\"e\u{301}\":2,\"A\":3,\"a\":4}";
    assert!(from_slice::<Value>(spellings.as_bytes()).is_ok(), "no normalisation: other code points, other key");
}

#[test]
fn a_key_twice_is_found_among_many_in_linear_time() {
    let members: String = (0..200_000).map(|n| format!("\"{n}\":0,")).collect();
    let distinct = format!("{{{members}\"last\":0}}");
    let twice = format!("{{{members}\"123456\":0}}");
    assert!(from_slice::<IgnoredAny>(distinct.as_bytes()).is_ok());
    assert_eq!(fault::<IgnoredAny>(&twice), "123456: duplicate_key");
}

#[test]
fn nesting_ends_at_the_bound() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let levels = MAX_DEPTH / open.matches(['[', '{']).count();
        let at_bound = format!("{}1{}", open.repeat(levels), close.repeat(levels));
        assert!(from_slice::<Value>(at_bound.as_bytes()).is_ok(), "{open}");
        assert!(from_slice::<IgnoredAny>(at_bound.as_bytes()).is_ok(), "{open}");
        let past = format!("[{at_bound}]");
        assert_eq!(from_slice::<Value>(past.as_bytes()).unwrap_err().kind(), FaultKind::Depth, "{open}");
        assert_eq!(from_slice::<IgnoredAny>(past.as_bytes()).unwrap_err().kind(), FaultKind::Depth, "{open}");
    }
    let siblings = format!("[{}[]]", "[[]],".repeat(1_000));
    assert!(read_within::<Value>(siblings.as_bytes(), 3).is_ok(), "closing gives the level back");
    assert!(read_within::<Value>(siblings.as_bytes(), 2).is_err());
}

#[test]
fn a_nesting_bomb_is_refused_at_once() {
    for piece in ["[", "{\"a\":", "[{\"\":"] {
        let bomb = piece.repeat(1_000_000);
        assert_eq!(from_slice::<Value>(bomb.as_bytes()).unwrap_err().kind(), FaultKind::Depth);
        assert_eq!(from_slice::<u8>(bomb.as_bytes()).unwrap_err().kind(), FaultKind::Depth);
    }
}

#[test]
fn a_path_repeats_no_key_that_could_do_harm() {
    type Tree = std::collections::BTreeMap<String, std::collections::BTreeMap<String, u8>>;
    assert_eq!(fault::<Tree>(r#"{"a":{"b":"x"}}"#), "a.b: type");
    assert_eq!(fault::<Tree>(r#"{"a":{"<b>":"x"}}"#), "a: type");
    assert_eq!(fault::<Tree>(r#"{"\n":{"b":"x"}}"#), "type");
    assert_eq!(fault::<Tree>(r#"{"":{"b":"x"}}"#), "type");
    assert_eq!(fault::<Tree>(r#"{"a":{"b c":1,"b c":1}}"#), "a: duplicate_key");
}

#[test]
fn malformed_is_malformed_whatever_the_type_made_of_it() {
    assert_eq!(fault::<u8>(r#""text"#), "syntax");
    assert_eq!(fault::<Vec<u8>>(r#"["text", 1, }"#), "[2]: syntax");
    assert_eq!(fault::<Vec<u8>>(r#"["text", {"a":1,"a":2}]"#), "[1].a: duplicate_key");
    assert_eq!(fault::<Vec<u8>>(r#"["text", 1]"#), "[0]: type");
    assert_eq!(fault::<Vec<u8>>(r#"["text", 1e999, ]"#), "[2]: syntax");
}
