//! Whose it is: each route with an id, by the owner, by somebody else and by nobody (C61, C62, C63). Objects are made over HTTP, a
//! new one for each case.

use std::collections::BTreeSet;

use crate::attack::ask::{Answer, Ask, Caller, Who};
use crate::attack::case::{Case, Expected, Stop, Verdict};
use crate::attack::lab::Lab;
use crate::attack::lock::{Lock, Route};
use crate::attack::object::ObjectId;
use crate::attack::plan::{FOREIGNER, OWNER, Plan};

use super::matrix::refusal;

mod decided;
mod place;

const GROUP: &str = "object";

pub(super) fn cases(plan: &Plan) -> Vec<Case> {
    let of_ids = plan.lock.routes.iter().filter(|route| !route.objects.is_empty());
    let asking = plan.lock.routes.iter().filter(|route| !route.decides.is_empty());
    of_ids.flat_map(|route| of_route(plan, route)).chain(asking.flat_map(|route| decided::cases(plan, route))).collect()
}

/// The resource that the whole id of a route names.
fn resource(route: &Route) -> String {
    route.objects.last().map(|object| object.resource.clone()).unwrap_or_default()
}

fn of_route(plan: &Plan, route: &Route) -> Vec<Case> {
    let shared = plan.shared.contains_key(&route.name());
    let own = route.objects.last().map(|object| object.rule.as_str()).unwrap_or_default();
    // An id of several parts is one object, of one rule.
    let others: BTreeSet<&str> = route.objects.iter().map(|object| object.rule.as_str()).collect();
    let alone = others.into_iter().filter(|other| *other != own).map(|other| {
        let why = "one object is made of the whole path, so that all of it is the owner's or none";
        Case::not_run(&route.name(), GROUP, &format!("`{other}` of somebody else, with `{own}` of one's own"), why)
    });
    let mut cases: Vec<Case> = alone.collect();
    cases.push(by_owner(plan, route, "its owner", plan.least(route, OWNER)));
    if route.method == "GET" {
        // What each of them is sent is judged with all answers.
        let as_role = |role: &String| Caller { roles: vec![role.clone()], ..plan.least(route, OWNER) };
        let callers = plan.lock.roles.keys().map(|role| (role, as_role(role)));
        let may = callers.filter(|(_, caller)| route.is_public() || refusal(plan, route, caller).is_none());
        cases.extend(may.map(|(role, caller)| by_owner(plan, route, &format!("its owner, role {role}"), caller)));
    }
    cases.push(by_nobody_there(plan, route, shared));
    if !shared {
        if route.method != "GET" && reader(&plan.lock, route).is_none() {
            let why = "there is no route by which its owner looks at it";
            cases.push(Case::not_run(&route.name(), GROUP, "what somebody else has left of it", why));
        }
        cases.push(replayed(plan, route, "somebody else", plan.least(route, FOREIGNER).into()));
        if route.is_public() {
            cases.push(replayed(plan, route, "nobody", Who::Nobody));
        }
    }
    cases
}

/// Without this, a route that refuses everybody would hold.
fn by_owner(plan: &Plan, route: &Route, what: &str, owner: Caller) -> Case {
    let (ask, expected) = (plan.ask(route, "", owner), success(plan, route));
    let route = route.clone();
    Case::new(&route.name(), GROUP, what, move |lab| {
        Box::pin(async move {
            let id = lab.object(&resource(&route)).await?;
            let answer = lab.send(on(lab, &route, &id, ask)).await?;
            expected.check(&answer)?;
            Ok(())
        })
    })
}

fn success(plan: &Plan, route: &Route) -> Expected {
    if !plan.knows_input(route) || !plan.knows_params(route) {
        return Expected::none_of([401, 403, 404, 405, 429]);
    }
    plan.success(route).map_or_else(Expected::success, Expected::status)
}

