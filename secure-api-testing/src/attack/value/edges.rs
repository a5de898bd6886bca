//! Each bound of an input, and one past it.

use serde_json::{Value, json};

use super::{DEEPEST, LONGEST, WHOLE, good, integer, newtype, text};
use crate::attack::lock::{Field, Kind, Lock, Range};

/// A value of one field that is at a bound or beyond it.
#[derive(Clone, Debug)]
pub(in crate::attack) struct Edge {
    /// As `title longer than 120`.
    pub(in crate::attack) what: String,
    /// The field that a refusal names, as `tags[0]`.
    pub(in crate::attack) names: String,
    /// The whole input with this value in it.
    pub(in crate::attack) input: Value,
    pub(in crate::attack) wanted: Wanted,
}

/// What has to come of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::attack) enum Wanted {
    Accepted,
    Refused,
    /// It cannot be tried, and why.
    Untried(String),
}

/// The same of one value: the input that it is in comes later.
type Probe = (String, String, Value, Wanted);

/// All edges of an input, each in an input that is good otherwise.
pub(in crate::attack) fn edges(fields: &[Field], sample: &Value, lock: &Lock) -> Vec<Edge> {
    let mut found = Vec::new();
    for field in fields {
        if field.name == WHOLE {
            found.push(whole(fields, field));
            continue;
        }
        let Some(place) = sample.as_object() else { continue };
        let with = |what: String, names: String, member: Option<(&str, Value)>, wanted: Wanted| {
            let mut input = place.clone();
            input.remove(&field.name);
            input.extend(member.map(|(name, value)| (name.to_owned(), value)));
            Edge { what, names, input: Value::Object(input), wanted }
        };
        for (what, names, value, wanted) in of_kind(&field.kind, &field.name, lock, 0) {
            found.push(with(what, names, Some((&field.name, value)), wanted));
        }
        for alias in field.aliases.iter().filter(|_| place.contains_key(&field.name)) {
            let what = format!("`{}` by its other name `{alias}`", field.name);
            let value = place.get(&field.name).cloned().unwrap_or_default();
            found.push(with(what, alias.clone(), Some((alias, value)), Wanted::Accepted));
        }
        let wanted = if field.required { Wanted::Refused } else { Wanted::Accepted };
        found.push(with(format!("without `{}`", field.name), field.name.clone(), None, wanted));
    }
    found
}

/// What is said of an input as a whole is tried nowhere.
fn whole(fields: &[Field], whole: &Field) -> Edge {
    let what = if newtype(fields).is_some() { "each rule of it" } else { "what is said of it as a whole" };
    untried(what.to_owned(), WHOLE, &whole.kind)
}

fn untried(what: String, names: &str, kind: &Kind) -> Edge {
    let why = match kind {
        Kind::Unknown(words) | Kind::Nested(words) => format!("the attack does not read `{words}`"),
        _ => "the attack reads fields of an input only".to_owned(),
    };
    Edge { what, names: names.to_owned(), input: Value::Null, wanted: Wanted::Untried(why) }
}

/// The values of a kind that are to be tried.
struct Probes<'n> {
    name: &'n str,
    found: Vec<Probe>,
}

impl Probes<'_> {
    fn add(&mut self, what: impl Into<String>, value: Option<Value>, accepted: bool) {
        let what = what.into();
        match value {
            Some(value) => {
                let wanted = if accepted { Wanted::Accepted } else { Wanted::Refused };
                self.found.push((format!("`{}` {what}", self.name), self.name.to_owned(), value, wanted));
            }
            None => self.untried(what, "the attack knows no such value"),
        }
    }

    fn refuse(&mut self, what: &str, value: Value) {
        self.add(what, Some(value), false);
    }

    fn untried(&mut self, what: impl AsRef<str>, why: impl Into<String>) {
        let what = format!("`{}` {}", self.name, what.as_ref());
        self.found.push((what, self.name.to_owned(), Value::Null, Wanted::Untried(why.into())));
    }
}

