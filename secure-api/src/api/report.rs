//! The policies of an application, for people to read.

use std::fmt::Write as _;

use crate::policy::{Access, Rate, RoutePolicy};

use super::Endpoint;
use super::adopt::Adopted;

/// A line a route, sorted by path, and a line for every reason that was given for less.
pub(crate) fn lines<S>(
    endpoints: &[(String, Endpoint<S>)],
    adopted: Option<&Adopted>,
    plain_http: Option<&str>,
) -> String {
    let mut lines: Vec<String> = endpoints.iter().map(|(path, endpoint)| line(path, endpoint.policy)).collect();
    lines.sort();
    if let Some(adopted) = adopted {
        lines.push(format!("unverified: an adopted router: {}", adopted.reason));
    }
    if let Some(reason) = plain_http {
        lines.push(format!("danger: plain HTTP to other machines: {reason}"));
    }
    lines.join("\n")
}

fn line(path: &str, policy: &RoutePolicy) -> String {
    let mut line = format!("{path} {} {}", policy.method.as_str(), policy.handler);
    // Writing to a String cannot fail.
    let _ = match policy.access {
        Access::Public { reason, optional: None } => write!(line, " public: {reason}"),
        Access::Public { reason, optional: Some(_) } => write!(line, " public, a known caller told apart: {reason}"),
        Access::Caller { role, scope, .. } => {
            let needs = |what: &str, needed: Option<crate::policy::Requirement>| {
                needed.map(|needed| {
                    let joint = if needed.all { " and " } else { " or " };
                    format!(" {what} {}", needed.names().join(joint))
                })
            };
            write!(line, " jwt{}{}", needs("role", role).unwrap_or_default(), needs("scope", scope).unwrap_or_default())
        }
    };
    for rate in policy.rates {
        let _ = write!(line, ", {}", sentence(rate));
    }
    for excused in policy.excused {
        let _ = write!(line, ", no object check of {}: {}", excused.param, excused.reason);
    }
    line
}

fn sentence(rate: &Rate) -> String {
    format!("{} in {} s per {}", rate.quota(), rate.window_s, rate.name())
}
