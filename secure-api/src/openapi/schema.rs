//! Values as JSON Schema (2020-12) describes them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::inventory::say::last_name;
use crate::inventory::{
    Asked, Bound, Check, Field, Inventory, Rule, Schema, SeenBy, Tagging, Type, Variant, VariantContent,
};

use super::needed;

/// What the types are called in the document: by their last name where it is nobody else's.
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    pub(super) fn of(inventory: &Inventory) -> Self {
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        let mut names = BTreeMap::new();
        for name in inventory.types.keys() {
            let short = short(name);
            let count = taken.entry(short.clone()).and_modify(|count| *count += 1).or_insert(1);
            names.insert(name.clone(), if *count == 1 { short } else { format!("{short}_{count}") });
        }
        Self(names)
    }

    fn reference(&self, name: &str) -> Value {
        let unknown = || "Unknown".to_owned();
        json!({ "$ref": format!("#/components/schemas/{}", self.0.get(name).cloned().unwrap_or_else(unknown)) })
    }
}

/// `a::Paged<b::View>` as `Paged_View`.
fn short(name: &str) -> String {
    let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == ':';
    let parts = name.split(|letter| !word(letter)).filter(|part| !part.is_empty());
    parts.map(last_name).collect::<Vec<_>>().join("_")
}

/// The types that the operations refer to, and those that these are made of.
pub(super) fn schemas(inventory: &Inventory, names: &Names, of: &impl Serialize) -> Map<String, Value> {
    let named = inventory.types.iter().filter_map(|(name, of)| Some((names.0.get(name)?.clone(), of_type(of, names))));
    let mut all: BTreeMap<String, Value> = named.chain([("Problem".to_owned(), problem())]).collect();
    let mut used = Map::new();
    let mut next = references(&serde_json::to_value(of).unwrap_or_default());
    // Every refusal has it.
    next.push("Problem".to_owned());
    while let Some(name) = next.pop() {
        if let Some(schema) = all.remove(&name) {
            next.extend(references(&schema));
            used.insert(name, schema);
        }
    }
    used
}

