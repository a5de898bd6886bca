//! Values of inputs: one that is taken, those at each bound, and those just beyond.

mod edges;

use serde_json::{Map, Number, Value};

pub(super) use edges::{Edge, Wanted, edges};

use super::lock::{Field, Kind, Lock, Range};

/// Inputs that hold inputs are followed this far.
pub(super) const DEEPEST: usize = 4;
/// Where a lock says something of an input as a whole.
pub(super) const WHOLE: &str = "*";
/// Longer texts and lists are not made.
const LONGEST: i128 = 1_000_000;

/// A value that is taken.
pub(super) fn good(kind: &Kind, lock: &Lock, depth: usize) -> Option<Value> {
    Some(match kind {
        Kind::Text { length, email, .. } => {
            Value::from(text(length.from.unwrap_or(0).max(1).min(most(*length)), *email)?)
        }
        Kind::Integer(range) => integer(range.from.unwrap_or(0).max(0).max(range.from.unwrap_or(0)))?,
        Kind::Number => Value::from(1.5),
        Kind::Bool => Value::from(true),
        Kind::Form { form, .. } => Value::from(of_form(form)?),
        Kind::Map => Value::Object(Map::new()),
        Kind::Tuple(of) => Value::from(of.iter().map(|of| good(of, lock, depth)).collect::<Option<Vec<_>>>()?),
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
            if let Some(inner) = newtype(fields) {
                return good(inner, lock, depth + 1);
            }
            // A union, or a rule of the application's own.
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
        Kind::Id { .. } | Kind::Link | Kind::Ruled { .. } | Kind::Unknown(_) => return None,
    })
}

/// What a type is that is another by a name of its own.
pub(super) fn newtype(fields: &[Field]) -> Option<&Kind> {
    match fields {
        [whole] if whole.name == WHOLE => Some(&whole.kind),
        _ => None,
    }
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
    use serde_json::json;

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
    fn members_are_written_as_a_form() {
        assert_eq!(as_form(&json!({ "a b": ["x&y", "z"], "n": 7 })), "a%20b=x%26y&a%20b=z&n=7");
    }
}
