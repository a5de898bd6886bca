//! The order of a request. One place, one sentence: accept, source limit, identify, caller limit, roles of a store, authorize,
//! read and validate, object, handle, respond.

mod arrive;
mod identify;
mod unrouted;

use core::future::poll_fn;
use core::task::Poll;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use axum::body::Body;
use http::request::Parts;
use http::{HeaderValue, Response};

use crate::api::Adopted;
#[cfg(feature = "oidc")]
use crate::api::Faults;
use crate::api::guarded::Guarded;
use crate::api::router::{Found, Router};
use crate::authorize::Permit;
use crate::handle::{Cx, Outcome, guarded_from_panics};
use crate::identify::{Caller, Judged, RoleCache, Verifier};
use crate::limit::{ConcurrencyCap, RateStates, SourceLimit};
use crate::observe::{self, Facts, Flood};
use crate::provide::clock::Clock;
use crate::request::id::RequestIds;
use crate::request::{Peer, Peers, TrustedProxies};
use crate::respond::cors::Cors;
use crate::respond::finish::{Asked, Finish};
use crate::respond::{HeaderTemplate, Here, Mounts, Problem, Refusal, Reply, RouteHeaders};
use crate::serve::PeerAddr;

use self::arrive::Arrival;
use self::identify::{Identified, Recognized};

/// How many calls run at once in all.
const MOST_CALLS: u32 = 10_000;

/// Everything a request meets, built at `build()`. Not `Debug`, since the state is the application's and may hold secrets.
pub(crate) struct Pipeline<S> {
    state: S,
    router: Router<Guarded<S>>,
    mounts: Arc<Mounts>,
    verifier: Option<Verifier>,
    roles: Option<RoleCache>,
    source: SourceLimit<Judged>,
    places: ConcurrencyCap,
    peers: Peers,
    adopted: Option<Adopted>,
    clock: Arc<dyn Clock>,
    finish: Finish,
    ids: RequestIds,
    flood: Flood,
    told_of_peer: AtomicBool,
}

/// What the steps leave for the answer.
#[derive(Default)]
struct Trace<'p> {
    origin: Option<HeaderValue>,
    rates: Option<RateStates<'p>>,
    headers: Option<&'p RouteHeaders>,
}

/// What comes out of the steps.
enum Answer {
    Reply(Reply),
    Adopted(Box<Response<Body>>),
}

