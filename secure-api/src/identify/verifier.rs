//! Tokens to identities: every declared issuer, settled.

use core::fmt;
use std::sync::Arc;

use super::claims::{Claims, Expected};
use super::declared::{Loaded, Settled};
use super::grants::{GrantKind, IgnoredGrants, Reader, RoleMap};
use super::header::{Header, Kind};
use super::identity::{Held, Verified};
use super::judged::Judged;
use super::jws::{Compact, check_signature};
use super::jwt::Jwt;
#[cfg(feature = "oidc")]
use super::oidc::{Kept, RemoteKeys, keep};
use super::principal::Counting;
use super::{Identity, Principal, Revocations, TokenFault};
use crate::api::Faults;
use crate::policy::{Access, Requirement, Vocabulary};
use crate::provide::clock::Clock;
use crate::validate::{Document, Unreadable};

/// Verifies the tokens of all declared issuers.
pub(crate) struct Verifier {
    issuers: Vec<Issuer>,
    revocations: Option<Revocations>,
    /// What keeps fetched keys up to date, for as long as somebody verifies with them.
    #[cfg(feature = "oidc")]
    kept: Vec<Kept>,
}

/// Why nobody is identified.
#[derive(Debug)]
pub(crate) enum Unverified {
    /// The token does not hold.
    Refused(TokenFault),
    /// It held until it was revoked.
    Revoked(Identity),
    /// There is no key to judge it by, and it may be good.
    #[cfg(feature = "oidc")]
    Keyless {
        /// How long until keys are fetched again, in milliseconds.
        retry_ms: u64,
    },
}

/// Why a token was not accepted by the keys that are known.
enum Unjudged {
    Refused(TokenFault),
    /// Newer keys of an issuer than those that are known may judge otherwise.
    #[cfg(feature = "oidc")]
    Lacks(Arc<RemoteKeys>, Lack),
}

/// What there is no key for.
#[cfg(feature = "oidc")]
#[derive(Clone, Copy)]
enum Lack {
    This,
    Any,
}

/// One issuer, with everything that its tokens are judged by.
pub(super) struct Issuer {
    pub(super) name: Arc<str>,
    pub(super) audience: Box<str>,
    pub(super) roles: Reader,
    pub(super) scopes: Reader,
    /// That roles come from elsewhere, so that anyone may have any.
    pub(super) stored_roles: Option<&'static Vocabulary>,
    keys: Loaded,
    leeway_s: u64,
    access_tokens_only: bool,
    pub(super) by_client: bool,
    counting: Counting,
}

/// What is known of the application where its issuers are settled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) roles: Option<&'static Vocabulary>,
    pub(crate) scopes: Option<&'static Vocabulary>,
    /// The roles that the application's own store hands out.
    pub(crate) stored_roles: Option<&'static Vocabulary>,
    /// The tokens that the application believes no longer.
    pub(crate) revocations: Option<Revocations>,
    pub(crate) ignored: IgnoredGrants,
}

/// Settles the declarations. `None`, and faults, unless all of them are right.
pub(crate) fn build(issuers: Vec<Jwt>, known: &Known, faults: &mut Faults) -> Option<Verifier> {
    let before = faults.iter().count();
    let several = issuers.len() > 1;
    let mut built: Vec<Issuer> = Vec::with_capacity(issuers.len());
    for declaration in issuers {
        let Some(settled) = declaration.settle(faults) else { continue };
        if built.iter().any(|other| *other.name == *settled.issuer) {
            faults.push(
                format!("the issuer `{}` is declared twice", settled.issuer),
                "declare it once: `.key(..)` adds a key to it",
            );
        }
        if let Some(other) = built.iter().find(|other| other.keys.ring.shares_secret_with(&settled.keys.ring)) {
            faults.push(
                format!("the issuers `{}` and `{}` have the same secret", other.name, settled.issuer),
                "give each a secret of its own: whoever holds a secret signs in the name of all who use it",
            );
        }
        built.push(Issuer::new(settled, several, known, faults));
    }
    if built.is_empty() && faults.iter().count() == before {
        faults.push("no issuer of tokens is declared", "add `.jwt(Jwt::from_env())`");
    }
    (faults.iter().count() == before).then_some(Verifier {
        issuers: built,
        revocations: known.revocations.clone(),
        #[cfg(feature = "oidc")]
        kept: Vec::new(),
    })
}

