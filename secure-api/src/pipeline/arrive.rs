//! What is found out about a request before anybody is identified, and what its address is charged.

use http::request::Parts;

use crate::api::guarded::Guarded;
use crate::api::router::Found;
use crate::identify::{Credential, Judged, credential};
use crate::limit::Arrived;
use crate::observe::Facts;
use crate::policy::Scheme;
use crate::request::{Head, Peer, framing};
use crate::respond::Refusal;
use crate::validate::body::accepts_json;

use super::{Pipeline, Trace};

/// A request that its address may make.
pub(super) struct Arrival<'p, 'r, S> {
    pub(super) found: Found<'p, Guarded<S>>,
    /// Where the route reads one.
    pub(super) credential: Option<Credential<'r>>,
    pub(super) arrived: Arrived<Judged>,
    pub(super) peer: Peer,
    pub(super) takes_json: bool,
    pub(super) now_ms: u64,
}

impl<S: Clone + Send + Sync + 'static> Pipeline<S> {
    /// Not async, so that what it needs on its way is no part of what waits. Called from one place, by every request.
    #[inline(always)]
    pub(super) fn arrive<'p, 'r>(
        &'p self,
        parts: &'r Parts,
        facts: &mut Facts<'p>,
        trace: &mut Trace<'p>,
    ) -> Result<Arrival<'p, 'r, S>, Refusal> {
        let head = Head::of(&parts.headers);
        facts.client_request_id = head.request_id.first.cloned();
        trace.origin = head.origin.first.cloned();
        let peer = self.peer(parts, facts.connection, &head)?;
        facts.client = Some(peer.client);
        let now_ms = self.clock.monotonic_ms();
        if let Err(malformed) = framing::check(parts, &head) {
            let _stays = self.source.arrive(peer.key, None, now_ms, |_| false)?;
            return Err(malformed);
        }

        let found = self.router.find(&parts.method, parts.uri.path());
        facts.policy = found.route().map(Guarded::policy);
        facts.route = found.route().map(Guarded::facts);
        trace.headers = found.route().map(Guarded::headers);
        let scheme = facts.policy.and_then(|policy| policy.access.scheme());
        let credential = scheme.map(|Scheme::Jwt| credential(head.authorization, &parts.uri));
        let takes_json = accepts_json(&parts.headers, head.accept);

        let token = credential.and_then(|credential| credential.token());
        let arrived = self.source.arrive(peer.key, token, now_ms, |judged| self.still_holds(judged, now_ms))?;
        Ok(Arrival { found, credential, arrived, peer, takes_json, now_ms })
    }
}