fn of_kind(kind: &Kind, name: &str, lock: &Lock, depth: usize) -> Vec<Probe> {
    let mut probes = Probes { name, found: Vec::new() };
    match kind {
        Kind::Text { length, email, plain } => texts(*length, *email, *plain, &mut probes),
        Kind::Integer(range) => integers(*range, &mut probes),
        Kind::Bool => {
            probes.refuse("that is `true` in quotes", json!("true"));
            probes.refuse("that is another word", json!("maybe"));
        }
        Kind::Number => probes.refuse("that is a text", json!("seven")),
        Kind::Form { form, length } => forms(form, *length, &mut probes),
        Kind::Map => {
            probes.refuse("that is no object", json!(["x"]));
            probes.untried("with each rule of its keys and values", "the attack does not make maps");
        }
        Kind::Words(_) => probes.refuse("of another word", json!("another-word")),
        Kind::List { length, of } => lists(*length, of, lock, depth, &mut probes),
        Kind::Optional(inner) => {
            let of_inner = of_kind(inner, name, lock, depth);
            probes.found.extend(
                of_inner
                    .into_iter()
                    .filter(|(_, _, value, wanted)| !value.is_null() || matches!(wanted, Wanted::Untried(_))),
            );
            probes.add("that is null", Some(Value::Null), true);
            return probes.found;
        }
        Kind::Ruled { of, rules } => {
            let of_inner = of_kind(of, name, lock, depth);
            probes.found.extend(of_inner.into_iter().filter(|(_, _, _, wanted)| *wanted != Wanted::Accepted));
            probes.untried("by each of its rules", format!("the attack does not read `{}`", rules.join(",")));
            return probes.found;
        }
        Kind::Nested(input) if depth < DEEPEST => nested(kind, input, lock, depth, &mut probes),
        Kind::Nested(_) => probes.untried("by each of its rules", "it is nested deeper than the attack goes"),
        Kind::Tuple(_) => probes.untried("by each of its rules", "the attack does not look into tuples"),
        Kind::Id { .. } | Kind::Link => probes.refuse("that is a list", json!([["x"]])),
        Kind::Unknown(words) => {
            probes.untried("by each of its rules", format!("the attack does not read `{words}`"));
            return probes.found;
        }
    }
    probes.refuse("that is null", Value::Null);
    probes.found
}

fn nested(kind: &Kind, input: &str, lock: &Lock, depth: usize, probes: &mut Probes<'_>) {
    let fields = lock.inputs.get(input).map(Vec::as_slice).unwrap_or_default();
    if let Some(inner) = newtype(fields) {
        let of_inner = of_kind(inner, probes.name, lock, depth + 1);
        // It adds the null of its own.
        return probes.found.extend(
            of_inner
                .into_iter()
                .filter(|(_, _, value, wanted)| !value.is_null() || matches!(wanted, Wanted::Untried(_))),
        );
    }
    match good(kind, lock, depth) {
        Some(sample) => {
            let name = probes.name;
            probes.found.extend(edges(fields, &sample, lock).into_iter().map(|edge| {
                (format!("in `{name}`: {}", edge.what), format!("{name}.{}", edge.names), edge.input, edge.wanted)
            }));
        }
        None => probes.untried("by each of its rules", format!("no value of `{input}` is known to be good")),
    }
    probes.refuse("that is a number", json!(7));
}

fn lists(length: Range, of: &Kind, lock: &Lock, depth: usize, probes: &mut Probes<'_>) {
    let element = good(of, lock, depth);
    let list = |count: i128| Some(Value::from(vec![element.clone()?; usize::try_from(count).ok()?]));
    if let Some(to) = length.to {
        let list = |count: i128| list(count).filter(|_| count <= LONGEST);
        probes.add(format!("of {to} elements"), list(to), true);
        probes.add(format!("of {} elements", to + 1), list(to + 1), false);
    }
    if let Some(from) = length.from.filter(|from| *from > 0) {
        let fewer = if from == 1 { Some(json!([])) } else { list(from - 1) };
        probes.add(format!("of {} elements", from - 1), fewer, false);
    }
    probes.refuse("that is no list", json!("x"));
    if length.to.is_some_and(|most| most == 0) {
        return;
    }
    let one = format!("{}[0]", probes.name);
    if length.from.unwrap_or(0) > 1 {
        return probes.untried("by each rule of its elements", "the attack makes lists of one only");
    }
    if depth >= DEEPEST {
        return probes.untried("by each rule of its elements", "it is nested deeper than the attack goes");
    }
    let inner = of_kind(of, &one, lock, depth + 1);
    probes.found.extend(inner.into_iter().map(|(what, names, value, wanted)| (what, names, json!([value]), wanted)));
}

fn texts(length: Range, email: bool, plain: bool, probes: &mut Probes<'_>) {
    let repeated = |count: i128, sign: &str| Some(Value::from(sign.repeat(usize::try_from(count).ok()?)));
    let written = |count: i128| text(count, email).filter(|_| count <= LONGEST).map(Value::from);
    if let Some(to) = length.to {
        if !email || (3..=254).contains(&to) {
            probes.add(format!("of {to} characters"), written(to), true);
        }
        if !email {
            // Characters are counted, and not bytes.
            let wide = repeated(to, "é").filter(|_| to <= LONGEST);
            probes.add(format!("of {to} characters of two bytes"), wide, true);
        }
        probes.add(format!("of {} characters", to + 1), written(to + 1), false);
    }
    if let Some(from) = length.from.filter(|from| *from > 0) {
        if !email {
            probes.add(format!("of {from} characters"), repeated(from, "x"), true);
        }
        probes.add(format!("of {} characters", from - 1), repeated(from - 1, "x"), false);
    }
    if email {
        probes.refuse("that is no address", json!("nobody"));
    }
    if plain {
        probes.refuse("with a control character", json!("x\u{7}"));
    }
    for (what, value) in [("number", json!(7)), ("list", json!(["x"])), ("truth value", json!(true))] {
        probes.refuse(&format!("that is a {what}"), value);
    }
}

