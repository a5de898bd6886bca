//! Every route by every kind of caller (C71). What each is answered follows from the lock alone.

use crate::attack::ask::{Ask, Caller, Who};
use crate::attack::case::{Case, Expected};
use crate::attack::lock::{Access, Lock, Route};
use crate::attack::plan::Plan;

const GROUP: &str = "matrix";

const STORED: &str = "roles come from the application's own store: attack an application without `.roles_from(..)`";

pub(super) fn cases(plan: &Plan) -> Vec<Case> {
    plan.lock.routes.iter().flat_map(|route| of_route(plan, route)).collect()
}

fn of_route(plan: &Plan, route: &Route) -> Vec<Case> {
    let path = plan.missing_path(route);
    let mut cases = vec![stranger(plan, route, &path), expired(plan, route, &path)];
    let names = |known: &mut dyn Iterator<Item = &String>| known.cloned().map(Some).chain([None]).collect::<Vec<_>>();
    for role in names(&mut plan.lock.roles.keys()) {
        for scope in names(&mut plan.lock.scopes.keys()) {
            let subject = format!("attack-{}-{}", role.as_deref().unwrap_or("no"), scope.as_deref().unwrap_or("no"));
            let caller =
                Caller { subject, roles: role.iter().cloned().collect(), scopes: scope.iter().cloned().collect() };
            let what = match (&role, &scope) {
                (None, None) => "a caller without a role".to_owned(),
                (Some(role), None) => format!("role {role}"),
                (None, Some(scope)) => format!("scope {scope}"),
                (Some(role), Some(scope)) => format!("role {role}, scope {scope}"),
            };
            if plan.lock.stored_roles && route.role.is_some() {
                cases.push(Case::not_run(&route.name(), GROUP, &what, STORED));
                continue;
            }
            let expected = refusal(plan, route, &caller).unwrap_or_else(|| admitted(plan, route));
            cases.push(Case::shot(&route.name(), GROUP, &what, plan.ask(route, &path, caller), expected));
        }
    }
    cases
}

fn stranger(plan: &Plan, route: &Route, path: &str) -> Case {
    let expected = match route.access {
        Access::Public { .. } => admitted(plan, route),
        Access::Caller => Expected::status(401).header_holds("www-authenticate", "Bearer").and(|answer| {
            let told = answer.header("www-authenticate");
            if told.contains("error") {
                Err(format!("expected a challenge without an error, got `{told}`"))
            } else {
                Ok(())
            }
        }),
    };
    Case::shot(&route.name(), GROUP, "nobody", plan.ask(route, path, Who::Nobody), expected)
}

fn expired(plan: &Plan, route: &Route, path: &str) -> Case {
    let (ask, caller) = (plan.ask(route, path, Who::Nobody), plan.least(route, "attack-expired"));
    let expected = if route.reads_tokens() { Expected::status(401) } else { admitted(plan, route) };
    Case::new(&route.name(), GROUP, "an expired caller", move |lab| {
        Box::pin(async move {
            let token = lab.token(&caller)?.mint();
            lab.pass(std::time::Duration::from_secs(3_600))?;
            let answer = lab.send(Ask { who: Who::Bearer(token), ..ask }).await?;
            expected.check(&answer)?;
            Ok(())
        })
    })
}

/// Why the lock lets a caller not in: 403, and the challenge that goes with it. `None` where it does.
pub(super) fn refusal(plan: &Plan, route: &Route, caller: &Caller) -> Option<Expected> {
    let roles = Lock::held(&plan.lock.roles, &caller.roles);
    // A scope that needs a role counts with that role only.
    let counts = |scope: &&String| plan.lock.scope_needs.get(*scope).is_none_or(|role| roles.contains(role));
    let granted: Vec<String> = caller.scopes.iter().filter(counts).cloned().collect();
    let scopes = Lock::held(&plan.lock.scopes, &granted);
    if route.role.as_ref().is_some_and(|need| !need.met_by(&roles)) {
        return Some(Expected::status(403));
    }
    let lacking = route.scope.as_ref().is_some_and(|need| !need.met_by(&scopes));
    lacking.then(|| Expected::status(403).header_holds("www-authenticate", "error=\"insufficient_scope\""))
}

/// What somebody is answered who may call: an object that is not there is asked for, and what else is asked for is valid.
pub(super) fn admitted(plan: &Plan, route: &Route) -> Expected {
    let not_refused = || Expected::none_of([401, 403, 405, 429]);
    if !plan.knows_input(route) || !plan.knows_params(route) {
        return not_refused();
    }
    if !route.objects.is_empty() {
        return Expected::status(404);
    }
    plan.success(route).map_or_else(Expected::success, Expected::status)
}
