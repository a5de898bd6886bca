//! Where ids of objects stand in an input: as members of it, or deeper.

use std::fmt;

use serde_json::{Map, Value};

use crate::attack::lock::{Kind, Lock};
use crate::attack::plan::short_name;
use crate::attack::value::{DEEPEST, WHOLE, good, newtype};

/// The way from an input to an id in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Place(Vec<Step>);

#[derive(Clone, Debug)]
enum Step {
    Member(String),
    /// The first element of a list.
    First,
    /// An element of a tuple.
    Element(usize),
}

impl Place {
    /// The places where an input holds ids of this resource.
    pub(super) fn all(input: &str, resource: &str, lock: &Lock) -> Vec<Self> {
        within(&Kind::Nested(input.to_owned()), resource, lock, 0)
    }

    /// The input with nothing in the place: a sample of it where there is one, or else values that are known to be good. `None`
    /// where none are.
    pub(super) fn left_open(&self, input: &str, sample: Option<Value>, lock: &Lock) -> Option<Value> {
        left_open(&Kind::Nested(input.to_owned()), sample, &self.0, lock)
    }

    /// Puts an id into the place of such an input: of a list of them, into each.
    pub(super) fn fill(&self, input: &mut Value, id: &Value) {
        fill(input, &self.0, id);
    }

    fn after(self, step: Step) -> Self {
        Self([vec![step], self.0].concat())
    }
}

impl fmt::Display for Place {
    /// As `moves[0].card`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.0.iter().enumerate() {
            match step {
                Step::Member(name) if number == 0 => f.write_str(name)?,
                Step::Member(name) => write!(f, ".{name}")?,
                Step::First => f.write_str("[0]")?,
                Step::Element(place) => write!(f, "[{place}]")?,
            }
        }
        Ok(())
    }
}

fn within(kind: &Kind, resource: &str, lock: &Lock, depth: usize) -> Vec<Place> {
    let of = |kind: &Kind, step: Step| {
        within(kind, resource, lock, depth + 1).into_iter().map(move |place| place.after(step.clone()))
    };
    match kind {
        Kind::Id { resource: of, .. } if short_name(of) == short_name(resource) => vec![Place::default()],
        Kind::List { of: one, .. } => of(one, Step::First).collect(),
        Kind::Tuple(all) => all.iter().enumerate().flat_map(|(place, kind)| of(kind, Step::Element(place))).collect(),
        Kind::Optional(inner) | Kind::Ruled { of: inner, .. } => within(inner, resource, lock, depth),
        Kind::Nested(name) if depth <= DEEPEST => {
            let fields = lock.inputs.get(name).map(Vec::as_slice).unwrap_or_default();
            match newtype(fields) {
                Some(inner) => within(inner, resource, lock, depth + 1),
                None => fields.iter().flat_map(|field| of(&field.kind, Step::Member(field.name.clone()))).collect(),
            }
        }
        _ => Vec::new(),
    }
}

fn left_open(kind: &Kind, given: Option<Value>, way: &[Step], lock: &Lock) -> Option<Value> {
    match (kind, way) {
        (Kind::Id { .. }, []) => Some(Value::Null),
        (Kind::Optional(inner) | Kind::Ruled { of: inner, .. }, _) => left_open(inner, given, way, lock),
        (Kind::List { length, of }, [Step::First, rest @ ..]) => {
            let first = given.as_ref().and_then(|list| list.get(0)).cloned();
            let one = left_open(of, first, rest, lock)?;
            Some(Value::from(vec![one; usize::try_from(length.from.unwrap_or(0)).ok()?.max(1)]))
        }
        (Kind::Tuple(all), [Step::Element(place), rest @ ..]) => {
            let one = |(number, kind): (usize, &Kind)| {
                let given = given.as_ref().and_then(|tuple| tuple.get(number)).cloned();
                if number == *place {
                    left_open(kind, given, rest, lock)
                } else {
                    given.or_else(|| good(kind, lock, 1))
                }
            };
            Some(Value::from(all.iter().enumerate().map(one).collect::<Option<Vec<_>>>()?))
        }
        (Kind::Nested(name), _) => {
            let fields = lock.inputs.get(name)?;
            if let Some(inner) = newtype(fields) {
                return left_open(inner, given, way, lock);
            }
            let [Step::Member(member), rest @ ..] = way else { return None };
            let field = fields.iter().find(|field| field.name == *member)?;
            let mut members = match given {
                Some(Value::Object(members)) => members,
                _ => others(name, member, lock)?,
            };
            let value = left_open(&field.kind, members.remove(member), rest, lock)?;
            members.insert(member.clone(), value);
            Some(Value::Object(members))
        }
        _ => None,
    }
}

fn fill(input: &mut Value, way: &[Step], id: &Value) {
    match way {
        [] => *input = id.clone(),
        [Step::Member(name), rest @ ..] => input.get_mut(name).into_iter().for_each(|inner| fill(inner, rest, id)),
        [Step::First, rest @ ..] => input.as_array_mut().into_iter().flatten().for_each(|inner| fill(inner, rest, id)),
        [Step::Element(place), rest @ ..] => input.get_mut(place).into_iter().for_each(|inner| fill(inner, rest, id)),
    }
}

/// Good values of all members but this one.
fn others(input: &str, but: &str, lock: &Lock) -> Option<Map<String, Value>> {
    let mut members = Map::new();
    for field in lock.inputs.get(input)?.iter().filter(|field| field.name != but) {
        match good(&field.kind, lock, 1) {
            // A union, or a rule of the application's own.
            _ if field.name == WHOLE => return None,
            Some(value) => drop(members.insert(field.name.clone(), value)),
            None if field.required => return None,
            None => {}
        }
    }
    Some(members)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TAKES: &str = "route GET /a public=\"a test\"
takes Order .note=required,text(1..9) .lines=list(Line,2..5) .last=or-null,Line .pair=tuple(at-0(integer(1..9)),at-1(id(Item,text(1..9)))) .by=id(Other,text)
takes Line .item=required,id(Item,text(1..9)) .count=required,integer(1..9)
";

    fn opened(sample: Option<&Value>) -> Vec<(String, Option<Value>)> {
        let lock = Lock::read(TAKES).unwrap();
        let open = |place: Place| {
            let mut input = place.left_open("Order", sample.cloned(), &lock);
            input.iter_mut().for_each(|input| place.fill(input, &json!("7")));
            (place.to_string(), input)
        };
        Place::all("Order", "Item", &lock).into_iter().map(open).collect()
    }

    #[test]
    fn ids_are_found_in_lists_tuples_and_inputs_within_inputs() {
        let found: Vec<String> = opened(None).into_iter().map(|(place, _)| place).collect();
        assert_eq!(found, ["last.item", "lines[0].item", "pair[1]"]);
    }

    #[test]
    fn the_rest_of_an_input_is_good() {
        let sample = json!({ "note": "n", "by": "b", "pair": [1, "b"], "last": { "item": "x", "count": 3 } });
        let line = json!({ "item": "7", "count": 1 });
        let filled = opened(Some(&sample));
        let with = |name: &str, value: Value| {
            let mut members = sample.clone();
            members[name] = value;
            Some(members)
        };
        assert_eq!(filled[1].1, with("lines", json!([line, line])));
        assert_eq!(filled[0].1, with("last", json!({ "item": "7", "count": 3 })));
        assert_eq!(filled[2].1, with("pair", json!([1, "7"])));
        // An id of another resource, in a member that need not be there.
        let made = opened(None).remove(1).1.unwrap();
        assert_eq!((&made["lines"], made.get("by")), (&json!([line, line]), None));
    }
}
