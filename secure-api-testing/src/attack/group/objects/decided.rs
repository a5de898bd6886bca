//! Objects that no path names: those of a list, and those whose id comes in an input (C60, C63).

use serde_json::{Value, json};

use super::{GROUP, read_back, reader_of, unchanged};
use crate::attack::ask::{Ask, Caller, Who};
use crate::attack::case::{Case, Expected, Stop};
use crate::attack::lab::Lab;
use crate::attack::lock::{Kind, Route};
use crate::attack::object::ObjectId;
use crate::attack::plan::{FOREIGNER, OWNER, Plan, short_name, with_query};
use crate::attack::value::{as_form, good};

/// Where the id of an object comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Json,
    Form,
    Query,
}

/// A field of an input that is the id of an object.
#[derive(Clone, Debug)]
struct IdField {
    place: Place,
    input: String,
    field: String,
    /// Whether it is a list of ids.
    many: bool,
}

pub(super) fn cases(plan: &Plan, route: &Route) -> Vec<Case> {
    if plan.shared.contains_key(&route.name()) {
        return Vec::new();
    }
    let of = |resource: &String| {
        let fields = id_fields(plan, route, resource);
        match (fields.is_empty(), route.method.as_str()) {
            (false, _) => fields.into_iter().flat_map(|field| of_field(plan, route, resource, &field)).collect(),
            (true, "GET") => vec![of_list(plan, route, resource)],
            (true, _) => vec![Case::not_run(
                &route.name(),
                GROUP,
                &format!("`{resource}` of somebody else"),
                "the lock does not say where the id of the object comes from",
            )],
        }
    };
    route.decides.iter().flat_map(of).collect()
}

/// The fields of the inputs of a route that are ids of this resource.
fn id_fields(plan: &Plan, route: &Route, resource: &str) -> Vec<IdField> {
    let places = [(Place::Json, &route.json), (Place::Form, &route.form), (Place::Query, &route.query)];
    let mut found = Vec::new();
    for (place, input) in places.into_iter().filter_map(|(place, input)| Some((place, input.as_ref()?))) {
        for field in plan.lock.inputs.get(input).into_iter().flatten() {
            if let Some(many) = holds_id(&field.kind, resource) {
                found.push(IdField { place, input: input.clone(), field: field.name.clone(), many });
            }
        }
    }
    found
}

/// Whether it is an id of the resource: one, or a list of them.
fn holds_id(kind: &Kind, resource: &str) -> Option<bool> {
    match kind {
        Kind::Id { resource: of, .. } => (short_name(of) == short_name(resource)).then_some(false),
        Kind::List { of, .. } => holds_id(of, resource).map(|_| true),
        Kind::Optional(of) | Kind::Ruled { of, .. } => holds_id(of, resource),
        _ => None,
    }
}

/// The owner may name it, and somebody else may not, whose refusal is that of a missing one and changes nothing.
fn of_field(plan: &Plan, route: &Route, resource: &str, field: &IdField) -> Vec<Case> {
    let Some(sample) = without_ids(plan, field) else {
        let why =
            format!("no value of `{0}` is known to be good: give one, `.sample(\"{0}\", json!(..))`", field.input);
        return vec![Case::not_run(
            &route.name(),
            GROUP,
            &format!("the id of somebody else's in `{}`", field.field),
            &why,
        )];
    };
    let by = |what: &str, who: Caller, mine: bool| {
        let what = format!("the id of {what} in `{}`", field.field);
        let (ask, field, resource) =
            (plan.ask(route, &plan.missing_path(route), who), field.clone(), resource.to_owned());
        let back = reader_of(&plan.lock, &resource)
            .map(|reader| (reader.clone(), plan.ask(reader, "", plan.least(reader, OWNER))));
        let sample = sample.clone();
        Case::new(&route.name(), GROUP, &what, move |lab| {
            Box::pin(async move {
                let id = lab.object(&resource).await?;
                if mine {
                    let answer = lab.send(naming(ask, &field, &sample, &id.last())).await?;
                    return Ok(Expected::none_of([400, 401, 403, 404, 405, 415, 422, 429]).check(&answer)?);
                }
                let before = read_back(lab, back.as_ref(), &id).await?;
                let denied = lab.send(naming(ask.clone(), &field, &sample, &id.last())).await?;
                Expected::status(404).check(&denied)?;
                let missing = ObjectId::from(id.last()).another();
                let missing = lab.send(naming(ask, &field, &sample, &missing)).await?;
                super::alike("somebody else's", &denied, &missing)?;
                unchanged(before.as_ref(), read_back(lab, back.as_ref(), &id).await?.as_ref())
            })
        })
    };
    vec![by("one's own", plan.least(route, OWNER), true), by("somebody else's", plan.least(route, FOREIGNER), false)]
}

/// A value of the input that is good but for its ids.
fn without_ids(plan: &Plan, field: &IdField) -> Option<Value> {
    if let Some(sample) = plan.given(&field.input) {
        return Some(sample);
    }
    let mut members = serde_json::Map::new();
    for other in plan.lock.inputs.get(&field.input)?.iter().filter(|other| other.name != field.field) {
        match good(&other.kind, &plan.lock, 1) {
            Some(value) => drop(members.insert(other.name.clone(), value)),
            None if other.required => return None,
            None => {}
        }
    }
    Some(Value::Object(members))
}

/// The request with this id in its place.
fn naming(ask: Ask, field: &IdField, sample: &Value, id: &str) -> Ask {
    let one = id.parse::<u64>().map_or_else(|_| json!(id), |number| json!(number));
    let mut input = sample.clone();
    input[&*field.field] = if field.many { json!([one]) } else { one };
    match field.place {
        Place::Json => ask.json(&input),
        Place::Form => ask.only_header("content-type", "application/x-www-form-urlencoded").body(as_form(&input)),
        Place::Query => {
            let path = ask.target.split('?').next().unwrap_or_default().to_owned();
            ask.to(with_query(&path, &input))
        }
    }
}

/// A list holds nothing that its reader may not read.
fn of_list(plan: &Plan, route: &Route, resource: &str) -> Case {
    let (path, resource) = (plan.missing_path(route), resource.to_owned());
    let ask = |who: Who| plan.ask(route, &path, who).to(path.clone());
    let others: Who = if route.is_public() { Who::Nobody } else { plan.least(route, FOREIGNER).into() };
    let ask = ask(others);
    let what = if route.decides.len() > 1 {
        format!("a list of somebody else, `{resource}`")
    } else {
        "a list of somebody else".to_owned()
    };
    Case::new(&route.name(), GROUP, &what, move |lab| {
        Box::pin(async move {
            let id = lab.object(&resource).await?;
            // As a page has them by default: the first one, of the usual length.
            let answer = listed(lab, ask).await?;
            let name = id.last();
            if answer.holds(&name) {
                Err(Stop::Failed(format!("expected no `{name}` in the list of somebody else")))
            } else {
                Ok(())
            }
        })
    })
}

async fn listed(lab: &mut Lab, ask: Ask) -> Result<crate::attack::ask::Answer, Stop> {
    let answer = lab.send(ask).await?;
    Expected::one_of([200, 204]).check(&answer)?;
    Ok(answer)
}
