//! One route with the limits that stand in front of it, made at mount.

use std::sync::Arc;

use crate::authorize::Permit;
use crate::handle::{Cx, Outcome};
use crate::identify::Caller;
use crate::limit::{Admission, Gate, RateStates, RouteLimits};
use crate::policy::RoutePolicy;
use crate::request::peer::Peer;
use crate::respond::Refusal;

use super::Endpoint;

/// A route that cannot be called but by way of its limits.
#[derive(Debug)]
pub(crate) struct Guarded<S> {
    endpoint: Endpoint<S>,
    limits: RouteLimits,
    gate: Option<Arc<Gate>>,
}

impl<S> Guarded<S> {
    pub(crate) fn new(endpoint: Endpoint<S>) -> Self {
        let policy = endpoint.policy;
        let gate = (policy.concurrency > 0).then(|| Arc::new(Gate::new(policy.concurrency)));
        Self { limits: RouteLimits::new(policy), gate, endpoint }
    }

    pub(crate) fn policy(&self) -> &'static RoutePolicy {
        self.endpoint.policy
    }

    pub(crate) fn free(&self) -> &'static [usize] {
        self.endpoint.free
    }

    /// Charges the limits; the states go on the answer.
    pub(crate) fn charge(&self, caller: &Caller, peer: &Peer, now_ms: u64) -> Result<RateStates, Refusal> {
        let key = caller.identity().map(|identity| identity.principal());
        self.limits.admit(key, peer.key, now_ms).map_err(Refusal::TooMany)
    }

    /// Takes a place among the calls that may run at once.
    pub(crate) fn enter(&self) -> Result<Admission, Refusal> {
        Admission::enter(self.gate.as_ref()).ok_or(Refusal::Busy)
    }

    pub(crate) fn call(&self, permit: Permit, admission: Admission, cx: Cx<S>) -> Outcome {
        self.endpoint.call.call(permit, admission, cx)
    }
}
