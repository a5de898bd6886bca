//! The names of fields on the wire, as serde has them.

use syn::{Data, DeriveInput, Field};

use crate::parse::{Entry, Value, entries};

use super::fields::{Told, plain, separated};

/// The name of a field as a client writes it.
pub(super) fn wire_name(field: &Field, told: &Told, case: Option<&str>) -> String {
    if let Some(name) = told.serde().filter(|entry| entry.key == "rename").find_map(deserialized) {
        return name;
    }
    let name = field.ident.as_ref().map(plain).unwrap_or_default();
    case.and_then(|case| recased(&name, case)).unwrap_or(name)
}

/// All names under which a client can write a field; none where it is not read at all.
pub(super) fn wire_names(told: &Told, name: String) -> Vec<String> {
    if told.serde().any(|entry| entry.key == "skip" || entry.key == "skip_deserializing") {
        return Vec::new();
    }
    let aliases = told.serde().filter(|entry| entry.key == "alias").filter_map(deserialized);
    core::iter::once(name).chain(aliases).collect()
}

pub(super) fn rename_all(told: &Told) -> Option<String> {
    told.serde().filter(|entry| entry.key == "rename_all").find_map(deserialized)
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

/// serde's cases, from the Pascal case of a variant.
pub(super) fn recased_variant(name: &str, case: &str) -> Option<String> {
    let recased = match case {
        "PascalCase" => name.to_owned(),
        "lowercase" => name.to_ascii_lowercase(),
        "UPPERCASE" => name.to_ascii_uppercase(),
        "camelCase" => {
            let mut letters = name.chars();
            letters.next().map(|first| first.to_ascii_lowercase().to_string() + letters.as_str()).unwrap_or_default()
        }
        "snake_case" => separated(name, '_'),
        "SCREAMING_SNAKE_CASE" => separated(name, '_').to_ascii_uppercase(),
        "kebab-case" => separated(name, '-'),
        "SCREAMING-KEBAB-CASE" => separated(name, '-').to_ascii_uppercase(),
        _ => return None,
    };
    Some(recased)
}

/// The words of an enum that is read, under all their names; nothing where it takes any other word too.
pub(super) fn words(input: &DeriveInput, told: &Told) -> Option<Vec<String>> {
    let Data::Enum(data) = &input.data else { return None };
    let case = rename_all(told);
    let mut words = Vec::new();
    for variant in &data.variants {
        let told = Told::by(&variant.attrs);
        let has = |key: &str| told.serde().any(|entry| entry.key == key);
        if has("other") {
            return None;
        }
        if has("skip") || has("skip_deserializing") {
            continue;
        }
        let name = plain(&variant.ident);
        let renamed = told.serde().filter(|entry| entry.key == "rename").find_map(deserialized);
        let recased = || case.as_deref().and_then(|case| recased_variant(&name, case));
        words.push(renamed.or_else(recased).unwrap_or_else(|| name.clone()));
        words.extend(told.serde().filter(|entry| entry.key == "alias").filter_map(deserialized));
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::{recased, recased_variant};

    #[test]
    fn cases_of_variants_are_those_of_serde() {
        for (case, wire) in [
            ("lowercase", "veryold"),
            ("UPPERCASE", "VERYOLD"),
            ("PascalCase", "VeryOld"),
            ("camelCase", "veryOld"),
            ("snake_case", "very_old"),
            ("SCREAMING_SNAKE_CASE", "VERY_OLD"),
            ("kebab-case", "very-old"),
            ("SCREAMING-KEBAB-CASE", "VERY-OLD"),
        ] {
            assert_eq!(recased_variant("VeryOld", case).as_deref(), Some(wire), "{case}");
        }
    }

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
