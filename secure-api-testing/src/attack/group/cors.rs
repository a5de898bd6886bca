//! Which pages may read answers: those of the declared origins, letter by letter (C55, C56).

use crate::attack::ask::{Ask, Who};
use crate::attack::case::{Case, Expected};
use crate::attack::lock::Route;
use crate::attack::plan::Plan;

const GROUP: &str = "cors";

pub(super) fn cases(plan: &Plan) -> Vec<Case> {
    plan.lock.routes.iter().flat_map(|route| of_route(plan, route)).collect()
}

fn of_route(plan: &Plan, route: &Route) -> Vec<Case> {
    let path = plan.missing_path(route);
    let strangers = foreign(&plan.lock.origins);
    let mut cases = Vec::new();
    for origin in &strangers {
        let ask = plan.ask(route, &path, Who::Nobody).header("origin", origin.as_str());
        let granted = |expected: Expected| {
            let names =
                ["access-control-allow-origin", "access-control-allow-credentials", "access-control-allow-methods"];
            names.into_iter().fold(expected, Expected::without)
        };
        cases.push(Case::shot(
            &route.name(),
            GROUP,
            &format!("the origin `{origin}`"),
            ask,
            granted(Expected::none_of([])),
        ));
        let expected = granted(Expected::none_of([200, 201, 204]));
        cases.push(Case::shot(
            &route.name(),
            GROUP,
            &format!("a preflight of `{origin}`"),
            preflight(route, &path, origin),
            expected,
        ));
    }
    for origin in &plan.lock.origins {
        let ask = plan.ask(route, &path, Who::Nobody).header("origin", origin.as_str());
        let expected = || Expected::none_of([]).header("access-control-allow-origin", origin.as_str());
        cases.push(Case::shot(&route.name(), GROUP, &format!("the declared origin `{origin}`"), ask, expected()));
        let method = route.method.clone();
        let allowed = expected().and(move |answer| {
            let told = answer.header("access-control-allow-methods");
            let listed = told.split(',').any(|listed| listed.trim() == method);
            if listed { Ok(()) } else { Err(format!("expected `{method}` among the allowed methods, got `{told}`")) }
        });
        cases.push(Case::shot(
            &route.name(),
            GROUP,
            &format!("a preflight of the declared `{origin}`"),
            preflight(route, &path, origin),
            allowed,
        ));
    }
    cases
}

fn preflight(route: &Route, path: &str, origin: &str) -> Ask {
    let ask = Ask::new("OPTIONS", path, Who::Nobody).header("origin", origin);
    ask.header("access-control-request-method", &*route.method)
        .header("access-control-request-headers", "authorization")
}

/// Origins that look like declared ones, and others.
fn foreign(declared: &[String]) -> Vec<String> {
    let mut found = vec!["null".to_owned(), "https://attacker.test".to_owned(), "*".to_owned()];
    for origin in declared {
        let (scheme, host) = origin.split_once("://").unwrap_or(("https", origin));
        let other = if scheme == "https" { "http" } else { "https" };
        found.extend([
            format!("{scheme}://attacker{host}"),
            format!("{scheme}://attacker.{host}"),
            format!("{origin}.attacker.test"),
            format!("{origin}:8443"),
            format!("{other}://{host}"),
            format!("{origin}/"),
            format!("{scheme}://{}", host.to_uppercase()),
            format!("{scheme}://{host}@attacker.test"),
            format!("{scheme}://{}", host.replacen('.', "x", 1)),
        ]);
    }
    found.retain(|origin| !declared.contains(origin));
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_changed_in_each_of_its_parts() {
        let found = foreign(&["https://app.test".to_owned()]);
        for origin in [
            "https://attacker.app.test",
            "https://app.test.attacker.test",
            "http://app.test",
            "https://app.test:8443",
            "null",
        ] {
            assert!(found.iter().any(|found| found == origin), "{origin}");
        }
        assert!(!found.contains(&"https://app.test".to_owned()));
    }
}