impl Verifier {
    /// Who `token` says its bearer is, if everything about it holds now. Waits only where the keys of an issuer are fetched
    /// and those that are known cannot judge it.
    pub(crate) async fn identify(&self, token: &str, clock: &dyn Clock) -> Result<Judged, Unverified> {
        match self.judge(token, clock.unix_s(), clock.monotonic_ms()) {
            Ok(judged) => self.unrevoked(judged, clock),
            Err(Unjudged::Refused(fault)) => Err(Unverified::Refused(fault)),
            #[cfg(feature = "oidc")]
            Err(Unjudged::Lacks(keys, _)) => Box::pin(self.identify_later(token, clock, &keys)).await,
        }
    }

    #[cfg(feature = "oidc")]
    async fn identify_later(&self, token: &str, clock: &dyn Clock, keys: &RemoteKeys) -> Result<Judged, Unverified> {
        // Judged again even where it did not wait: a fetch may have ended since the first time.
        keys.refreshed(clock).await;
        match self.judge(token, clock.unix_s(), clock.monotonic_ms()) {
            Ok(judged) => self.unrevoked(judged, clock),
            Err(Unjudged::Refused(fault)) => Err(Unverified::Refused(fault)),
            Err(Unjudged::Lacks(_, lack)) => Err(lack.refusal(keys, clock)),
        }
    }

    fn unrevoked(&self, mut judged: Judged, clock: &dyn Clock) -> Result<Judged, Unverified> {
        let Some(revocations) = &self.revocations else { return Ok(judged) };
        match revocations.judge(&judged.identity, &mut judged.seen, clock.unix_s()) {
            Ok(()) => Ok(judged),
            Err(TokenFault::Revoked) if !guard!(Revocation) => Ok(judged),
            Err(TokenFault::Revoked) => Err(Unverified::Revoked(judged.identity)),
            Err(fault) => Err(Unverified::Refused(fault)),
        }
    }

    /// Whether a verification by this verifier still holds: the token is in time, and its issuer's keys are those it was
    /// verified by, and nobody has revoked it since. What it did not depend on, as roles and limits, is asked of each request
    /// anyway.
    pub(crate) fn still(&self, judged: &mut Judged, clock: &dyn Clock, now_ms: u64) -> bool {
        let ring = self.issuers.get(judged.issuer).and_then(|issuer| issuer.ring_number(now_ms));
        let now_unix_s = clock.unix_s();
        let in_time = (judged.from_unix_s..judged.until_unix_s).contains(&now_unix_s) || !guard!(KnownTokenTime);
        if ring != Some(judged.ring) || !in_time {
            return false;
        }
        let Some(revocations) = &self.revocations else { return true };
        revocations.stands(&judged.identity, &mut judged.seen, now_unix_s) || !guard!(Revocation)
    }

    /// By the keys that are known.
    fn judge(&self, token: &str, now_unix_s: u64, now_ms: u64) -> Result<Judged, Unjudged> {
        let token = Compact::parse(token)?;
        let header = Header::of(token.header)?;
        let (place, issuer) = self.issuer_of(&token.payload)?;
        if issuer.access_tokens_only && header.kind != Kind::Access {
            return Err(TokenFault::TokenType.into());
        }
        let ring = issuer.check_signature(&token, &header, now_ms)?;
        header.keep();
        let (identity, not_before) = issuer.identify(token.payload, now_unix_s)?;
        Ok(Judged {
            issuer: place,
            ring,
            from_unix_s: not_before.saturating_sub(issuer.leeway_s),
            until_unix_s: identity.expires_at().saturating_add(issuer.leeway_s),
            seen: 0,
            identity,
        })
    }

    /// The same, where no keys are fetched.
    #[cfg(test)]
    pub(crate) fn verify(&self, token: &str, now_unix_s: u64) -> Result<Identity, TokenFault> {
        let judged = self.judge(token, now_unix_s, 0);
        judged.map(|judged| judged.identity).map_err(|unjudged| match unjudged {
            Unjudged::Refused(fault) => fault,
            #[cfg(feature = "oidc")]
            Unjudged::Lacks(..) => TokenFault::UnknownKey,
        })
    }

    /// Whether a token of some issuer could meet what a route asks for.
    pub(crate) fn may_meet(&self, access: &Access) -> bool {
        let Access::Caller { role, scope, .. } = access else { return true };
        self.issuers.iter().any(|issuer| {
            role.is_none_or(|role| role.met_by(issuer.reach(&role)))
                && scope.is_none_or(|scope| scope.met_by(issuer.reach(&scope)))
        })
    }

