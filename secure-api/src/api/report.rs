//! The policies of an application, for people to read.

use std::fmt::Write as _;

use crate::handle::PathPart;
use crate::policy::{Access, Method, Rate, RoutePolicy, ServerOwned, Vocabulary, Vouch};

use super::Endpoint;
use super::adopt::Adopted;
use super::development::variable;

/// A line a route, sorted by path, a line for each name that no route asks for, what else there is to say, and a line for
/// every reason that was given for less.
pub(crate) fn lines<S>(
    endpoints: &[(String, Endpoint<S>)],
    adopted: Option<&Adopted>,
    plain_http: Option<&str>,
    further: Vec<String>,
) -> String {
    let mut lines: Vec<String> = endpoints.iter().map(|(path, endpoint)| line(path, endpoint)).collect();
    lines.sort();
    let policies = endpoints.iter().map(|(_, endpoint)| endpoint.policy);
    let limited = endpoints.iter().flat_map(|(_, endpoint)| endpoint.answer.limited());
    lines.extend(super::unasked::lines(policies, limited));
    lines.extend(further);
    lines.extend(adopted.into_iter().flat_map(Adopted::lines));
    if let Some(reason) = plain_http {
        lines.push(format!("danger: plain HTTP to other machines: {reason}"));
    }
    lines.join("\n")
}

/// A line to paste for each route that needs neither a body nor an id.
pub(crate) fn samples<S>(endpoints: &[(String, Endpoint<S>)]) -> Vec<String> {
    let plain = |policy: &RoutePolicy| policy.method == Method::Get && policy.params.is_empty();
    let plain = endpoints.iter().filter(|(_, endpoint)| plain(endpoint.policy));
    plain.map(|(path, endpoint)| sample(path, endpoint.policy.access)).collect()
}

fn sample(path: &str, access: Access) -> String {
    let bearer = match access {
        Access::Public { .. } => return format!("curl -i http://{{addr}}{path}"),
        Access::Caller { role: None, .. } => variable("nobody"),
        Access::Caller { role: Some(role), .. } => {
            let Vocabulary { names, grants, .. } = role.vocabulary;
            let holder = names.iter().zip(*grants).find(|(_, held)| role.met_by(**held));
            variable(holder.map_or("nobody", |(name, _)| name))
        }
    };
    format!("curl -i http://{{addr}}{path} -H \"Authorization: Bearer ${bearer}\"")
}

fn line<S>(path: &str, endpoint: &Endpoint<S>) -> String {
    let policy = endpoint.policy;
    let mut line = format!("{path} {} {} {}", policy.method.as_str(), policy.handler, policy.access);
    for rate in policy.rates {
        // Writing to a String cannot fail.
        let _ = write!(line, ", {}", sentence(rate));
    }
    for excused in policy.excused {
        let _ = write!(line, ", no object check of {}: {}", excused.param, excused.reason);
    }
    for (param, part) in without_ids(endpoint) {
        let _ = write!(line, ", {param} is no id: {}", part.no_id);
    }
    for vouch in endpoint.answer.vouched() {
        let _ = write!(line, ", sends {}: {}", vouch.what, vouch.reason);
    }
    for limited in endpoint.answer.limited() {
        let _ = write!(line, ", {} for", limited.field);
        let _ = limited.role.map_or(Ok(()), |role| write!(line, " role {role}"));
        let _ = limited.scope.map_or(Ok(()), |scope| write!(line, " scope {scope}"));
    }
    for Vouch { what, reason } in vouches(endpoint) {
        let _ = write!(line, ", vouched for {what}: {reason}");
    }
    line
}

/// The parameters that nobody decides on because their types name no object.
fn without_ids<S>(endpoint: &Endpoint<S>) -> impl Iterator<Item = (&'static str, &'static PathPart)> {
    let params = endpoint.free.iter().filter_map(|place| endpoint.policy.params.get(*place).copied());
    let parts = endpoint.args.iter().flat_map(|arg| arg.path);
    params.zip(parts).filter(|(_, part)| !part.no_id.is_empty())
}

/// What is vouched for in the types of a handler, each once.
fn vouches<S>(endpoint: &Endpoint<S>) -> Vec<Vouch> {
    let mut found: Vec<Vouch> = Vec::new();
    let mut owned = endpoint.policy.server_owned;
    if endpoint.policy.method.is_safe() {
        // A filter may be called like what the server owns, whatever the application excuses.
        owned = ServerOwned::COMMON;
    }
    let args = endpoint.args.iter().flat_map(|arg| {
        let mut vouches = arg.reasons.all();
        vouches.extend(arg.input.vouched(owned));
        vouches
    });
    for vouch in args {
        if !found.contains(&vouch) {
            found.push(vouch);
        }
    }
    found
}

fn sentence(rate: &Rate) -> String {
    format!("{} in {} s per {}", rate.quota(), rate.window_s, rate.name())
}