/// What a part of the document refers to.
fn references(part: &Value) -> Vec<String> {
    match part {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            let own = own.and_then(|path| path.strip_prefix("#/components/schemas/")).map(str::to_owned);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Array(elements) => elements.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// The body of every refusal (RFC 9457).
fn problem() -> Value {
    let text = |most: u32| json!({ "type": "string", "maxLength": most, "pattern": ANYTHING });
    json!({
        "type": "object",
        "description": "Why a request was refused (RFC 9457).",
        "properties": {
            "type": { "type": "string", "format": "uri-reference", "maxLength": 200 },
            "title": text(200),
            "status": { "type": "integer", "format": "int32", "minimum": 400, "maximum": 599 },
            "detail": text(10_000),
            "errors": {
                "type": "array",
                "description": "The fields that break a rule, and which.",
                "maxItems": 1_000,
                "items": {
                    "type": "object",
                    "properties": { "field": text(1_000), "code": text(100) },
                    "required": ["field", "code"],
                    "additionalProperties": false,
                },
            },
            "violated-policies": { "type": "array", "maxItems": 100, "items": text(100) },
            "request_id": text(100),
        },
        "required": ["type", "title", "status"],
        "additionalProperties": false,
    })
}

fn of_type(of: &Type, names: &Names) -> Value {
    match of {
        Type::Object { fields, rules } => object_of(fields, rules, names),
        Type::Newtype(schema) => value(schema, names),
        Type::Union { tagging, variants } => {
            let one: Vec<Value> = variants.iter().map(|variant| of_variant(tagging, variant, names)).collect();
            json!({ if matches!(tagging, Tagging::Untagged) { "anyOf" } else { "oneOf" }: one })
        }
    }
}

/// An object of these fields and no others.
pub(super) fn object_of(fields: &[Field], rules: &[Rule], names: &Names) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    let (mut open, mut either) = (false, Vec::new());
    for field in fields {
        // Its own fields stand here, and this document does not know them apart.
        if field.flattened {
            open = true;
            continue;
        }
        for name in core::iter::once(&field.name).chain(&field.aliases) {
            properties.insert(name.clone(), field_schema(field, names));
        }
        if field.required && field.disclosed_to.is_none() {
            let names: Vec<&String> = core::iter::once(&field.name).chain(&field.aliases).collect();
            match names.as_slice() {
                [name] => required.push(Value::from(name.as_str())),
                names => either.push(
                    json!({ "anyOf": names.iter().map(|name| json!({ "required": [name] })).collect::<Vec<_>>() }),
                ),
            }
        }
    }
    let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": open });
    if !required.is_empty() {
        say(&mut object, "required", required.into());
    }
    either.into_iter().for_each(|one| all_of(&mut object, one));
    for rule in rules {
        with_rule(&mut object, &rule.check);
    }
    object
}

/// What a field is, with the rules on it.
pub(super) fn field_schema(field: &Field, names: &Names) -> Value {
    let schema = if let Schema::Optional(of) = &field.schema {
        let mut inner = value(of, names);
        field.rules.iter().for_each(|rule| with_rule(&mut inner, &rule.check));
        let asked_for = field.rules.iter().any(|rule| matches!(rule.check, Check::Required));
        if asked_for { inner } else { or_null(inner) }
    } else {
        let mut schema = value(&field.schema, names);
        field.rules.iter().for_each(|rule| with_rule(&mut schema, &rule.check));
        schema
    };
    match &field.disclosed_to {
        Some(only) => described(schema, &format!("Absent but for callers {}.", audience(only))),
        None => schema,
    }
}

fn audience(SeenBy { role, scope }: &SeenBy) -> String {
    let asked = |what: &str, asked: &Option<Asked>| asked.as_ref().map(|asked| needed(what, asked));
    [asked("role", role), asked("scope", scope)].into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn of_variant(tagging: &Tagging, Variant { name, content }: &Variant, names: &Names) -> Value {
    let this = json!({ "const": name });
    let held = || match content {
        VariantContent::Nothing => Value::Null,
        VariantContent::One(schema) => value(schema, names),
        VariantContent::Several(of) => tuple(of, names),
        VariantContent::Object(fields) => object_of(fields, &[], names),
    };
    let keys = |properties: Value, required: &[&str]| json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false });
    match (tagging, content) {
        (Tagging::External, VariantContent::Nothing) => json!({ "type": "string", "const": name }),
        (Tagging::External, _) => keys(json!({ name: held() }), &[name]),
        (Tagging::Adjacent { tag, .. }, VariantContent::Nothing) => keys(json!({ tag: this }), &[tag]),
        (Tagging::Adjacent { tag, content }, _) => keys(json!({ tag: this, content: held() }), &[tag, content]),
        (Tagging::Internal { tag }, VariantContent::Object(fields)) => {
            let mut object = object_of(fields, &[], names);
            if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
                properties.insert(tag.clone(), this);
            }
            let mut required = object.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
            required.push(Value::from(tag.as_str()));
            say(&mut object, "required", required.into());
            object
        }
        (Tagging::Internal { tag }, VariantContent::Nothing) => keys(json!({ tag: this }), &[tag]),
        // The type of its own is closed, and the tag stands among its fields.
        (Tagging::Internal { tag }, _) => json!({
            "type": "object",
            "description": "With the fields of what it holds beside this one.",
            "properties": { tag: this },
            "required": [tag],
        }),
        (Tagging::Untagged, VariantContent::Nothing) => json!({ "type": "null" }),
        (Tagging::Untagged, _) => held(),
    }
}

