//! What a route has, and so what concerns it.

use crate::inventory::{Access, Application, Guard, Route};

/// Whether a route of an application has what a measure is about.
pub(super) type Concern = fn(&Application, &Route) -> bool;

/// Any route.
pub(super) fn every(_: &Application, _: &Route) -> bool {
    true
}

/// One that reads a token.
pub(super) fn callers(_: &Application, route: &Route) -> bool {
    match &route.access {
        Access::Public { optional, .. } => optional.is_some(),
        Access::Caller { .. } => true,
    }
}

/// One that answers nobody without a token.
pub(super) fn closed(_: &Application, route: &Route) -> bool {
    matches!(route.access, Access::Caller { .. })
}

/// One that answers nobody without a token, and reads a body or a query.
pub(super) fn closed_inputs(all: &Application, route: &Route) -> bool {
    closed(all, route) && inputs(all, route)
}

/// One that reads a token, where the application revokes some.
pub(super) fn revocable(all: &Application, route: &Route) -> bool {
    all.revocations.is_some() && callers(all, route)
}

/// One that reads a token, where a store says which roles its bearer has.
pub(super) fn stored(all: &Application, route: &Route) -> bool {
    all.stored_roles.is_some() && callers(all, route)
}

/// One that asks for a role or a scope.
pub(super) fn restricted(_: &Application, route: &Route) -> bool {
    matches!(&route.access, Access::Caller { role, scope, .. } if role.is_some() || scope.is_some())
}

/// One that asks for a decision on an object.
pub(super) fn decided(_: &Application, route: &Route) -> bool {
    !route.objects.is_empty()
}

/// One whose path has a parameter, or that asks for a decision.
pub(super) fn objects(_: &Application, route: &Route) -> bool {
    !route.params.is_empty() || !route.objects.is_empty()
}

/// One that finds objects without an id in its path.
pub(super) fn lists(_: &Application, route: &Route) -> bool {
    route.objects.iter().any(|object| object.keys.is_empty())
}

/// One that reads a body or a query.
pub(super) fn inputs(_: &Application, route: &Route) -> bool {
    !route.inputs.is_empty()
}

/// One that sends more than a status.
pub(super) fn answers(_: &Application, route: &Route) -> bool {
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
