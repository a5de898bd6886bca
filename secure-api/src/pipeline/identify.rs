//! Who sends a request: the address at the other end, and the caller.

use http::request::Parts;

use crate::api::guarded::Guarded;
use crate::identify::{Caller, Credential, Identity, Judged, Missing, TokenFault, Unverified, Verifier};
use crate::limit::{Arrived, SourceCharge};
use crate::observe::{self, Facts};
use crate::request::{Head, Peer, UndeclaredProxy};
use crate::respond::Refusal;
use crate::serve::{PeerAddr, peer_addr};

use super::Pipeline;

/// Who a credential says somebody is, as far as that can be told without verifying it.
pub(super) enum Recognized<'r> {
    /// Nobody, where nobody need be.
    Nobody,
    /// Somebody whose token was verified before.
    Caller(Identity, SourceCharge),
    /// Somebody whose token has to be verified.
    Stranger(&'r str, SourceCharge),
}

/// A caller.
pub(super) struct Identified {
    pub(super) identity: Identity,
    pub(super) on_trust: OnTrust,
}

/// What a caller was charged until it was known.
pub(super) struct OnTrust {
    charge: SourceCharge,
    /// What was found out just now, where it was not known from before.
    judged: Option<Judged>,
}

impl Identified {
    /// Somebody whose token was verified before.
    pub(super) fn again(identity: Identity, charge: SourceCharge) -> Self {
        Self { identity, on_trust: OnTrust { charge, judged: None } }
    }
}

impl<S> Pipeline<S> {
    pub(super) fn facts(&self, parts: &Parts, connection: Option<PeerAddr>) -> Facts<'_> {
        Facts {
            request_id: self.ids.next(),
            method: parts.method.clone(),
            target: parts.uri.path_and_query().cloned(),
            client_request_id: None,
            policy: None,
            route: None,
            connection,
            client: None,
            caller: Caller::Anonymous,
        }
    }

    /// Who sent the request, by socket or by a declared proxy's word.
    pub(super) fn peer(&self, parts: &Parts, connection: Option<PeerAddr>, head: &Head<'_>) -> Result<Peer, Refusal> {
        let known = connection.map(|PeerAddr(socket)| socket).or_else(|| peer_addr(&parts.extensions));
        let Some(socket) = known else {
            let help = "serve with `serve()`, or with `into_make_service_with_connect_info::<SocketAddr>()`";
            observe::warn_once(&self.told_of_peer, "no peer address: every request is refused", help);
            return Err(Refusal::NoPeer);
        };
        let (peer, undeclared) = self.peers.peer(socket, &parts.headers, head.is_forwarded);
        if let Some(UndeclaredProxy { peer }) = undeclared {
            let help = "declare it: `.trust_proxies([\"10.0.0.0/8\"], ForwardedHeader::XForwardedFor)`; until then all its clients share one limit";
            observe::configuration_fault(&format!("{peer} forwards requests and is no declared proxy"), help);
        }
        Ok(peer)
    }

    /// Who calls. A credential that is sent and bad is refused on every route that reads one.
    pub(super) fn recognize<'r>(
        &self,
        route: &Guarded<S>,
        credential: Credential<'r>,
        arrived: Arrived<Judged>,
    ) -> Result<Recognized<'r>, Refusal> {
        let token = match credential {
            Credential::Missing if !route.policy().access.has_caller() || !guard!(Credentials) => {
                return Ok(Recognized::Nobody);
            }
            Credential::Missing | Credential::Misplaced => return Err(Refusal::NoCredentials),
            Credential::Ambiguous => return Err(Refusal::CredentialsAmbiguous),
            Credential::Bearer(token) => token,
        };
        let Arrived { charge, found } = arrived;
        Ok(match found {
            Some(judged) => Recognized::Caller(judged.identity, charge),
            None => Recognized::Stranger(token, charge),
        })
    }

    /// The caller whose token this is, when what was missing to judge it was waited for.
    pub(super) async fn verify_later(
        &self,
        verifier: &Verifier,
        missing: Missing,
        token: &str,
        charge: SourceCharge,
        facts: &mut Facts<'_>,
        now_ms: u64,
    ) -> Result<Identified, Refusal> {
        let found = verifier.identify_with(missing, token, &*self.clock).await;
        self.settle(found, charge, facts, now_ms)
    }

    pub(super) fn verifier(&self) -> Result<&Verifier, Refusal> {
        self.verifier.as_ref().ok_or(Refusal::Broken("a route asks for a token that nothing verifies"))
    }

    /// The caller whose token was verified, if it holds.
    #[inline(always)]
    pub(super) fn settle(
        &self,
        found: Result<Judged, Unverified>,
        charge: SourceCharge,
        facts: &mut Facts<'_>,
        now_ms: u64,
    ) -> Result<Identified, Refusal> {
        match found {
            Ok(judged) => {
                let identity = judged.identity.clone();
                Ok(Identified { identity, on_trust: OnTrust { charge, judged: Some(judged) } })
            }
            #[cfg(feature = "oidc")]
            Err(Unverified::Keyless { retry_ms }) => {
                self.source.unjudged(charge, now_ms);
                Err(Refusal::KeysUnavailable { retry_ms })
            }
            Err(Unverified::Refused(fault)) => {
                self.source.failed(charge, fault.is_after_signature(), now_ms);
                Err(Refusal::BadCredentials(fault))
            }
            Err(Unverified::Revoked(identity)) => {
                self.source.failed(charge, true, now_ms);
                // Whose it was is for the log.
                facts.caller = Caller::Known(identity);
                Err(Refusal::BadCredentials(TokenFault::Revoked))
            }
        }
    }

    /// Whether what was found out about a token holds for this request too.
    pub(super) fn still_holds(&self, judged: &mut Judged, now_ms: u64) -> bool {
        self.verifier.as_ref().is_some_and(|verifier| verifier.still(judged, &*self.clock, now_ms))
    }

    /// An identified caller costs its address nothing.
    pub(super) fn give_back(&self, on_trust: OnTrust, within_own_limit: bool, now_ms: u64) {
        let OnTrust { charge, judged } = on_trust;
        if within_own_limit {
            self.source.verified(charge, judged, now_ms);
        } else {
            self.source.over_own_limit(charge, judged, now_ms);
        }
    }
}
