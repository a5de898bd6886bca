//! The common rules of `#[validate(..)]`, called directly: validator's derive keeps the value of a broken rule, for which it
//! must be `Serialize`, and takes many times as long. The rules themselves are validator's.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, Data, DeriveInput};

use crate::parse::{Entry, Value, did_you_mean, entries, listed};
use crate::report::{Faults, Rule};

use super::Private;
use super::fields::entries_of;

/// A rule, and what may stand in its parentheses.
struct Known {
    name: &'static str,
    takes: &'static [&'static str],
    /// Whether this file calls it; validator's derive does the others.
    direct: bool,
}

const fn direct(name: &'static str, takes: &'static [&'static str]) -> Known {
    Known { name, takes, direct: true }
}

const fn derived(name: &'static str) -> Known {
    Known { name, takes: &[], direct: false }
}

const RULES: &[Known] = &[
    direct("length", &["min", "max", "equal"]),
    direct("email", &[]),
    direct("url", &[]),
    direct("range", &["min", "max", "exclusive_min", "exclusive_max"]),
    direct("contains", &["pattern"]),
    direct("does_not_contain", &["pattern"]),
    derived("must_match"),
    derived("regex"),
    derived("custom"),
    derived("non_control_character"),
    derived("required"),
    derived("nested"),
];

/// A rule that nobody knows is a rule that nobody keeps.
pub(super) fn known(input: &DeriveInput, faults: &mut Faults) {
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    for entry in field_rules(input) {
        let name = entry.key.to_string();
        let Some(rule) = RULES.iter().find(|rule| rule.name == name) else {
            let help = suggestion(&name, &names);
            faults.add(Rule::Input, &entry.key, format!("`{name}` is not a rule"), help);
            continue;
        };
        let inner = entry.inner.map(entries).unwrap_or_default();
        for part in inner.into_iter().flatten().filter(|_| rule.direct) {
            let key = part.key.to_string();
            if !rule.takes.contains(&key.as_str()) && key != "code" && key != "message" {
                let help = suggestion(&key, rule.takes);
                faults.add(Rule::Input, &part.key, format!("`{name}` takes no `{key}`"), help);
            }
        }
    }
}

/// Whether a rule stands here that only validator's derive calls.
pub(super) fn need_derive(input: &DeriveInput) -> bool {
    let direct = |entry: &Entry| RULES.iter().any(|rule| rule.direct && entry.key == rule.name);
    entries_of(&input.attrs, "validate").next().is_some() || field_rules(input).iter().any(|entry| !direct(entry))
}

/// The calls of the rules of one field, by its name on the wire.
pub(super) fn calls(private: &Private, field: &Ident, name: &str, attrs: &[Attribute]) -> TokenStream {
    entries_of(attrs, "validate").flatten().map(|rule| call(private, field, name, &rule)).collect()
}

fn call(private: &Private, field: &Ident, name: &str, rule: &Entry) -> TokenStream {
    let parts: Vec<Entry> = rule.inner.clone().map(entries).unwrap_or_default().into_iter().flatten().collect();
    let part = |key: &str| parts.iter().find(|part| part.key == key);
    let option = |key: &str| match part(key).map(|part| &part.value) {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    };
    let rule_name = rule.key.to_string();
    let args = match rule_name.as_str() {
        "contains" | "does_not_contain" => {
            let pattern = part("pattern").map(|part| part.value.clone());
            let pattern = pattern.or_else(|| rule.inner.clone()).or_else(|| Some(rule.value.clone()));
            quote!(, #pattern)
        }
        other => {
            let takes = RULES.iter().find(|known| known.name == other).map_or(&[][..], |known| known.takes);
            takes.iter().map(|key| option(key)).map(|option| quote!(, #option)).collect()
        }
    };
    let code = match part("code").map(Entry::value) {
        Some(Value::Text(code)) => code.value(),
        _ => rule_name.clone(),
    };
    let judge = if rule_name == "email" {
        // The rule that costs the most is ours in front of validator's.
        quote!(#private::is_email)
    } else {
        let method = format_ident!("validate_{rule_name}");
        let words = rule_name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
        let of = format_ident!("Validate{}", words.collect::<String>());
        quote!(#private::validator::#of::#method)
    };
    quote! {
        if !#judge(&self.#field #args) {
            __found.push(&__at.field(#name), #code);
        }
    }
}

fn field_rules(input: &DeriveInput) -> Vec<Entry> {
    let Data::Struct(data) = &input.data else { return Vec::new() };
    data.fields.iter().flat_map(|field| entries_of(&field.attrs, "validate").flatten().collect::<Vec<_>>()).collect()
}

fn suggestion(name: &str, known: &[&str]) -> String {
    match did_you_mean(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "leave it out".to_owned(),
        None => format!("write one of {}", listed(known)),
    }
}