impl<S: Clone + Send + Sync + 'static> Pipeline<S> {
    #[allow(clippy::too_many_arguments, reason = "called once, by the builder, with each of its parts")]
    pub(crate) fn new(
        state: S,
        router: Router<Guarded<S>>,
        mounts: Mounts,
        verifier: Option<Verifier>,
        roles: Option<RoleCache>,
        source: SourceLimit<Judged>,
        proxies: Option<Arc<TrustedProxies>>,
        cors: Option<Cors>,
        adopted: Option<Adopted>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            state,
            router,
            mounts: Arc::new(mounts),
            verifier,
            roles,
            source,
            places: ConcurrencyCap::new(MOST_CALLS),
            peers: Peers::new(proxies),
            adopted,
            clock,
            finish: Finish { template: HeaderTemplate::new(), cors },
            ids: RequestIds::new(),
            flood: Flood::default(),
            told_of_peer: AtomicBool::new(false),
        }
    }

    /// Answers a request. There is no other way in, and no answer that does not leave through here.
    pub(crate) async fn answer(&self, parts: Box<Parts>, body: Body, peer: Option<PeerAddr>) -> Response<Body> {
        let mut facts = self.facts(&parts, peer);
        let mut trace = Trace::default();
        // Around every step, since the state's `Clone` and an adopted router are users' code as much as a handler is.
        let outcome = guarded_from_panics(Box::pin(self.steps(parts, body, &mut facts, &mut trace))).await;
        let asked = Asked {
            request_id: &facts.request_id,
            method: &facts.method,
            origin: trace.origin.as_ref(),
            policy: facts.policy,
            rates: trace.rates.as_ref(),
            headers: trace.headers,
            caller_is_known: facts.caller.identity().is_some(),
        };
        match outcome {
            Ok(Answer::Reply(reply)) => {
                if asked.caller_is_known {
                    observe::succeeded(&facts, reply.status.as_u16());
                }
                self.finish.reply(&asked, reply)
            }
            Ok(Answer::Adopted(answer)) => {
                let status = answer.status();
                if status.is_client_error() || status.is_server_error() {
                    self.tell(&facts, &Refusal::Handler(Problem::new(status)));
                }
                self.finish.adopted(&asked, *answer)
            }
            Err(refusal) => {
                self.tell(&facts, &refusal);
                self.finish.refusal(&asked, &refusal)
            }
        }
    }

    fn tell(&self, facts: &Facts<'_>, refusal: &Refusal) {
        observe::refused(facts, refusal, &self.flood, self.clock.monotonic_ms());
    }

    async fn steps<'p>(
        &'p self,
        parts: Box<Parts>,
        body: Body,
        facts: &mut Facts<'p>,
        trace: &mut Trace<'p>,
    ) -> Result<Answer, Refusal> {
        let Arrival { found, credential, arrived, peer, takes_json, now_ms } = self.arrive(&parts, facts, trace)?;
        let (route, params) = match found {
            Found::Route(route, params) => (route, params),
            // Boxed, as whatever few requests wait for: it would make room for itself in the future of each.
            unrouted => return Box::pin(self.unrouted(unrouted, *parts, body, facts.connection)).await,
        };

        let identified = match credential {
            None => None,
            Some(credential) => match self.recognize(route, credential, arrived)? {
                Recognized::Nobody => None,
                Recognized::Caller(identity, charge) => Some(Identified::again(identity, charge)),
                Recognized::Stranger(token, charge) => {
                    let verifier = self.verifier()?;
                    let identified = match verifier.identify(token, &*self.clock) {
                        Ok(found) => self.settle(found, charge, facts, now_ms),
                        Err(missing) => {
                            Box::pin(self.verify_later(verifier, missing, token, charge, facts, now_ms)).await
                        }
                    };
                    match identified {
                        Err(Refusal::BadCredentials(_)) if !guard!(BadToken) => None,
                        verified => Some(verified?),
                    }
                }
            },
        };
        trace.rates = Some(self.charge(route, identified, facts, &peer, now_ms)?);
        // After the caller's own limit, so that who is over it costs the store nothing.
        if let (Some(roles), Caller::Known(identity)) = (&self.roles, &mut facts.caller) {
            Box::pin(roles.judge(identity, now_ms, &*self.clock)).await?;
        }
        let call = self.enter(route, params, takes_json, parts, body, facts)?;
        call.await.map(Answer::Reply)
    }

    /// Charges the limits of the route, and gives back what the address was charged for a caller.
    #[inline(always)]
    fn charge<'p>(
        &'p self,
        route: &'p Guarded<S>,
        identified: Option<Identified>,
        facts: &mut Facts<'p>,
        peer: &Peer,
        now_ms: u64,
    ) -> Result<RateStates<'p>, Refusal> {
        let Some(Identified { identity, on_trust }) = identified else {
            return route.charge(&facts.caller, peer, now_ms);
        };
        facts.caller = Caller::Known(identity);
        let charged = route.charge(&facts.caller, peer, now_ms);
        self.give_back(on_trust, charged.is_ok(), now_ms);
        charged
    }

    /// The call, for someone who may make it, and for whom there is room.
    #[inline(always)]
    fn enter(
        &self,
        route: &Guarded<S>,
        params: Option<Vec<String>>,
        takes_json: bool,
        parts: Box<Parts>,
        body: Body,
        facts: &Facts<'_>,
    ) -> Result<impl Future<Output = Result<Reply, Refusal>> + use<S>, Refusal> {
        let permit = Permit::earn(route.policy(), &facts.caller)?;
        let admission = route.enter(&self.places)?;
        if guard!(Accept) && route.sends_json() && !takes_json {
            return Err(Refusal::NotAcceptable);
        }
        let params = params.ok_or(Refusal::NoSuchObject)?;
        let here = Here { mounts: Arc::clone(&self.mounts), prefix: route.prefix() };
        let cx = Cx {
            state: self.state.clone(),
            parts,
            body: Some(body),
            policy: route.policy(),
            params,
            free: route.free(),
            caller: facts.caller.clone(),
            client: facts.client.ok_or(Refusal::NoPeer)?,
            request_id: facts.request_id,
        };
        let budget = Duration::from_millis(route.policy().timeout_ms);
        Ok(here.scope(within(budget, route.call(permit, admission, cx))))
    }

    /// The development key, where the application has one.
    #[cfg(secure_api_development)]
    pub(crate) fn development(&self) -> Option<crate::identify::Development<'_>> {
        self.verifier.as_ref().and_then(Verifier::development)
    }

    /// Waits until the keys of every issuer were fetched for the first time, or could not be.
    #[cfg(feature = "oidc")]
    pub(crate) async fn first_keys(&self, faults: &mut Faults) {
        if let Some(verifier) = &self.verifier {
            verifier.first_keys(faults).await;
        }
    }

    #[cfg(secure_api_development)]
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }
}

/// A call, for as long as it may take from when it begins to wait. One that need not wait has no timer.
async fn within(budget: Duration, mut call: Outcome) -> Result<Reply, Refusal> {
    if let Poll::Ready(outcome) = poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx))).await {
        return outcome;
    }
    let budget = if guard!(Timeout) { budget } else { Duration::MAX };
    Box::pin(tokio::time::timeout(budget, call)).await.unwrap_or(Err(Refusal::TimedOut))
}

#[cfg(all(test, feature = "oidc"))]
mod tests {
    use super::*;

    /// From about a thousand bytes on an allocator has to look for a place, and what waits is copied there.
    #[tokio::test]
    async fn the_future_of_a_request_is_small() {
        let app = crate::api::Api::new(()).build().unwrap();
        let (parts, ()) = http::Request::new(()).into_parts();
        let (mut facts, mut trace) = (app.pipeline().facts(&parts, None), Trace::default());
        let parts = Box::new(parts);
        let steps = app.pipeline().steps(parts.clone(), Body::empty(), &mut facts, &mut trace);
        assert!(size_of_val(&steps) <= 1_000, "{}", size_of_val(&steps));
        drop(steps);
        let answer = app.pipeline().answer(parts, Body::empty(), None);
        assert!(size_of_val(&answer) <= 500, "{}", size_of_val(&answer));
    }
}
