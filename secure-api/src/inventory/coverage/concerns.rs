//! What a route has, and so what concerns it.

use crate::inventory::{Access, Guard, Route};

/// Whether a route has what a measure is about.
pub(super) type Concern = fn(&Route) -> bool;

/// Any route.
pub(super) fn every(_: &Route) -> bool {
    true
}

/// One that reads a token.
pub(super) fn callers(route: &Route) -> bool {
    match &route.access {
        Access::Public { optional, .. } => optional.is_some(),
        Access::Caller { .. } => true,
    }
}

/// One that asks for a role or a scope.
pub(super) fn restricted(route: &Route) -> bool {
    matches!(&route.access, Access::Caller { role, scope, .. } if role.is_some() || scope.is_some())
}

/// One whose path has a parameter, or that asks for a decision.
pub(super) fn objects(route: &Route) -> bool {
    !route.params.is_empty() || !route.objects.is_empty()
}

/// One that finds objects without an id in its path.
pub(super) fn lists(route: &Route) -> bool {
    route.objects.iter().any(|object| object.keys.is_empty())
}

/// One that reads a body or a query.
pub(super) fn inputs(route: &Route) -> bool {
    !route.inputs.is_empty()
}

/// One that sends more than a status.
pub(super) fn answers(route: &Route) -> bool {
    route.answer.schema.is_some()
}

/// What somebody took on themselves in writing, where it bears on a risk.
pub(super) fn excuses(route: &Route, risk: u8) -> Vec<String> {
    let mut found = Vec::new();
    if risk == 1 {
        found.extend(route.params.iter().filter_map(|param| match &param.guarded_by {
            Guard::Excused { reason } => Some(format!("no decision on {{{}}}: {reason}", param.name)),
            _ => None,
        }));
    }
    if let (5, Access::Public { reason, .. }) = (risk, &route.access) {
        found.push(format!("public: {reason}"));
    }
    if risk == 3 {
        found.extend(route.vouched.iter().map(|vouched| format!("{}: {}", vouched.what, vouched.reason)));
    }
    found
}
