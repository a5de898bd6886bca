//! One issuer: its keys, its claims, and how these become a caller.

use std::sync::Arc;

use super::claims::{Claims, Expected};
use super::declared::{Loaded, Settled};
use super::grants::{GrantKind, Reader, RoleMap};
use super::header::Header;
use super::identity::{Held, Verified};
use super::jws::{Compact, check_signature};
#[cfg(feature = "oidc")]
use super::oidc::RemoteKeys;
use super::principal::Counting;
use super::verifier::Known;
#[cfg(feature = "oidc")]
use super::verifier::Unverified;
use super::{Identity, Principal, TokenFault};
use crate::api::Faults;
use crate::policy::{Requirement, Vocabulary};
#[cfg(feature = "oidc")]
use crate::provide::clock::Clock;
use crate::validate::{Document, Unreadable};

/// One issuer, with everything that its tokens are judged by.
pub(super) struct Issuer {
    pub(super) name: Arc<str>,
    pub(super) audience: Box<str>,
    pub(super) roles: Reader,
    pub(super) scopes: Reader,
    /// That roles come from elsewhere, so that anyone may have any.
    pub(super) stored_roles: Option<&'static Vocabulary>,
    pub(super) keys: Loaded,
    pub(super) leeway_s: u64,
    pub(super) access_tokens_only: bool,
    pub(super) by_client: bool,
    counting: Counting,
}

/// Why a token was not accepted by the keys that are known.
pub(super) enum Unjudged {
    Refused(TokenFault),
    /// Newer keys of an issuer than those that are known may judge otherwise.
    #[cfg(feature = "oidc")]
    Lacks(Arc<RemoteKeys>, Lack),
}

/// What there is no key for.
#[cfg(feature = "oidc")]
#[derive(Clone, Copy)]
pub(super) enum Lack {
    This,
    Any,
}

impl Issuer {
    pub(super) fn new(settled: Settled, several: bool, known: &Known, faults: &mut Faults) -> Self {
        let stored = known.stored_roles.is_some();
        if stored && settled.roles.as_ref().is_some_and(|map| !map.0.is_nowhere()) {
            faults.push(
                format!("the role map of `{}` is never read: roles come from the application's store", settled.issuer),
                "remove `.roles(..)` from the issuer, or `.roles_from(..)` from the application",
            );
        } else if several && !stored && settled.roles.is_none() {
            faults.push(
                format!("there are several issuers, and how `{}` names roles is not declared", settled.issuer),
                "a second issuer's admin is nobody's admin until it is mapped: add `.roles(RoleMap::claim(\"roles\")\
                 .grant(\"admin\", Role::Admin))`, or `.roles(RoleMap::none())`, to each",
            );
        }
        if let (true, None, Some(scopes)) = (several, &settled.scopes, known.scopes) {
            unmapped_scopes(&settled.issuer, scopes, faults);
        }
        let default = if several || stored { RoleMap::none() } else { RoleMap::default() };
        let map = if stored { RoleMap::none() } else { settled.roles.unwrap_or(default) };
        let scopes = settled.scopes.unwrap_or_default();
        let ledger = |kind| known.ignored.ledger(&settled.issuer, kind);
        Self {
            roles: map.0.settle(known.roles, &settled.issuer, ledger(GrantKind::Role), faults),
            scopes: scopes.0.settle(known.scopes, &settled.issuer, ledger(GrantKind::Scope), faults),
            stored_roles: known.stored_roles,
            counting: Counting::of(&settled.issuer),
            name: Arc::from(settled.issuer),
            audience: settled.audience.into_boxed_str(),
            keys: settled.keys,
            leeway_s: settled.leeway_s,
            access_tokens_only: settled.access_tokens_only,
            by_client: settled.by_client,
        }
    }

    /// Whether a key of the issuer made the signature: the number of the ring that has it.
    #[cfg(not(feature = "oidc"))]
    pub(super) fn check_signature(&self, token: &Compact<'_>, header: &Header, _: u64) -> Result<u64, Unjudged> {
        check_signature(token, header, &self.keys.ring)?;
        Ok(self.keys.ring.number())
    }

    #[cfg(not(feature = "oidc"))]
    pub(super) fn ring_number(&self, _: u64) -> Option<u64> {
        Some(self.keys.ring.number())
    }

    /// The number of the ring that tokens are verified by now, unless there is none.
    #[cfg(feature = "oidc")]
    pub(super) fn ring_number(&self, now_ms: u64) -> Option<u64> {
        match &self.keys.remote {
            None => Some(self.keys.ring.number()),
            Some(remote) => remote.current(now_ms).map(|ring| ring.number()),
        }
    }

