//! Objects that no path names: those of a list, and those whose id comes in an input (C60, C63).

use serde_json::{Value, json};

use super::place::Place;
use super::{GROUP, read_back, reader_of, unchanged};
use crate::attack::ask::{Ask, Caller, Who};
use crate::attack::case::{Case, Expected, Stop};
use crate::attack::lab::Lab;
use crate::attack::lock::Route;
use crate::attack::object::ObjectId;
use crate::attack::plan::{FOREIGNER, OWNER, Plan, with_query};
use crate::attack::value::as_form;

/// What carries the input in which an id comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carrier {
    Json,
    Form,
    Query,
}

/// Where an input of a route holds the id of an object.
#[derive(Clone, Debug)]
struct IdField {
    carrier: Carrier,
    input: String,
    place: Place,
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

/// Where the inputs of a route hold ids of this resource.
fn id_fields(plan: &Plan, route: &Route, resource: &str) -> Vec<IdField> {
    let inputs = [(Carrier::Json, &route.json), (Carrier::Form, &route.form), (Carrier::Query, &route.query)];
    let of = |(carrier, input): (Carrier, &String)| {
        let places = Place::all(input, resource, &plan.lock);
        places.into_iter().map(|place| IdField { carrier, input: input.clone(), place }).collect::<Vec<_>>()
    };
    inputs.into_iter().filter_map(|(carrier, input)| Some((carrier, input.as_ref()?))).flat_map(of).collect()
}

/// The owner may name it, and somebody else may not, whose refusal is that of a missing one and changes nothing.
fn of_field(plan: &Plan, route: &Route, resource: &str, field: &IdField) -> Vec<Case> {
    let Some(input) = field.place.left_open(&field.input, plan.given(&field.input), &plan.lock) else {
        let why =
            format!("no value of `{0}` is known to be good: give one, `.sample(\"{0}\", json!(..))`", field.input);
        return vec![Case::not_run(
            &route.name(),
            GROUP,
            &format!("the id of somebody else's in `{}`", field.place),
            &why,
        )];
    };
    let by = |what: &str, who: Caller, mine: bool| {
        let what = format!("the id of {what} in `{}`", field.place);
        let (ask, field, resource) =
            (plan.ask(route, &plan.missing_path(route), who), field.clone(), resource.to_owned());
        let back = reader_of(&plan.lock, &resource)
            .map(|reader| (reader.clone(), plan.ask(reader, "", plan.least(reader, OWNER))));
        let input = input.clone();
        Case::new(&route.name(), GROUP, &what, move |lab| {
            Box::pin(async move {
                let id = lab.object(&resource).await?;
                if mine {
                    let answer = lab.send(naming(ask, &field, input.clone(), &id.last())).await?;
                    return Ok(Expected::none_of([400, 401, 403, 404, 405, 415, 422, 429]).check(&answer)?);
                }
                let before = read_back(lab, back.as_ref(), &id).await?;
                let denied = lab.send(naming(ask.clone(), &field, input.clone(), &id.last())).await?;
                Expected::status(404).check(&denied)?;
                let missing = ObjectId::from(id.last()).another();
                let missing = lab.send(naming(ask, &field, input, &missing)).await?;
                super::alike("somebody else's", &denied, &missing)?;
                unchanged(before.as_ref(), read_back(lab, back.as_ref(), &id).await?.as_ref())
            })
        })
    };
    vec![by("one's own", plan.least(route, OWNER), true), by("somebody else's", plan.least(route, FOREIGNER), false)]
}

/// The request with this id in its place.
fn naming(ask: Ask, field: &IdField, mut input: Value, id: &str) -> Ask {
    let one = id.parse::<u64>().map_or_else(|_| json!(id), |number| json!(number));
    field.place.fill(&mut input, &one);
    match field.carrier {
        Carrier::Json => ask.json(&input),
        Carrier::Form => ask.only_header("content-type", "application/x-www-form-urlencoded").body(as_form(&input)),
        Carrier::Query => {
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
