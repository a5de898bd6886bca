//! Values of inputs: one that is taken, those at each bound, and those just beyond.

use serde_json::{Map, Number, Value, json};

use super::lock::{Field, Kind, Lock, Range};

/// Inputs that hold inputs are followed this far.
const DEEPEST: usize = 4;
/// Where a lock says something of an input as a whole.
const WHOLE: &str = "*";
/// Longer texts and lists are not made.
const LONGEST: i128 = 1_000_000;

/// A value of one field that is at a bound or beyond it.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    /// As `title longer than 120`.
    pub(super) what: String,
    /// The field that a refusal names, as `tags[0]`.
    pub(super) names: String,
    /// The whole input with this value in it.
    pub(super) input: Value,
    pub(super) accepted: bool,
}

/// A value that is taken.
pub(super) fn good(kind: &Kind, lock: &Lock, depth: usize) -> Option<Value> {
    Some(match kind {
        Kind::Text { length, email } => Value::from(text(length.from.unwrap_or(0).max(1).min(most(*length)), *email)?),
        Kind::Integer(range) => integer(range.from.unwrap_or(0).max(0).max(range.from.unwrap_or(0)))?,
        Kind::Number => Value::from(1.5),
        Kind::Bool => Value::from(true),
        Kind::Form(form) => Value::from(of_form(form)?),
        Kind::Map => Value::Object(Map::new()),
        Kind::List { length, of } => {
            let least = usize::try_from(length.from.unwrap_or(0)).ok()?;
            Value::from(if least == 0 { Vec::new() } else { vec![good(of, lock, depth)?; least] })
        }
        Kind::Optional(inner) => good(inner, lock, depth).unwrap_or(Value::Null),
        Kind::Words(words) => Value::from(words.first()?.as_str()),
        Kind::Nested(name) => {
            if depth > DEEPEST {
                return None;
            }
            let mut members = Map::new();
            let fields = lock.inputs.get(name)?;
            // A union, a newtype, or a rule of the application's own.
            if fields.iter().any(|field| field.name == WHOLE) {
                return None;
            }
            for field in fields {
                match good(&field.kind, lock, depth + 1) {
                    Some(value) => drop(members.insert(field.name.clone(), value)),
                    None if field.required => return None,
                    None => {}
                }
            }
            Value::Object(members)
        }
        Kind::Unknown => return None,
    })
}

/// A text of a form that has a name.
fn of_form(form: &str) -> Option<&'static str> {
    Some(match form {
        "uuid" => "6f1d3c52-9d0e-4c0b-8a57-0e8f5d7e4b11",
        "date-time" => "2026-01-02T03:04:05Z",
        "local-date-time" => "2026-01-02T03:04:05",
        "local-time" => "03:04:05",
        "date" => "2026-01-02",
        "uri" => "https://example.com/",
        "ipv4" | "ip" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "decimal" => "1.5",
        _ => return None,
    })
}

fn most(length: Range) -> i128 {
    length.to.unwrap_or(LONGEST).min(LONGEST)
}

/// A text of so many characters.
fn text(length: i128, email: bool) -> Option<String> {
    let length = usize::try_from(length).ok()?;
    if !email {
        return Some("x".repeat(length));
    }
    // A user of up to 64, and a domain of labels of up to 63.
    let length = length.max(3);
    let user = (length - 2).min(64);
    let mut domain = String::new();
    let wanted = length - user - 1;
    while domain.len() < wanted {
        let label = (wanted - domain.len()).min(63);
        domain.push_str(&"d".repeat(label));
        if domain.len() + 1 < wanted {
            domain.push('.');
        } else if domain.len() < wanted {
            // One sign alone would be a dot at the end.
            return None;
        }
    }
    Some(format!("{}@{domain}", "u".repeat(user)))
}