fn forms(form: &str, length: Range, probes: &mut Probes<'_>) {
    probes.refuse(&format!("that is no {form}"), json!("- no such thing -"));
    if length == Range::default() {
        return;
    }
    // Only an address on the web is as long as one likes.
    const START: &str = "https://example.com/";
    let Some(to) = length.to.filter(|to| form == "uri" && (20..=LONGEST).contains(to)) else {
        return probes.untried("at the bounds of its length", "the attack knows no such value");
    };
    let long = |count: i128| Some(Value::from(format!("{START}{}", "x".repeat(usize::try_from(count - 20).ok()?))));
    probes.add(format!("of {to} characters"), long(to), true);
    probes.add(format!("of {} characters", to + 1), long(to + 1), false);
}

fn integers(range: Range, probes: &mut Probes<'_>) {
    if let Some(from) = range.from {
        probes.add(format!("at {from}"), integer(from), true);
        probes.add(format!("at {}", from - 1), integer(from - 1), false);
    }
    if let Some(to) = range.to {
        probes.add(format!("at {to}"), integer(to), true);
        probes.add(format!("at {}", to + 1), integer(to + 1), false);
    }
    probes.refuse("that is a text", json!("seven"));
    probes.refuse("that is a fraction", json!(1.5));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The edges of the input `A`, each by its name.
    fn found(takes: &str) -> Vec<Edge> {
        let lock = Lock::read(&format!("route GET /a public=\"a test\"\n{takes}")).unwrap();
        let sample = good(&Kind::Nested("A".to_owned()), &lock, 0).unwrap_or_else(|| json!({}));
        edges(&lock.inputs["A"], &sample, &lock)
    }

    fn of<'e>(found: &'e [Edge], what: &str) -> &'e Edge {
        let names = || found.iter().map(|edge| edge.what.as_str()).collect::<Vec<_>>().join("; ");
        found.iter().find(|edge| edge.what == what).unwrap_or_else(|| panic!("{what}: {}", names()))
    }

    #[test]
    fn each_bound_has_a_value_at_it_and_one_beyond() {
        use Wanted::{Accepted, Refused};
        let file = "takes A .list=list(..2,text(1..3)) .title=required,text(1..3),alias(name) .number=integer(0..5)";
        let found = found(file);
        for (what, wanted) in [
            ("`title` of 3 characters", Accepted),
            ("`title` of 4 characters", Refused),
            ("`title` that is null", Refused),
            ("`title` by its other name `name`", Accepted),
            ("without `title`", Refused),
            ("without `number`", Accepted),
            ("`list` of 2 elements", Accepted),
            ("`list` of 3 elements", Refused),
        ] {
            assert_eq!(of(&found, what).wanted, wanted, "{what}");
        }
        assert_eq!(of(&found, "`list[0]` of 4 characters").input["list"], json!(["xxxx"]));
        assert_eq!(of(&found, "`number` at -1").input["number"], json!(-1));
        assert_eq!(
            of(&found, "`title` by its other name `name`").input,
            json!({ "name": "x", "list": [], "number": 0 })
        );
    }

    #[test]
    fn null_is_a_value_of_what_may_be_left_out() {
        let found = found(
            "takes A .note=or-null,text(1..3) .tag=required,B .word=or-null,text(1..3),not-null\ntakes B *=text(..5)",
        );
        assert_eq!(of(&found, "`note` that is null").wanted, Wanted::Accepted);
        assert_eq!(of(&found, "`note` of 4 characters").wanted, Wanted::Refused);
        assert_eq!(of(&found, "`word` that is null").wanted, Wanted::Refused);
        // What a newtype is, it is under its name.
        assert_eq!(of(&found, "`tag` of 6 characters").input["tag"], json!("xxxxxx"));
        assert_eq!(found.iter().filter(|edge| edge.what == "`tag` that is null").count(), 1);
    }

    #[test]
    fn what_is_not_read_is_said_and_what_is_read_beside_it_is_tried() {
        let found = found(
            "takes A *=custom(agrees) .code=text(..9),regex(X) .kind=B .odd=unknown(\"a type of somebody else\") .map=map(keys(text),values(text))\n\
             takes B *=untagged .One=text .Two=nothing",
        );
        for what in [
            "what is said of it as a whole",
            "`code` by each of its rules",
            "`kind` by each of its rules",
            "`odd` by each of its rules",
            "`map` with each rule of its keys and values",
        ] {
            assert!(matches!(of(&found, what).wanted, Wanted::Untried(_)), "{what}");
        }
        assert_eq!(of(&found, "`code` of 10 characters").wanted, Wanted::Refused);
        assert!(!found.iter().any(|edge| edge.what == "`code` of 9 characters"));
    }
}
