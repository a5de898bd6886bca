//! The order of a request. One place, one sentence: accept, source limit, identify, caller limit, roles of a store, authorize,
//! read and validate, object, handle, respond.

mod identify;
mod unrouted;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use axum::body::Body;
use http::request::Parts;
use http::{Request, Response, header};

use crate::api::Adopted;
#[cfg(feature = "oidc")]
use crate::api::Faults;
use crate::api::guarded::Guarded;
use crate::api::router::{Found, Router};
use crate::authorize::Permit;
use crate::handle::{Cx, guarded_from_panics};
use crate::identify::{Caller, Judged, RoleCache, Verifier, credential};
use crate::limit::{ConcurrencyCap, RateStates, SourceLimit};
use crate::observe::{self, Facts, Flood};
use crate::policy::Scheme;
use crate::provide::clock::Clock;
use crate::request::framing;
use crate::request::id::RequestIds;
use crate::request::{Peers, TrustedProxies};
use crate::respond::cors::Cors;
use crate::respond::finish::{Asked, Finish};
use crate::respond::{HeaderTemplate, Here, Mounts, Problem, Refusal, Reply, RouteHeaders};
use crate::validate::body::accepts_json;

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
    rates: Option<RateStates>,
    headers: Option<&'p RouteHeaders>,
}

/// What comes out of the steps.
enum Answer {
    Reply(Reply),
    Adopted(Response<Body>),
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
    pub(crate) async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let origin = parts.headers.get(header::ORIGIN).cloned();
        let mut facts = self.facts(&parts);
        let mut trace = Trace::default();
        // Around every step, since the state's `Clone` and an adopted router are users' code as much as a handler is.
        let outcome = guarded_from_panics(self.steps(parts, body, &mut facts, &mut trace)).await;
        let asked = Asked {
            request_id: facts.request_id.as_str(),
            method: &facts.method,
            origin: origin.as_ref(),
            policy: facts.policy,
            rates: trace.rates.as_ref(),
            headers: trace.headers,
        };
        match outcome {
            Ok(Answer::Reply(reply)) => {
                if facts.caller.identity().is_some() {
                    observe::succeeded(&facts, reply.status.as_u16());
                }
                self.finish.reply(&asked, reply)
            }
            Ok(Answer::Adopted(answer)) => {
                let status = answer.status();
                if status.is_client_error() || status.is_server_error() {
                    self.tell(&facts, &Refusal::Handler(Problem::new(status)));
                }
                self.finish.adopted(&asked, answer)
            }
            Err(refusal) => {
                self.tell(&facts, &refusal);
                self.finish.refusal(&asked, &refusal)
            }
        }
    }

    fn tell(&self, facts: &Facts, refusal: &Refusal) {
        observe::refused(facts, refusal, &self.flood, self.clock.monotonic_ms());
    }

    async fn steps<'p>(
        &'p self,
        parts: Parts,
        body: Body,
        facts: &mut Facts,
        trace: &mut Trace<'p>,
    ) -> Result<Answer, Refusal> {
        let peer = self.peer(&parts)?;
        facts.client = Some(peer.client);
        let now_ms = self.clock.monotonic_ms();
        if let Err(malformed) = framing::check(&parts) {
            let _stays = self.source.arrive(peer.key, None, now_ms, |_| false)?;
            return Err(malformed);
        }

        let found = self.router.find(&parts.method, parts.uri.path());
        facts.policy = found.route().map(Guarded::policy);
        facts.route = found.route().map(Guarded::facts);
        trace.headers = found.route().map(Guarded::headers);
        let credential = facts.policy.and_then(|policy| policy.access.scheme()).map(|Scheme::Jwt| credential(&parts));

        let token = credential.and_then(|credential| credential.token());
        let arrived = self.source.arrive(peer.key, token, now_ms, |judged| self.still_holds(judged, now_ms))?;
        let (route, params) = match found {
            Found::Route(route, params) => (route, params),
            // Boxed, as whatever few requests wait for: it would make room for itself in the future of each.
            unrouted => return Box::pin(self.unrouted(unrouted, parts, body)).await,
        };

        let identified = match credential {
            None => None,
            Some(credential) => self.identify(route, credential, arrived, facts, now_ms).await?,
        };
        if let Some(identified) = &identified {
            facts.caller = Caller::Known(identified.identity.clone());
        }
        let charged = route.charge(&facts.caller, &peer, now_ms);
        if let Some(identified) = identified {
            self.give_back(identified, charged.is_ok(), now_ms);
        }
        trace.rates = Some(charged?);
        // After the caller's own limit, so that who is over it costs the store nothing.
        if let (Some(roles), Caller::Known(identity)) = (&self.roles, &mut facts.caller) {
            Box::pin(roles.judge(identity, now_ms, &*self.clock)).await?;
        }
        let permit = Permit::earn(route.policy(), &facts.caller)?;
        let admission = route.enter(&self.places)?;
        if route.sends_json() && !accepts_json(&parts.headers) {
            return Err(Refusal::NotAcceptable);
        }
        let params = params.ok_or(Refusal::NoSuchObject)?;

        let budget = Duration::from_millis(route.policy().timeout_ms);
        let here = Here { mounts: Arc::clone(&self.mounts), prefix: route.prefix() };
        let cx = Cx {
            state: self.state.clone(),
            parts,
            body: Some(body),
            policy: route.policy(),
            params,
            free: route.free(),
            caller: facts.caller.clone(),
            client: peer.client,
            request_id: facts.request_id,
        };
        let call = tokio::time::timeout(budget, here.scope(route.call(permit, admission, cx)));
        call.await.map_err(|_| Refusal::TimedOut)?.map(Answer::Reply)
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
