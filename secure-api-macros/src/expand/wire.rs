//! The names of fields on the wire, as serde has them.

use syn::{Attribute, Field};

use crate::parse::{Entry, Value, entries};

use super::fields::{entries_of, plain};

/// The name of a field as a client writes it.
pub(super) fn wire_name(field: &Field, case: Option<&str>) -> String {
    let renamed = entries_of(&field.attrs, "serde").flatten().filter(|entry| entry.key == "rename");
    if let Some(name) = renamed.filter_map(|entry| deserialized(&entry)).next() {
        return name;
    }
    let name = field.ident.as_ref().map(plain).unwrap_or_default();
    case.and_then(|case| recased(&name, case)).unwrap_or(name)
}

/// All names under which a client can write a field; none where it is not read at all.
pub(super) fn wire_names(field: &Field, name: String) -> Vec<String> {
    let entries: Vec<Entry> = entries_of(&field.attrs, "serde").flatten().collect();
    if entries.iter().any(|entry| entry.key == "skip" || entry.key == "skip_deserializing") {
        return Vec::new();
    }
    let aliases = entries.iter().filter(|entry| entry.key == "alias").filter_map(deserialized);
    core::iter::once(name).chain(aliases).collect()
}

pub(super) fn rename_all(attrs: &[Attribute]) -> Option<String> {
    entries_of(attrs, "serde")
        .flatten()
        .filter(|entry| entry.key == "rename_all")
        .find_map(|entry| deserialized(&entry))
}

/// `rename = "x"` or `rename(deserialize = "x")`.
pub(super) fn deserialized(entry: &Entry) -> Option<String> {
    named_for(entry, "deserialize")
}

/// The name that is given for both directions, or for one.
pub(super) fn named_for(entry: &Entry, direction: &str) -> Option<String> {
    let text = |entry: &Entry| match entry.value() {
        Value::Text(text) => Some(text.value()),
        _ => None,
    };
    match &entry.inner {
        None => text(entry),
        Some(inner) => {
            entries(inner.clone()).into_iter().flatten().find(|part| part.key == direction).and_then(|part| text(&part))
        }
    }
}

/// serde's cases, from the snake case of a field.
pub(super) fn recased(name: &str, case: &str) -> Option<String> {
    let pascal = || -> String {
        let capital = |word: &str| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
        };
        name.split('_').map(capital).collect()
    };
    let recased = match case {
        "lowercase" | "snake_case" => name.to_owned(),
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => name.to_ascii_uppercase(),
        "PascalCase" => pascal(),
        "camelCase" => {
            let pascal = pascal();
            let mut letters = pascal.chars();
            letters.next().map(|first| first.to_ascii_lowercase().to_string() + letters.as_str()).unwrap_or_default()
        }
        "kebab-case" => name.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => name.to_ascii_uppercase().replace('_', "-"),
        _ => return None,
    };
    Some(recased)
}

#[cfg(test)]
mod tests {
    use super::recased;

    #[test]
    fn cases_are_those_of_serde() {
        for (case, wire) in [
            ("lowercase", "first_name"),
            ("snake_case", "first_name"),
            ("UPPERCASE", "FIRST_NAME"),
            ("PascalCase", "FirstName"),
            ("camelCase", "firstName"),
            ("SCREAMING_SNAKE_CASE", "FIRST_NAME"),
            ("kebab-case", "first-name"),
            ("SCREAMING-KEBAB-CASE", "FIRST-NAME"),
        ] {
            assert_eq!(recased("first_name", case).as_deref(), Some(wire), "{case}");
        }
    }
}
