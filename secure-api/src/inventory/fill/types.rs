//! The types that are named: of inputs by their shapes, of answers as they declare themselves.

use std::collections::BTreeMap;

use crate::inventory::{Check, Field, Schema, Type};
use crate::policy::{self, Kind, Shape};

/// How dates of the crate `time` are read and written by RFC 3339.
const RFC_3339: &str = "time::serde::rfc3339";

/// All types that were named so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Types {
    named: BTreeMap<String, Type>,
}

impl Types {
    pub(crate) fn into_inner(self) -> BTreeMap<String, Type> {
        self.named
    }

    /// A name that no other type has, for one that is told soon.
    pub(crate) fn reserve(&mut self, name: &str) -> String {
        let free = candidates(name).find(|name| !self.named.contains_key(name)).unwrap_or_default();
        self.named.insert(free.clone(), Type::Object { fields: Vec::new(), rules: Vec::new() });
        free
    }

    /// Says what a reserved name is.
    pub(crate) fn tell(&mut self, name: &str, is: Type) {
        self.named.insert(name.to_owned(), is);
    }

    /// What an input is. `around` is the name of the one that it stands in.
    pub(crate) fn schema(&mut self, shape: &Shape, around: &str) -> Schema {
        let schema = self.value(shape, around);
        if shape.optional { Schema::Optional(Box::new(schema)) } else { schema }
    }

    fn value(&mut self, shape: &Shape, around: &str) -> Schema {
        match shape.kind {
            Kind::Unknown => unknown(None, "its type does not say"),
            Kind::Foreign(name) => unknown(Some(name()), "a type of another crate"),
            Kind::Itself => Schema::Named(around.to_owned()),
            Kind::Bool => Schema::Bool,
            Kind::Integer { min, max } => Schema::Integer { min, max },
            Kind::Number => Schema::Number,
            Kind::Text { min, max, format } => text(min, max, format),
            Kind::Array { min, max } => {
                let of = self.element(shape, 0, around);
                list_of(of, min, max)
            }
            Kind::Tuple => {
                Schema::Tuple { of: (0..shape.fields.len()).map(|place| self.element(shape, place, around)).collect() }
            }
            Kind::Map => {
                let (keys, values) = (self.element(shape, 0, around), self.element(shape, 1, around));
                Schema::Map { keys: Box::new(keys), values: Box::new(values) }
            }
            Kind::Object(name) => Schema::Named(self.object(name(), shape)),
            Kind::Words(words) => Schema::OneOf(words.iter().map(|word| (*word).to_owned()).collect()),
            Kind::ObjectId(keys) => {
                let key = keys.first().map(|key| self.schema(key, around));
                let key = key.unwrap_or_else(|| unknown(None, "its type does not say"));
                let resource = shape.id.map_or("", |id| id.full_name).to_owned();
                Schema::ObjectId { resource, key: Box::new(key) }
            }
        }
    }

    fn element(&mut self, shape: &Shape, place: usize, around: &str) -> Schema {
        match shape.fields.get(place) {
            Some(element) => self.schema(element.shape, around),
            None => unknown(None, "its type does not say"),
        }
    }

    /// The name of a struct: its own, unless another one has it.
    fn object(&mut self, name: &str, shape: &Shape) -> String {
        for name in candidates(name) {
            let is = Type::Object { fields: self.fields(shape, &name), rules: shape.rules.to_vec() };
            match self.named.get(&name) {
                Some(known) if *known != is => continue,
                Some(_) => return name,
                None => {
                    self.named.insert(name.clone(), is);
                    return name;
                }
            }
        }
        String::new()
    }

    fn fields(&mut self, shape: &Shape, around: &str) -> Vec<Field> {
        if let Some(most) = shape.page {
            return page(most);
        }
        shape.fields.iter().filter_map(|field| self.field(field, around)).collect()
    }

    /// A field that a client can send.
    fn field(&mut self, field: &policy::Field, around: &str) -> Option<Field> {
        let (name, aliases) = match field.wire {
            None => (field.name, &[][..]),
            Some(names) => names.split_first().map(|(first, rest)| (*first, rest))?,
        };
        let schema = match (field.read_by, field.vouched) {
            (Some(function), _) => by_function(function, "read"),
            (None, Some(reason)) => match self.schema(field.shape, around) {
                Schema::Unknown { type_name, .. } => Schema::Unknown { type_name, reason: reason.to_owned() },
                known => known,
            },
            (None, None) => self.schema(field.shape, around),
        };
        // A function is asked for what is not there as well, and serde has none to ask.
        let may_be_left_out = field.given || (field.shape.optional && field.read_by.is_none());
        let asked_for = field.rules.iter().any(|rule| matches!(rule.check, Check::Required));
        Some(Field {
            name: name.to_owned(),
            aliases: aliases.iter().map(|name| (*name).to_owned()).collect(),
            schema,
            rules: field.rules.to_vec(),
            required: !may_be_left_out || asked_for,
            has_default: field.given,
            disclosed_to: None,
            vouched: field.vouched.map(str::to_owned),
            flattened: false,
        })
    }
}

/// The two of a page.
fn page(most: u32) -> Vec<Field> {
    let field = |name: &str, most: u128| Field {
        name: name.to_owned(),
        aliases: Vec::new(),
        schema: Schema::Integer { min: 1, max: most },
        rules: Vec::new(),
        required: false,
        has_default: true,
        disclosed_to: None,
        vouched: None,
        flattened: false,
    };
    vec![field("page", crate::validate::LAST_PAGE.into()), field("per_page", most.into())]
}

/// A name, and the same with a number behind it.
fn candidates(name: &str) -> impl Iterator<Item = String> {
    core::iter::once(name.to_owned()).chain((2_usize..).map(move |number| format!("{name} ({number})")))
}

pub(crate) fn unknown(type_name: Option<&str>, reason: &str) -> Schema {
    Schema::Unknown { type_name: type_name.map(str::to_owned), reason: reason.to_owned() }
}

/// What a function of serde's kind reads or writes, where it is one that is known.
pub(crate) fn by_function(function: &str, done: &str) -> Schema {
    let plain: String = function.chars().filter(|sign| !sign.is_whitespace()).collect();
    let plain = plain.trim_start_matches("::");
    let module = plain.trim_end_matches("::serialize").trim_end_matches("::deserialize");
    let date = || text(0, usize::MAX, "date-time");
    match module.strip_prefix(RFC_3339) {
        Some("") => date(),
        Some("::option") => Schema::Optional(Box::new(date())),
        _ => unknown(None, &format!("{done} by `{plain}`")),
    }
}

pub(crate) fn list_of(of: Schema, min: usize, max: usize) -> Schema {
    Schema::Array { of: Box::new(of), min: length(min), max: bound(max) }
}

pub(crate) fn text(min: usize, max: usize, format: &str) -> Schema {
    let format = (!format.is_empty()).then(|| format.to_owned());
    Schema::Text { min: length(min), max: bound(max), format }
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn bound(length: usize) -> Option<u64> {
    (length < usize::MAX).then_some(length).and_then(|length| u64::try_from(length).ok())
}
