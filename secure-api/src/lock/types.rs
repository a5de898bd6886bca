//! The types that an application takes and sends, field by field.

use std::collections::BTreeSet;

use crate::inventory::{Bound, Check, Field, Inventory, Rule, Schema, SeenBy, Tagging, Type, VariantContent};

use super::Lock;
use super::line::Subject;
use super::term::Term;
use super::write::{asked, escaped};

/// A line for each type that some route takes, and for each that some route sends.
pub(super) fn lines(lock: &mut Lock, inventory: &Inventory) {
    let taken = inventory.routes.iter().flat_map(|route| route.inputs.iter().map(|input| &input.schema));
    let sent = inventory.routes.iter().filter_map(|route| route.answer.schema.as_ref());
    for (kind, names) in [("takes", reached(inventory, taken)), ("sends", reached(inventory, sent))] {
        for (name, of) in inventory.types.iter().filter(|(name, _)| names.contains(name.as_str())) {
            let subject = Subject::new(kind, escaped(name));
            lock.lines.entry(subject.clone()).or_default();
            of_type(lock, &subject, of);
        }
    }
}

/// The types that these are made of.
fn reached<'i>(inventory: &'i Inventory, of: impl Iterator<Item = &'i Schema>) -> BTreeSet<&'i str> {
    let (mut found, mut next): (BTreeSet<&str>, Vec<&Schema>) = (BTreeSet::new(), of.collect());
    while let Some(schema) = next.pop() {
        match schema {
            Schema::Named(name) if found.insert(name) => {
                next.extend(inventory.types.get(name).map(parts).into_iter().flatten());
            }
            Schema::Array { of, .. } | Schema::Optional(of) | Schema::ObjectId { key: of, .. } => next.push(of),
            Schema::Tuple { of } => next.extend(of),
            Schema::Map { keys, values } => next.extend([&**keys, &**values]),
            _ => {}
        }
    }
    found
}

fn parts(of: &Type) -> Vec<&Schema> {
    match of {
        Type::Object { fields, .. } => fields.iter().map(|field| &field.schema).collect(),
        Type::Newtype(schema) => vec![schema],
        Type::Union { variants, .. } => variants.iter().flat_map(|variant| content(&variant.content)).collect(),
    }
}

fn content(of: &VariantContent) -> Vec<&Schema> {
    match of {
        VariantContent::Nothing => Vec::new(),
        VariantContent::One(schema) => vec![schema],
        VariantContent::Several(schemas) => schemas.iter().collect(),
        VariantContent::Object(fields) => fields.iter().map(|field| &field.schema).collect(),
    }
}

fn of_type(lock: &mut Lock, subject: &Subject, of: &Type) {
    let mut say = |attribute: String, terms: Vec<Term>| {
        terms.into_iter().for_each(|term| lock.add(subject, attribute.as_str(), term));
    };
    match of {
        Type::Object { fields, rules } => {
            fields.iter().for_each(|field| say(named(&field.name), self::field(field)));
            say("*".to_owned(), rules.iter().map(self::rule).collect());
        }
        Type::Newtype(schema) => say("*".to_owned(), terms(schema)),
        Type::Union { tagging, variants } => {
            let tagging = match tagging {
                Tagging::External => Term::word("external"),
                Tagging::Internal { tag } => Term::of("internal", vec![Term::word(escaped(tag))]),
                Tagging::Adjacent { tag, content } => {
                    Term::of("adjacent", vec![Term::word(escaped(tag)), Term::word(escaped(content))])
                }
                Tagging::Untagged => Term::word("untagged"),
            };
            say("*".to_owned(), vec![tagging]);
            for variant in variants {
                let holds = match &variant.content {
                    VariantContent::Nothing => vec![Term::word("nothing")],
                    VariantContent::One(schema) => terms(schema),
                    VariantContent::Several(schemas) => vec![tuple(schemas)],
                    VariantContent::Object(fields) => {
                        let of = |own: &Field| Term::of(format!("field:{}", escaped(&own.name)), field(own));
                        vec![Term::of("object", fields.iter().map(of).collect())]
                            .into_iter()
                            .filter(has_parts)
                            .collect()
                    }
                };
                say(named(&variant.name), holds);
            }
        }
    }
}

/// A field is told from what the file says of its own accord, whatever it is called.
fn named(field: &str) -> String {
    format!(".{}", escaped(field))
}

/// `object()` is no term.
fn has_parts(term: &Term) -> bool {
    !term.args().is_empty()
}

fn tuple(of: &[Schema]) -> Term {
    Term::of("tuple", of.iter().enumerate().map(|(place, of)| Term::of(format!("at-{place}"), terms(of))).collect())
}

fn field(field: &Field) -> Vec<Term> {
    let mut said = Vec::new();
    if field.required {
        said.push(Term::word("required"));
    }
    if let Some(SeenBy { role, scope }) = &field.disclosed_to {
        said.extend(role.iter().map(|role| Term::of("only", vec![asked(role)])));
        said.extend(scope.iter().map(|scope| Term::of("only-scope", vec![asked(scope)])));
    }
    let mut rules: Vec<&Rule> = field.rules.iter().collect();
    let bounded = terms(&narrowed(&field.schema, &mut rules));
    said.extend(bounded);
    said.extend(rules.into_iter().map(rule));
    said.extend(field.aliases.iter().map(|alias| Term::of("alias", vec![Term::word(escaped(alias))])));
    said.extend(field.vouched.iter().map(|reason| Term::of("vouched", vec![Term::Text(reason.clone())])));
    said
}