/// Any text: what there is to say of it is its length.
pub(super) const ANYTHING: &str = "^[\\s\\S]*$";
/// No sign of Unicode's category Cc, written so that every engine reads it.
const PRINTED: &str = "^[^\\u0000-\\u001F\\u007F-\\u009F]*$";
/// The most bytes of what JSON Schema has as a 64-bit integer.
const INT32: core::ops::RangeInclusive<i128> = (i32::MIN as i128)..=(i32::MAX as i128);

/// What a value is.
pub(super) fn value(schema: &Schema, names: &Names) -> Value {
    match schema {
        Schema::Bool => json!({ "type": "boolean" }),
        Schema::Integer { min, max } => integer(*min, *max),
        Schema::Number => json!({ "type": "number", "format": "double" }),
        Schema::Text { min, max, format } => text(*min, *max, format.as_deref()),
        Schema::Array { of, min, max } => {
            let mut list = json!({ "type": "array", "items": value(of, names) });
            if *min > 0 {
                say(&mut list, "minItems", (*min).into());
            }
            if let Some(max) = max {
                say(&mut list, "maxItems", (*max).into());
            }
            list
        }
        Schema::Tuple { of } => tuple(of, names),
        Schema::Map { keys, values } => {
            json!({ "type": "object", "propertyNames": value(keys, names), "additionalProperties": value(values, names) })
        }
        Schema::Optional(of) => or_null(value(of, names)),
        Schema::Named(name) => names.reference(name),
        Schema::OneOf(words) => json!({ "type": "string", "enum": words }),
        Schema::ObjectId { key, .. } => value(key, names),
        Schema::Link => json!({ "type": "string", "format": "uri-reference", "maxLength": 8_192 }),
        Schema::Unknown { type_name, reason } => {
            let what = type_name.as_deref().unwrap_or("something");
            json!({ "description": format!("{what}, of which nothing is declared: {reason}") })
        }
    }
}

fn tuple(of: &[Schema], names: &Names) -> Value {
    let count = of.len();
    let items: Vec<Value> = of.iter().map(|of| value(of, names)).collect();
    json!({ "type": "array", "prefixItems": items, "items": false, "minItems": count, "maxItems": count })
}

fn integer(min: i128, max: u128) -> Value {
    let mut integer = json!({ "type": "integer" });
    let fits = INT32.contains(&min) && i128::try_from(max).is_ok_and(|max| INT32.contains(&max));
    say(&mut integer, "format", if fits { "int32" } else { "int64" }.into());
    // What no 64 bits hold is left out.
    if let Ok(min) = i64::try_from(min) {
        say(&mut integer, "minimum", min.into());
    }
    if let Ok(max) = u64::try_from(max) {
        say(&mut integer, "maximum", max.into());
    }
    integer
}

/// Formats that JSON Schema knows: others are said in words.
const FORMATS: &[&str] = &["uuid", "date-time", "date", "uri", "ipv4", "ipv6", "password", "email", "uri-reference"];

fn text(min: u64, max: Option<u64>, format: Option<&str>) -> Value {
    let mut text = json!({ "type": "string" });
    match format {
        Some("uuid") => {
            say(&mut text, "format", "uuid".into());
            say(&mut text, "minLength", 36.into());
            say(&mut text, "maxLength", 36.into());
            return text;
        }
        Some(format) if FORMATS.contains(&format) => say(&mut text, "format", format.into()),
        Some(format) => say(&mut text, "description", format!("A text of the form `{format}`.").into()),
        None => say(&mut text, "pattern", ANYTHING.into()),
    }
    if min > 0 {
        say(&mut text, "minLength", min.into());
    }
    if let Some(max) = max {
        say(&mut text, "maxLength", max.into());
    }
    text
}

