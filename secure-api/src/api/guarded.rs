//! One route with the limits that stand in front of it, made at mount.

use std::sync::Arc;

use crate::authorize::Permit;
use crate::handle::{Cx, Outcome};
use crate::identify::{Caller, Identity};
use crate::limit::{Admission, ConcurrencyCap, DEFAULT_CAPACITY, Limit, RateStates, RouteLimits};
use crate::observe::RouteFacts;
use crate::policy::RoutePolicy;
use crate::request::Peer;
use crate::respond::{Refusal, RouteHeaders};

use super::Endpoint;

/// A route that cannot be called but by way of its limits.
#[derive(Debug)]
pub(crate) struct Guarded<S> {
    /// What the log is told of it.
    facts: RouteFacts,
    endpoint: Endpoint<S>,
    limits: RouteLimits,
    places: ConcurrencyCap,
    headers: RouteHeaders,
}

impl<S> Guarded<S> {
    /// `default` is the limit of a caller that all routes share which declare none.
    pub(crate) fn new(path: &str, endpoint: Endpoint<S>, default: &Arc<Limit>) -> Self {
        let policy = endpoint.policy;
        let limits = RouteLimits::new(policy.rates, default, DEFAULT_CAPACITY);
        let headers = RouteHeaders::new(policy, &limits, endpoint.located);
        let facts = RouteFacts::new(path, policy);
        Self { facts, limits, places: ConcurrencyCap::new(policy.concurrency), headers, endpoint }
    }

    pub(crate) fn facts(&self) -> &RouteFacts {
        &self.facts
    }

    /// What it is mounted under.
    pub(crate) fn prefix(&self) -> Arc<str> {
        Arc::clone(&self.endpoint.prefix)
    }

    pub(crate) fn policy(&self) -> &'static RoutePolicy {
        self.endpoint.policy
    }

    /// Whether the answer is JSON.
    pub(crate) fn sends_json(&self) -> bool {
        self.endpoint.json
    }

    pub(crate) fn free(&self) -> &'static [usize] {
        self.endpoint.free
    }

    /// What its answers carry.
    pub(crate) fn headers(&self) -> &RouteHeaders {
        &self.headers
    }

    /// Charges the limits; the states go on the answer.
    pub(crate) fn charge(&self, caller: &Caller, peer: &Peer, now_ms: u64) -> Result<RateStates<'_>, Refusal> {
        let key = caller.identity().map(Identity::counted_as);
        self.limits.admit(key, peer.key, now_ms).map_err(Refusal::TooMany)
    }

    /// Takes a place among the calls that may run at once.
    pub(crate) fn enter(&self, application: &ConcurrencyCap) -> Result<Admission, Refusal> {
        Ok(self.places.enter(application)?)
    }

    pub(crate) fn call(&self, permit: Permit, admission: Admission, cx: Cx<S>) -> Outcome {
        self.endpoint.call(permit, admission, cx)
    }
}
