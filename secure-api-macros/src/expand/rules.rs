//! The common rules of `#[validate(..)]`, called directly: validator's derive keeps the value of a broken rule, for which it
//! must be `Serialize`, and takes many times as long. The rules themselves are validator's.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Data, DeriveInput};

use crate::parse::{Entry, Trees, Value, did_you_mean, listed};
use crate::report::{Faults, Rule};

use super::Private;
use super::fields::{Kept, Told};
use super::input::Read;

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
pub(super) fn known(read: &Read<'_>, faults: &mut Faults) {
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    for tokens in read.fields.iter().flat_map(|(_, told)| &told.validate).filter_map(|kept| kept.as_ref().err()) {
        faults.add(
            Rule::Input,
            tokens,
            format!("`{tokens}` is not a rule"),
            "put a comma between two rules: `#[validate(email, length(max = 100))]`",
        );
    }
    for attr in rules_of_an_enum(read.input) {
        faults.add(
            Rule::Input,
            attr,
            "an enum keeps no rules",
            "leave the rule out: the words of an enum are all that it takes",
        );
    }
    for kept in read.fields.iter().flat_map(|(_, told)| told.rules()) {
        let Kept { rule: entry, parts, .. } = kept;
        let name = entry.key.to_string();
        let Some(rule) = RULES.iter().find(|rule| rule.name == name) else {
            let help = suggestion(&name, &names);
            faults.add(Rule::Input, &entry.key, format!("`{name}` is not a rule"), help);
            continue;
        };
        if rule.direct {
            kept_in_full(rule, kept, faults);
        }
        for part in parts.iter().filter(|_| rule.direct) {
            let key = part.key.to_string();
            if !rule.takes.contains(&key.as_str()) && key != "code" && key != "message" {
                let help = suggestion(&key, rule.takes);
                faults.add(Rule::Input, &part.key, format!("`{name}` takes no `{key}`"), help);
            }
        }
    }
}

/// A rule of which a part is not read, or that bounds nothing, would be kept by nobody.
fn kept_in_full(known: &Known, Kept { rule, parts, unread }: &Kept, faults: &mut Faults) {
    let name = known.name;
    let example = match name {
        "length" => "write `length(min = 1, max = 80)`",
        "range" => "write `range(min = 1, max = 5)`",
        _ => "leave it out",
    };
    if rule.run_on {
        faults.add(Rule::Input, &rule.key, format!("a comma is missing before `{name}`"), "put one between two rules");
    }
    // The pattern of these is written in any of three ways.
    if known.takes == ["pattern"] {
        return;
    }
    for tokens in unread {
        faults.add(Rule::Input, tokens, format!("`{tokens}` is no part of `{name}`"), example);
    }
    if !rule.value.is_empty() {
        faults.add(Rule::Input, rule.at(), format!("`{name}` takes no value"), example);
    } else if unread.is_empty() && parts.is_empty() && !known.takes.is_empty() {
        faults.add(Rule::Input, &rule.key, format!("`{name}` without a bound keeps nothing out"), example);
    }
}

fn rules_of_an_enum(input: &DeriveInput) -> impl Iterator<Item = &Attribute> {
    let variants = match &input.data {
        Data::Enum(data) => Some(data.variants.iter().flat_map(|variant| &variant.attrs)),
        _ => None,
    };
    let own = variants.is_some().then_some(&input.attrs).into_iter().flatten();
    own.chain(variants.into_iter().flatten()).filter(|attr| attr.path().is_ident("validate"))
}

/// Whether a rule stands here that only validator's derive calls.
pub(super) fn need_derive(read: &Read<'_>) -> bool {
    let direct = |kept: &Kept| {
        let name = kept.rule.key.to_string();
        RULES.iter().any(|rule| rule.direct && name == rule.name)
    };
    !read.told.validate.is_empty() || !read.fields.iter().flat_map(|(_, told)| told.rules()).all(direct)
}

/// The calls of the rules of one field, by its name on the wire.
pub(super) fn calls(private: &Private, field: &Ident, name: &str, told: &Told, calls: &mut TokenStream) {
    for kept in told.rules() {
        calls.extend(call(private, field, name, kept));
    }
}

fn call(private: &Private, field: &Ident, name: &str, Kept { rule, parts, .. }: &Kept) -> TokenStream {
    let part = |key: &str| parts.iter().find(|part| part.key == key);
    let rule_name = rule.key.to_string();
    let args: Vec<Argument<'_>> = match rule_name.as_str() {
        "contains" | "does_not_contain" => vec![match (part("pattern"), &rule.inner) {
            (Some(pattern), _) => Argument::Written(&pattern.value),
            (None, Some(inner)) => Argument::Written(inner),
            (None, None) => Argument::Written(&rule.value),
        }],
        other => {
            let takes = RULES.iter().find(|known| known.name == other).map_or(&[][..], |known| known.takes);
            takes.iter().map(|key| Argument::Optional(private, part(key).map(|part| &part.value))).collect()
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
        if !#judge(&self.#field #(, #args)*) {
            __found.push(&__at.field(#name), #code);
        }
    }
}

/// What a rule is called with.
enum Argument<'a> {
    Written(&'a dyn ToTokens),
    Optional(&'a Private, Option<&'a Trees>),
}

impl ToTokens for Argument<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Written(value) => value.to_tokens(tokens),
            Self::Optional(private, Some(value)) => quote!(#private::Some(#value)).to_tokens(tokens),
            Self::Optional(private, None) => quote!(#private::None).to_tokens(tokens),
        }
    }
}

fn suggestion(name: &str, known: &[&str]) -> String {
    match did_you_mean(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "leave it out".to_owned(),
        None => format!("write one of {}", listed(known)),
    }
}
