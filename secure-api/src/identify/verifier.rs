//! Tokens to identities: every declared issuer, settled.

use core::fmt;
#[cfg(feature = "oidc")]
use std::sync::Arc;

use super::grants::IgnoredGrants;
use super::header::{Header, Kind};
#[cfg(feature = "oidc")]
use super::issuer::Lack;
use super::issuer::{Issuer, Unjudged};
use super::judged::Judged;
use super::jws::Compact;
use super::jwt::Jwt;
#[cfg(feature = "oidc")]
use super::oidc::{Kept, RemoteKeys, keep};
use super::{Identity, Revocations, TokenFault};
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

/// The keys without which a token cannot be judged, and what there is none for.
#[cfg(feature = "oidc")]
pub(crate) struct Missing(Arc<RemoteKeys>, Lack);

/// Nothing is fetched, and nothing can be missing.
#[cfg(not(feature = "oidc"))]
pub(crate) enum Missing {}

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
    /// Who `token` says its bearer is, if everything about it holds now. Waits for nothing: where the keys that are known cannot
    /// judge it, and newer ones may, it says what to [wait for](Self::identify_with).
    pub(crate) fn identify(&self, token: &str, clock: &dyn Clock) -> Result<Result<Judged, Unverified>, Missing> {
        match self.judge(token, clock.unix_s(), clock.monotonic_ms()) {
            Ok(judged) => Ok(self.unrevoked(judged, clock)),
            Err(Unjudged::Refused(fault)) => Ok(Err(Unverified::Refused(fault))),
            #[cfg(feature = "oidc")]
            Err(Unjudged::Lacks(keys, lack)) => Err(Missing(keys, lack)),
        }
    }

    /// The same when what was missing has been fetched, or cannot be.
    #[cfg(feature = "oidc")]
    pub(crate) async fn identify_with(
        &self,
        Missing(keys, _): Missing,
        token: &str,
        clock: &dyn Clock,
    ) -> Result<Judged, Unverified> {
        // Judged again even where it did not wait: a fetch may have ended since the first time.
        keys.refreshed(clock).await;
        self.identify(token, clock).unwrap_or_else(|Missing(keys, lack)| Err(lack.refusal(&keys, clock)))
    }

    #[cfg(not(feature = "oidc"))]
    pub(crate) async fn identify_with(&self, never: Missing, _: &str, _: &dyn Clock) -> Result<Judged, Unverified> {
        match never {}
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
        let mut room = [0; 64];
        let token = Compact::parse(token, &mut room)?;
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

#[cfg(secure_api_development)]
fn key_of(issuer: &Issuer) -> Option<&super::development::DevelopmentKey> {
    issuer.keys.development.as_ref()
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.issuers.iter().map(|issuer| &issuer.name)).finish()
    }
}
