//! The inventory as a table for a terminal.

use core::fmt;

use super::say::bytes;
use super::{Access, AdoptedRoutes, Application, Guard, Inventory, Route, Setting, Word};

/// Between two columns.
const GAP: &str = "  ";

impl Inventory {
    /// A line a route, what holds for all of them, and every reason that was given for less. [`Display`](fmt::Display) writes it.
    #[must_use]
    pub fn table(&self) -> String {
        let mut lines = routes(&self.routes);
        section(&mut lines, "for all routes", whole(&self.application));
        section(&mut lines, "with a reason", reasons(self));
        lines.join("\n") + "\n"
    }
}

impl fmt::Display for Inventory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table())
    }
}

/// Each route, aligned.
fn routes(routes: &[Route]) -> Vec<String> {
    let head = ["route", "", "who may call", "how often", "body", "object", "answer"].map(str::to_owned);
    let rows = core::iter::once(head).chain(routes.iter().map(row));
    aligned(rows.map(Vec::from).collect())
}

fn row(route: &Route) -> [String; 7] {
    let rates: Vec<String> = route.rates.iter().map(ToString::to_string).collect();
    let objects: Vec<String> = route.objects.iter().map(ToString::to_string).collect();
    [
        route.method.clone(),
        route.path.clone(),
        route.access.to_string(),
        or_none(rates.join(", ")),
        or_none(route.body_limit.map(bytes).unwrap_or_default()),
        or_none(objects.join(", ")),
        route.answer.to_string(),
    ]
}

fn or_none(text: String) -> String {
    if text.is_empty() { "-".to_owned() } else { text }
}

/// Rows whose columns begin below each other.
pub(in crate::inventory) fn aligned(rows: Vec<Vec<String>>) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}", width = *width));
        cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn section(lines: &mut Vec<String>, title: &str, rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    lines.extend([String::new(), title.to_owned()]);
    let indented = rows.into_iter().map(|mut row| {
        if let Some(first) = row.first_mut() {
            first.insert_str(0, GAP);
        }
        row
    });
    lines.extend(aligned(indented.collect()));
}

/// What holds for all routes.
pub(super) fn whole(application: &Application) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut say = |what: &str, text: String| rows.push(vec![what.to_owned(), text]);
    for (what, words) in [("role", &application.roles), ("scope", &application.scopes)] {
        words.iter().for_each(|known| say(what, word(known)));
    }
    for issuer in &application.issuers {
        say("issuer", format!("{}, for {}", setting(&issuer.issuer), setting(&issuer.audience)));
    }
    if let Some(roles) = &application.stored_roles {
        say("roles", format!("from the application's store, at most {} ms old", roles.max_age_ms));
    }
    if let Some(revoked) = &application.revocations {
        say("tokens", format!("can be revoked, and live for {} s at the most", revoked.longest_life_s));
    }
    if let Some(rate) = &application.source_rate {
        say("an address", format!("{rate}, before anyone is identified").replacen(" per address", "", 1));
    }
    say("a caller", format!("{}, over the routes without a limit of a caller", application.caller_rate));
    match &application.cors {
        None => say("pages", "of no other origin read answers".to_owned()),
        Some(cors) => say("pages", format!("of {} read answers", cors.origins.join(", "))),
    }
    if let Some(proxies) = &application.proxies {
        say("proxies", format!("{}, by {}", proxies.networks.join(", "), proxies.header));
    }
    rows
}

fn word(word: &Word) -> String {
    let mut text = word.name.clone();
    for (says, names) in [("includes", &word.includes), ("excludes", &word.excludes)] {
        if !names.is_empty() {
            text.push_str(&format!(", {says} {}", names.join(", ")));
        }
    }
    if let Some(role) = &word.needs_role {
        text.push_str(&format!(", counts for role {role} alone"));
    }
    text
}

fn setting(setting: &Setting) -> String {
    match (&setting.value, &setting.variable) {
        (Some(value), None) => value.clone(),
        (Some(value), Some(variable)) => format!("${variable} or {value}"),
        (None, Some(variable)) => format!("${variable}"),
        (None, None) => "?".to_owned(),
    }
}

/// Every reason that was given for less, with where it holds.
pub(super) fn reasons(inventory: &Inventory) -> Vec<Vec<String>> {
    let application = &inventory.application;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut say = |kind: &str, place: &str, reason: &str| {
        rows.push(vec![kind.to_owned(), place.to_owned(), reason.to_owned()]);
    };
    for opt_out in &application.dangers {
        say("danger", &opt_out.what, &opt_out.reason);
    }
    match application.adopted.as_ref().map(|adopted| (&adopted.routes, &adopted.reason)) {
        None => {}
        Some((AdoptedRoutes::All, reason)) => say("unverified", "an adopted router", reason),
        Some((AdoptedRoutes::Listed(routes), reason)) => {
            routes.iter().for_each(|route| say("unverified", route, reason));
        }
    }
    for opt_out in &application.server_owned.fewer {
        say("not server-owned", &opt_out.what, &opt_out.reason);
    }
    for route in &inventory.routes {
        let here = format!("{} {}", route.method, route.path);
        if let Access::Public { reason, .. } = &route.access {
            say("public", &here, reason);
        }
        for param in &route.params {
            if let Guard::Excused { reason } = &param.guarded_by {
                say("no object check", &format!("{here} {{{}}}", param.name), reason);
            }
            if let Guard::NoId { reason, .. } = &param.guarded_by {
                say("no id", &format!("{here} {{{}}}", param.name), reason);
            }
        }
        for vouched in &route.vouched {
            say(if vouched.sent { "sent" } else { "vouched" }, &format!("{here} {}", vouched.what), &vouched.reason);
        }
    }
    rows
}