/// The schema with the bounds that rules put on it: `#[validate(length(max = 120))]` on a `String` and `Text<0, 120>` are one.
fn narrowed(schema: &Schema, rules: &mut Vec<&Rule>) -> Schema {
    let mut schema = schema.clone();
    let inner = match &mut schema {
        Schema::Optional(inner) => &mut **inner,
        schema => schema,
    };
    rules.retain(|rule| !narrow(inner, &rule.check));
    schema
}

/// Whether the rule is part of the schema now.
fn narrow(schema: &mut Schema, check: &Check) -> bool {
    match (schema, check) {
        (
            Schema::Text { min, max, format: None } | Schema::Array { min, max, .. },
            Check::Length { min: least, max: most, equal },
        ) => {
            let (Some(least), Some(most), Some(equal)) = (whole(least), whole(most), whole(equal)) else {
                return false;
            };
            let at_least = equal.or(least).and_then(|bound| u64::try_from(bound).ok()).unwrap_or(0);
            let at_most = equal.or(most).and_then(|bound| u64::try_from(bound).ok());
            *min = at_least.max(*min);
            *max = match (at_most, *max) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
            true
        }
        (
            Schema::Integer { min, max },
            Check::Range { min: least, max: most, exclusive_min: None, exclusive_max: None },
        ) => {
            let (Some(least), Some(most)) = (whole(least), whole(most)) else { return false };
            *min = least.map_or(*min, |least| least.max(*min));
            *max = most.map_or(*max, |most| u128::try_from(most).unwrap_or(0).min(*max));
            true
        }
        _ => false,
    }
}

/// A bound that is a whole number, or none; `None` where it is another.
#[allow(clippy::option_option, reason = "no bound, a bound, and a bound that is no whole number")]
fn whole(bound: &Option<Bound>) -> Option<Option<i128>> {
    match bound {
        None => Some(None),
        Some(Bound::Integer(bound)) => Some(Some(*bound)),
        Some(_) => None,
    }
}

/// What a value is.
pub(super) fn terms(schema: &Schema) -> Vec<Term> {
    let one = |name: &str, args: Vec<Term>| vec![Term::of(name, args)];
    match schema {
        Schema::Bool => one("bool", Vec::new()),
        Schema::Integer { min, max } => one("integer", vec![Term::word(format!("{min}..{max}"))]),
        Schema::Number => one("number", Vec::new()),
        Schema::Text { min: 0, max: None, format: Some(format) } => one(format, Vec::new()),
        Schema::Text { min: 0, max: None, format: None } => one("text", Vec::new()),
        Schema::Text { min, max, format } => one(format.as_deref().unwrap_or("text"), vec![range(*min, *max)]),
        Schema::Array { of, min, max } => {
            let bound = (*min > 0 || max.is_some()).then(|| range(*min, *max));
            one("list", bound.into_iter().chain(terms(of)).collect())
        }
        Schema::Tuple { of } => vec![tuple(of)],
        Schema::Map { keys, values } => {
            one("map", vec![Term::of("keys", terms(keys)), Term::of("values", terms(values))])
        }
        Schema::Optional(of) => core::iter::once(Term::word("or-null")).chain(terms(of)).collect(),
        Schema::Named(name) => one(&escaped(name), Vec::new()),
        Schema::OneOf(words) => one("one-of", words.iter().map(|word| Term::word(escaped(word))).collect()),
        Schema::ObjectId { resource, key } => {
            one("id", core::iter::once(Term::word(escaped(resource))).chain(terms(key)).collect())
        }
        Schema::Link => one("link", Vec::new()),
        Schema::Unknown { reason, .. } => one("unknown", vec![Term::Text(reason.clone())]),
    }
}

fn range(min: u64, max: Option<u64>) -> Term {
    Term::word(format!("{min}..{}", max.map_or(String::new(), |max| max.to_string())))
}

fn rule(rule: &Rule) -> Term {
    let word = |text: &str| vec![Term::word(escaped(text))];
    let made = |text: &Option<&'static str>| word(text.unwrap_or("computed"));
    match &rule.check {
        Check::Length { min, max, equal } => {
            Term::of("length", bounds(&[("min", min), ("max", max), ("equal", equal)]))
        }
        Check::Range { min, max, exclusive_min, exclusive_max } => {
            Term::of("range", bounds(&[("min", min), ("max", max), ("above", exclusive_min), ("below", exclusive_max)]))
        }
        Check::Email => Term::word("email"),
        Check::Url => Term::word("url"),
        Check::Contains(text) => Term::of("contains", made(text)),
        Check::DoesNotContain(text) => Term::of("does-not-contain", made(text)),
        Check::Regex(name) => Term::of("regex", word(name)),
        Check::MustMatch(field) => Term::of("must-match", word(field)),
        Check::Custom(function) | Check::Whole(function) => Term::of("custom", word(function)),
        Check::NonControlCharacter => Term::word("non-control-character"),
        Check::Required => Term::word("not-null"),
    }
}

/// Bounds that are no whole numbers, or of what has no range of its own: a change of one cannot be judged.
fn bounds(of: &[(&str, &Option<Bound>)]) -> Vec<Term> {
    let said = |(name, bound): &(&str, &Option<Bound>)| {
        let bound = match bound.as_ref()? {
            Bound::Integer(bound) => bound.to_string(),
            Bound::Decimal(bound) => bound.to_string(),
            Bound::Computed(source) => escaped(source),
        };
        Some(Term::word(format!("{name}:{bound}")))
    };
    of.iter().filter_map(said).collect()
}