fn integer(value: i128) -> Option<Value> {
    if let Ok(small) = i64::try_from(value) {
        return Some(Value::from(small));
    }
    if let Ok(large) = u64::try_from(value) {
        return Some(Value::from(large));
    }
    // Beyond 64 bits a number is written as it stands.
    Number::from_i128(value).map(Value::Number)
}

/// All edges of an input, each in an input that is good otherwise.
pub(super) fn edges(fields: &[Field], sample: &Value, lock: &Lock) -> Vec<Edge> {
    let mut found = Vec::new();
    for field in fields.iter().filter(|field| field.name != WHOLE) {
        let Some(place) = sample.as_object() else { continue };
        for (what, names, value, accepted) in of_kind(&field.kind, &field.name, lock, 0) {
            let mut input = place.clone();
            input.insert(field.name.clone(), value);
            found.push(Edge { what, names, input: Value::Object(input), accepted });
        }
        let mut without = place.clone();
        without.remove(&field.name);
        let input = Value::Object(without);
        let what = format!("without `{}`", field.name);
        found.push(Edge { what, names: field.name.clone(), input, accepted: !field.required });
    }
    found
}

type Found = Vec<(String, String, Value, bool)>;

fn of_kind(kind: &Kind, name: &str, lock: &Lock, depth: usize) -> Found {
    let mut found = Found::new();
    let mut add = |what: String, value: Option<Value>, accepted: bool| {
        if let Some(value) = value {
            found.push((format!("`{name}` {what}"), name.to_owned(), value, accepted));
        }
    };
    match kind {
        Kind::Text { length, email } => texts(*length, *email, &mut add),
        Kind::Integer(range) => integers(*range, &mut add),
        Kind::Bool => {
            add("that is `true` in quotes".to_owned(), Some(json!("true")), false);
            add("that is another word".to_owned(), Some(json!("maybe")), false);
        }
        Kind::Number => add("that is a text".to_owned(), Some(json!("seven")), false),
        Kind::Form(form) => add(format!("that is no {form}"), Some(json!("- no such thing -")), false),
        Kind::Map => add("that is no object".to_owned(), Some(json!(["x"])), false),
        Kind::Words(_) => add("of another word".to_owned(), Some(json!("another-word")), false),
        Kind::List { length, of } => {
            let list = |count: i128| {
                let count = usize::try_from(count).ok()?;
                Some(Value::from(vec![good(of, lock, depth).unwrap_or(Value::Null); count]))
            };
            if let Some(to) = length.to.filter(|to| *to < LONGEST).filter(|_| good(of, lock, depth).is_some()) {
                add(format!("of {to} elements"), list(to), true);
                add(format!("of {} elements", to + 1), list(to + 1), false);
            }
            if let Some(from) = length.from.filter(|from| *from > 0) {
                add(format!("of {} elements", from - 1), list(from - 1), false);
            }
            add("that is no list".to_owned(), Some(json!("x")), false);
            let most = length.to.unwrap_or(1);
            if most > 0 && length.from.unwrap_or(0) <= 1 && depth < DEEPEST {
                let inner = of_kind(of, &format!("{name}[0]"), lock, depth + 1);
                found.extend(inner.into_iter().map(|(what, names, value, ok)| (what, names, json!([value]), ok)));
            }
        }
        Kind::Optional(inner) => found.extend(of_kind(inner, name, lock, depth)),
        Kind::Nested(input) if depth < DEEPEST => {
            let fields = lock.inputs.get(input).map(Vec::as_slice).unwrap_or_default();
            if let Some(sample) = good(kind, lock, depth) {
                let inner = edges(fields, &sample, lock).into_iter();
                found.extend(inner.map(|edge| {
                    (format!("in `{name}`: {}", edge.what), format!("{name}.{}", edge.names), edge.input, edge.accepted)
                }));
            }
            found.push((format!("`{name}` that is a number"), name.to_owned(), json!(7), false));
        }
        Kind::Nested(_) | Kind::Unknown => {}
    }
    found
}