    /// The names asked for that no issuer can grant.
    pub(crate) fn ungranted(&self, asked: &Requirement) -> Vec<&'static str> {
        let reach = self.issuers.iter().fold(0, |reach, issuer| reach | issuer.reach(asked));
        Requirement { bits: asked.bits & !reach, ..*asked }.names()
    }

    /// The development key, if this verifier has one: it must be served on loopback only.
    #[cfg(secure_api_development)]
    pub(crate) fn development(&self) -> Option<super::development::Development<'_>> {
        let with_key = |issuer| Some(super::development::Development { key: key_of(issuer)?, issuer });
        self.issuers.iter().find_map(with_key)
    }

    // Before any key is looked at: what an issuer signs can only ever be accepted in that issuer's own name. The claim is
    // unverified here and decides nothing else; it is read again when the signature holds.
    fn issuer_of(&self, payload: &[u8]) -> Result<(usize, &Issuer), TokenFault> {
        if let [only] = self.issuers.as_slice() {
            return Ok((0, only));
        }
        let claims = Document::read(payload).map_err(|Unreadable| TokenFault::Claims)?;
        let stated = claims.members().text("iss").map_err(|_| TokenFault::Claims)?.ok_or(TokenFault::Issuer)?;
        let mut numbered = self.issuers.iter().enumerate();
        numbered.find(|(_, issuer)| *issuer.name == *stated).ok_or(TokenFault::Issuer)
    }
}

impl Issuer {
    fn new(settled: Settled, several: bool, known: &Known, faults: &mut Faults) -> Self {
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
    fn check_signature(&self, token: &Compact<'_>, header: &Header, _: u64) -> Result<u64, Unjudged> {
        check_signature(token, header, &self.keys.ring)?;
        Ok(self.keys.ring.number())
    }

    #[cfg(not(feature = "oidc"))]
    fn ring_number(&self, _: u64) -> Option<u64> {
        Some(self.keys.ring.number())
    }

    /// The number of the ring that tokens are verified by now, unless there is none.
    #[cfg(feature = "oidc")]
    fn ring_number(&self, now_ms: u64) -> Option<u64> {
        match &self.keys.remote {
            None => Some(self.keys.ring.number()),
            Some(remote) => remote.current(now_ms).map(|ring| ring.number()),
        }
    }

    /// Whether a key of the issuer made the signature: the number of the ring that has it.
    #[cfg(feature = "oidc")]
    fn check_signature(&self, token: &Compact<'_>, header: &Header, now_ms: u64) -> Result<u64, Unjudged> {
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
    fn identify(&self, payload: Vec<u8>, now_unix_s: u64) -> Result<(Identity, u64), TokenFault> {
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
    fn reach(&self, asked: &Requirement) -> u64 {
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

/// What fetched keys need.
#[cfg(feature = "oidc")]
impl Verifier {
    /// Whether an issuer's keys are fetched, for which a runtime is needed.
    pub(crate) fn fetches(&self) -> bool {
        self.remotes().next().is_some()
    }

    /// Begins to fetch, and goes on until this is dropped. Needs a runtime.
    pub(crate) fn start(&mut self, clock: &Arc<dyn Clock>) {
        self.kept = self.remotes().map(|keys| keep(Arc::clone(keys), Arc::clone(clock))).collect();
    }

    /// Waits until every issuer was asked once, and tells of what nobody should start with.
    pub(crate) async fn first_keys(&self, faults: &mut Faults) {
        for keys in self.remotes() {
            keys.first(faults).await;
        }
    }

    /// What the report says of each of them.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> {
        self.remotes().flat_map(|keys| keys.lines())
    }

    fn remotes(&self) -> impl Iterator<Item = &Arc<RemoteKeys>> {
        self.issuers.iter().filter_map(|issuer| issuer.keys.remote.as_ref())
    }
}

#[cfg(feature = "oidc")]
impl Lack {
    fn refusal(self, keys: &RemoteKeys, clock: &dyn Clock) -> Unverified {
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

#[cfg(secure_api_development)]
fn key_of(issuer: &Issuer) -> Option<&super::development::DevelopmentKey> {
    issuer.keys.development.as_ref()
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.issuers.iter().map(|issuer| &issuer.name)).finish()
    }
}