/// Narrows a schema by a rule; says in words what no schema can.
fn with_rule(schema: &mut Value, check: &Check) {
    let (least, most) = match schema.get("type").and_then(Value::as_str) {
        Some("array") => ("minItems", "maxItems"),
        Some("object") => ("minProperties", "maxProperties"),
        _ => ("minLength", "maxLength"),
    };
    match check {
        Check::Length { min, max, equal } => {
            bound(schema, least, equal.as_ref().or(min.as_ref()));
            bound(schema, most, equal.as_ref().or(max.as_ref()));
        }
        Check::Range { min, max, exclusive_min, exclusive_max } => {
            bound(schema, "minimum", min.as_ref());
            bound(schema, "maximum", max.as_ref());
            bound(schema, "exclusiveMinimum", exclusive_min.as_ref());
            bound(schema, "exclusiveMaximum", exclusive_max.as_ref());
        }
        Check::Email => instead_of_pattern(schema, "email"),
        Check::Url => instead_of_pattern(schema, "uri"),
        Check::Contains(Some(part)) => also(schema, "pattern", escaped(part).into()),
        Check::DoesNotContain(Some(part)) => also(schema, "not", json!({ "pattern": escaped(part) })),
        Check::Contains(None) => describe(schema, "Contains what the application computes."),
        Check::DoesNotContain(None) => describe(schema, "Does not contain what the application computes."),
        Check::Regex(name) => describe(schema, &format!("Matches the regular expression `{name}`.")),
        Check::MustMatch(field) => describe(schema, &format!("The same as `{field}`.")),
        Check::Custom(function) | Check::Whole(function) => describe(schema, &format!("Checked by `{function}`.")),
        Check::NonControlCharacter => also(schema, "pattern", PRINTED.into()),
        Check::Required => {}
    }
}

fn instead_of_pattern(schema: &mut Value, format: &str) {
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("pattern");
    }
    say(schema, "format", format.into());
}

/// A bound where the schema has none that is as narrow.
fn bound(schema: &mut Value, name: &str, bound: Option<&Bound>) {
    let bound = match bound {
        None => return,
        Some(Bound::Integer(bound)) => match (i64::try_from(*bound), u64::try_from(*bound)) {
            (Ok(bound), _) => Value::from(bound),
            (_, Ok(bound)) => Value::from(bound),
            _ => return,
        },
        Some(Bound::Decimal(bound)) => Value::from(*bound),
        Some(Bound::Computed(source)) => return describe(schema, &format!("`{name}` is `{source}`.")),
    };
    let narrower = |own: f64, other: f64| {
        if name.starts_with("min") || name.ends_with("Minimum") { own >= other } else { own <= other }
    };
    let kept = schema.get(name).and_then(Value::as_f64);
    if kept.zip(bound.as_f64()).is_some_and(|(own, new)| narrower(own, new)) {
        return;
    }
    say(schema, name, bound);
}

/// One more of a keyword that stands in a schema once.
fn also(schema: &mut Value, name: &str, said: Value) {
    match schema.get(name) {
        None => say(schema, name, said),
        Some(kept) if kept == ANYTHING => say(schema, name, said),
        Some(_) => all_of(schema, json!({ name: said })),
    }
}

fn all_of(schema: &mut Value, more: Value) {
    let mut all = schema.get("allOf").and_then(Value::as_array).cloned().unwrap_or_default();
    all.push(more);
    say(schema, "allOf", all.into());
}

fn say(schema: &mut Value, name: &str, said: Value) {
    if let Some(schema) = schema.as_object_mut() {
        schema.insert(name.to_owned(), said);
    }
}

fn describe(schema: &mut Value, text: &str) {
    let told = schema.get("description").and_then(Value::as_str).map_or(String::new(), |told| format!("{told} "));
    say(schema, "description", format!("{told}{text}").into());
}

fn described(mut schema: Value, text: &str) -> Value {
    describe(&mut schema, text);
    schema
}

/// A text as the regular expression that matches it.
fn escaped(text: &str) -> String {
    let mut pattern = String::new();
    for letter in text.chars() {
        if "\\^$.|?*+()[]{}/-".contains(letter) {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}