fn texts(length: Range, email: bool, add: &mut impl FnMut(String, Option<Value>, bool)) {
    let plain = |count: i128, sign: &str| Some(Value::from(sign.repeat(usize::try_from(count).ok()?)));
    if let Some(to) = length.to.filter(|to| *to < LONGEST) {
        let longest = text(to, email).filter(|_| !email || (3..=254).contains(&to));
        add(format!("of {to} characters"), longest.map(Value::from), true);
        if !email {
            // Characters are counted, and not bytes.
            add(format!("of {to} characters of two bytes"), plain(to, "é"), true);
        }
        add(format!("of {} characters", to + 1), text(to + 1, email).map(Value::from), false);
    }
    if let Some(from) = length.from.filter(|from| *from > 0) {
        if !email {
            add(format!("of {from} characters"), plain(from, "x"), true);
        }
        add(format!("of {} characters", from - 1), plain(from - 1, "x"), false);
    }
    if email {
        add("that is no address".to_owned(), Some(json!("nobody")), false);
    }
    for (what, value) in [("number", json!(7)), ("list", json!(["x"])), ("truth value", json!(true))] {
        add(format!("that is a {what}"), Some(value), false);
    }
    add("that is null".to_owned(), Some(Value::Null).filter(|_| !email), false);
}

fn integers(range: Range, add: &mut impl FnMut(String, Option<Value>, bool)) {
    if let Some(from) = range.from {
        add(format!("at {from}"), integer(from), true);
        add(format!("at {}", from - 1), integer(from - 1), false);
    }
    if let Some(to) = range.to {
        add(format!("at {to}"), integer(to), true);
        add(format!("at {}", to + 1), integer(to + 1), false);
    }
    add("that is a text".to_owned(), Some(json!("seven")), false);
    add("that is a fraction".to_owned(), Some(json!(1.5)), false);
}

/// Members as a form or a query writes them. Lists are repeated keys.
pub(super) fn as_form(value: &Value) -> String {
    let mut pairs = Vec::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        for value in values.iter().filter(|value| !value.is_null()) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            pairs.push(format!("{}={}", escaped(name), escaped(&text)));
        }
    }
    pairs.join("&")
}

/// Percent-encoded, but for what is harmless everywhere.
pub(super) fn escaped(text: &str) -> String {
    let one = |byte: u8| {
        let harmless = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if harmless { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_as_long_as_asked() {
        for length in (3..=129).filter(|length| *length != 130) {
            if let Some(address) = text(length, true) {
                assert_eq!(address.len(), usize::try_from(length).unwrap(), "{address}");
                assert!(!address.ends_with('.') && !address.contains(".."), "{address}");
            }
        }
        assert_eq!(text(254, true).unwrap().len(), 254);
        assert_eq!(text(255, true).unwrap().len(), 255);
    }

    #[test]
    fn each_bound_has_a_value_at_it_and_one_beyond() {
        let file = "route GET /a public=\"a test\"\ntakes A .list=list(..2,text(1..3)) .title=required,text(1..3) .number=integer(0..5)";
        let lock = Lock::read(file).unwrap();
        let sample = good(&Kind::Nested("A".to_owned()), &lock, 0).unwrap();
        let found = edges(&lock.inputs["A"], &sample, &lock);
        let of = |what: &str| found.iter().find(|edge| edge.what == what).unwrap_or_else(|| panic!("{what}"));
        assert!(of("`title` of 3 characters").accepted && !of("`title` of 4 characters").accepted);
        assert!(!of("without `title`").accepted && of("without `number`").accepted);
        assert_eq!(of("`list[0]` of 4 characters").input["list"], json!(["xxxx"]));
        assert_eq!(of("`number` at -1").input["number"], json!(-1));
        assert!(!of("`list` of 3 elements").accepted && of("`list` of 2 elements").accepted);
        assert_eq!(as_form(&json!({ "a b": ["x&y", "z"], "n": 7 })), "a%20b=x%26y&a%20b=z&n=7");
    }
}