/// The request with the path of an object, and its query.
fn on(lab: &Lab, route: &Route, id: &ObjectId, ask: Ask) -> Ask {
    let path = lab.path(route, id);
    let target = match ask.target.split_once('?') {
        Some((_, query)) => format!("{path}?{query}"),
        None => path,
    };
    ask.to(target)
}

/// Refused, and what the owner sees is what it was.
fn replayed(plan: &Plan, route: &Route, what: &str, who: Who) -> Case {
    let (ask, reader) = (plan.ask(route, "", who), reader(&plan.lock, route));
    let back = reader.map(|reader| (reader.clone(), plan.ask(reader, "", plan.least(reader, OWNER))));
    let route = route.clone();
    Case::new(&route.name(), GROUP, what, move |lab| {
        Box::pin(async move {
            let id = lab.object(&resource(&route)).await?;
            let before = read_back(lab, back.as_ref(), &id).await?;
            let answer = lab.send(on(lab, &route, &id, ask)).await?;
            Expected::status(404).check(&answer)?;
            if answer.holds(OWNER) {
                return Err("expected nothing of the object in the refusal, got its owner".into());
            }
            unchanged(before.as_ref(), read_back(lab, back.as_ref(), &id).await?.as_ref())
        })
    })
}

/// The route by which an owner looks at an object.
fn reader<'l>(lock: &'l Lock, route: &Route) -> Option<&'l Route> {
    reader_of(lock, &resource(route))
}

fn reader_of<'l>(lock: &'l Lock, of: &str) -> Option<&'l Route> {
    let same = |other: &&Route| other.method == "GET" && !other.objects.is_empty() && resource(other) == of;
    lock.routes.iter().filter(same).min_by_key(|other| other.path.len())
}

async fn read_back(lab: &mut Lab, back: Option<&(Route, Ask)>, id: &ObjectId) -> Result<Option<Answer>, Stop> {
    let Some((reader, ask)) = back else { return Ok(None) };
    let answer = lab.send(on(lab, reader, id, ask.clone())).await?;
    if answer.status == 200 {
        Ok(Some(answer))
    } else {
        Err(Stop::Failed(format!("expected the owner to read it, got {}", answer.status)))
    }
}

fn unchanged(before: Option<&Answer>, after: Option<&Answer>) -> Verdict {
    let same = before.map(|answer| &answer.body) == after.map(|answer| &answer.body);
    if same { Ok(()) } else { Err("expected the object to be what it was, and it was changed".into()) }
}

/// Somebody else's, a missing one and one that can be none are one answer (C61).
fn by_nobody_there(plan: &Plan, route: &Route, shared: bool) -> Case {
    let ask = plan.ask(route, "", plan.least(route, FOREIGNER));
    let route = route.clone();
    Case::new(&route.name(), GROUP, "missing, malformed and forbidden alike", move |lab| {
        Box::pin(async move {
            let id = lab.object(&resource(&route)).await?;
            let missing = lab.send(on(lab, &route, &id.missing(&route), ask.clone())).await?;
            Expected::status(404).check(&missing)?;
            let malformed = ObjectId::from(id.parts(&route).iter().map(|_| "%20".to_owned()).collect::<Vec<_>>());
            let malformed = lab.send(on(lab, &route, &malformed, ask.clone())).await?;
            alike("a malformed id", &malformed, &missing)?;
            if !shared {
                let forbidden = lab.send(on(lab, &route, &id, ask)).await?;
                alike("somebody else's", &forbidden, &missing)?;
            }
            Ok(())
        })
    })
}

fn alike(what: &str, answer: &Answer, missing: &Answer) -> Verdict {
    let (found, wanted) = (answer.telling(), missing.telling());
    if found == wanted {
        return Ok(());
    }
    let apart = if found.0 != wanted.0 {
        format!("{} and {}", found.0, wanted.0)
    } else if found.2 != wanted.2 {
        "the body".to_owned()
    } else {
        "the headers".to_owned()
    };
    Err(Stop::Failed(format!("{what} is told from a missing one: by {apart}")))
}
