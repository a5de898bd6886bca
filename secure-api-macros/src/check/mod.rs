//! The rules that a macro can check, one function a rule, the rule in prose above it.

mod access;
mod audience;
mod credential;
mod limits;
mod route;
mod server_owned;
mod signature;
mod why;

use crate::declare::{Declaration, Handler};
use crate::model::{Policy, Route};
use crate::report::Faults;

pub(crate) use audience::{audience, no_audience};
pub(crate) use credential::credential_in;
pub(crate) use limits::named_rate;
pub(crate) use route::route;
pub(crate) use server_owned::{is_server_owned, names_an_object, normal};
pub(crate) use signature::signature;
pub(crate) use why::{no_reason, says_why};

/// Reads a policy; every mistake in it is reported.
pub(crate) fn policy(
    declaration: &Declaration,
    route: Option<&Route>,
    handler: &Handler,
    faults: &mut Faults,
) -> Option<Policy> {
    let access = access::access(declaration, handler, faults);
    let rates = limits::rates(declaration, faults);
    let body = limits::body(declaration, faults);
    let timeout_ms = limits::timeout(declaration, faults);
    let concurrency = limits::concurrency(declaration, faults);
    let excused = route::excuses(declaration, route, faults);
    Some(Policy { access: access?, rates, body, timeout_ms, concurrency, excused })
}
