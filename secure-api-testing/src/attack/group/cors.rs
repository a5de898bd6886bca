//! Which pages may read answers: those of the declared origins, letter by letter (C55, C56).

use crate::attack::ask::{Ask, Who};
use crate::attack::case::{Case, Expected};
use crate::attack::lock::{Origin, Route};
use crate::attack::plan::Plan;

const GROUP: &str = "cors";

pub(super) fn cases(plan: &Plan) -> Vec<Case> {
    plan.lock.routes.iter().flat_map(|route| of_route(plan, route)).collect()
}

fn of_route(plan: &Plan, route: &Route) -> Vec<Case> {
    let path = plan.missing_path(route);
    let declared: Vec<String> = plan.lock.origins.iter().map(|origin| origin.name.clone()).collect();
    let strangers = foreign(&declared);
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
    cases.extend(plan.lock.origins.iter().flat_map(|origin| of_origin(plan, route, &path, origin)));
    cases
}

/// A declared one, and exactly what is declared of it.
fn of_origin(plan: &Plan, route: &Route, path: &str, origin: &Origin) -> Vec<Case> {
    let name = origin.name.as_str();
    let granted = || {
        let granted = Expected::none_of([]).header("access-control-allow-origin", name);
        // Without it, no page may send cookies; with it, the pages of this origin may.
        let credentials = "access-control-allow-credentials";
        if origin.credentials { granted.header(credentials, "true") } else { granted.without(credentials) }
    };
    let ask = plan.ask(route, path, Who::Nobody).header("origin", name);
    let mut preflighted = granted().lists("access-control-allow-methods", &route.method);
    if let Some(age) = origin.max_age_s {
        preflighted = preflighted.header("access-control-max-age", age.to_string());
    }
    for header in &origin.headers {
        preflighted = preflighted.lists("access-control-allow-headers", header);
    }
    let another = granted().and(|answer| {
        let told = answer.header("access-control-allow-headers");
        let listed = told.split(',').map(str::trim).find(|listed| matches!(*listed, "x-attack" | "*"));
        listed.map_or(Ok(()), |listed| Err(format!("expected no `{listed}` among the allowed headers, got `{told}`")))
    });
    let shot = |what: &str, ask: Ask, expected: Expected| Case::shot(&route.name(), GROUP, what, ask, expected);
    vec![
        shot(&format!("the declared origin `{name}`"), ask, granted()),
        shot(&format!("a preflight of the declared `{name}`"), preflight(route, path, name), preflighted),
        shot(
            &format!("a preflight of `{name}` for a header that is not declared"),
            preflight(route, path, name).only_header("access-control-request-headers", "x-attack"),
            another,
        ),
    ]
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