    /// Whether a key of the issuer made the signature: the number of the ring that has it.
    #[cfg(feature = "oidc")]
    pub(super) fn check_signature(&self, token: &Compact<'_>, header: &Header, now_ms: u64) -> Result<u64, Unjudged> {
        let Some(remote) = &self.keys.remote else {
            check_signature(token, header, &self.keys.ring)?;
            return Ok(self.keys.ring.number());
        };
        let lacks = |lack| Err(Unjudged::Lacks(Arc::clone(remote), lack));
        let Some(ring) = remote.current(now_ms) else {
            return if self.is_named_in(&token.payload) { lacks(Lack::Any) } else { Err(TokenFault::Issuer.into()) };
        };
        match check_signature(token, header, &ring) {
            // What names no key, or comes in somebody else's name, is no reason to ask this issuer.
            Err(TokenFault::UnknownKey) if header.key_id().is_some() && self.is_named_in(&token.payload) => {
                lacks(Lack::This)
            }
            judged => Ok(judged.map(|()| ring.number())?),
        }
    }

    #[cfg(feature = "oidc")]
    fn is_named_in(&self, payload: &[u8]) -> bool {
        Document::read(payload).is_ok_and(|claims| claims.members().text("iss") == Ok(Some(&*self.name)))
    }

    /// The caller, and the moment before which the token is not accepted. The caller keeps the payload, without a copy.
    pub(super) fn identify(&self, payload: Vec<u8>, now_unix_s: u64) -> Result<(Identity, u64), TokenFault> {
        let expected = Expected {
            issuer: &self.name,
            audience: &self.audience,
            by_client: self.by_client,
            leeway_s: self.leeway_s,
            now_unix_s,
            access_profile: self.access_tokens_only,
        };
        let document = Document::read(&payload).map_err(|Unreadable| TokenFault::Claims)?;
        let claims = Claims::read(document.members(), &expected)?;
        // Scopes first, as the token has them: what they amount to depends on the roles.
        let lent = Held { vocabulary: self.scopes.vocabulary(), bits: self.scopes.read(&claims.members)? };
        let roles = Held { vocabulary: self.roles.vocabulary(), bits: self.roles.read(&claims.members)? };
        let caller = self.counting.counted(Principal::new(Arc::clone(&self.name), claims.subject));
        let token_id = claims.token_id.map(Box::from);
        let Claims { expires_at, issued_at, not_before, .. } = claims;
        let identity = Identity::new(Verified {
            caller,
            roles,
            scopes: lent.held_with(&roles),
            lent,
            expires_at,
            issued_at,
            token_id,
            claims: payload.into_boxed_slice(),
        });
        Ok((identity, not_before))
    }

    /// The bits that a caller of this issuer could have at the most, of the vocabulary that is asked of.
    pub(super) fn reach(&self, asked: &Requirement) -> u64 {
        let roles = match self.stored_roles {
            Some(vocabulary) => Held { vocabulary: Some(vocabulary), bits: u64::MAX },
            None => Held { vocabulary: self.roles.vocabulary(), bits: self.roles.reach() },
        };
        let scopes = Held { vocabulary: self.scopes.vocabulary(), bits: self.scopes.reach() };
        [roles, scopes.held_with(&roles)].iter().find(|held| held.is_of(asked.vocabulary)).map_or(0, |held| held.bits)
    }
}

impl From<TokenFault> for Unjudged {
    fn from(fault: TokenFault) -> Self {
        Unjudged::Refused(fault)
    }
}

#[cfg(feature = "oidc")]
impl Lack {
    pub(super) fn refusal(self, keys: &RemoteKeys, clock: &dyn Clock) -> Unverified {
        match self {
            Lack::This => Unverified::Refused(TokenFault::UnknownKey),
            Lack::Any => Unverified::Keyless { retry_ms: keys.next_in_ms(clock.monotonic_ms()) },
        }
    }
}

// Whoever signs for the second issuer would write what the first one's callers have to be given.
fn unmapped_scopes(issuer: &str, scopes: &Vocabulary, faults: &mut Faults) {
    let name = scopes.names.first().copied().unwrap_or_default();
    faults.push(
        format!("there are several issuers, and whether `{issuer}` grants scopes such as `{name}` is not declared"),
        "add `.scopes(ScopeMap::usual().same_names())` to the issuer whose scopes are the application's, and \
         `.without_scopes()`, or a map of its own, to each other",
    );
}
