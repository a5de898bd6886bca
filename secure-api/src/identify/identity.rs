//! A caller who proved who it is.

use core::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::{CountedAs, Principal};
use crate::policy::{Requirement, Roles, Scopes, Vocabulary};
use crate::validate::from_slice;

/// A caller whose token was verified. Only the verifier makes one; a clone is a counted reference.
#[derive(Clone)]
pub struct Identity {
    verified: Arc<Verified>,
    /// Beside what was verified, so that the roles of a store take their place without a copy of the rest.
    roles: Held,
    scopes: Held,
}

/// What verification found out.
pub(super) struct Verified {
    pub(super) caller: CountedAs,
    pub(super) roles: Held,
    pub(super) scopes: Held,
    /// The scopes that the token names, those among them for which the caller lacks the role.
    pub(super) lent: Held,
    pub(super) expires_at: u64,
    pub(super) issued_at: Option<u64>,
    pub(super) token_id: Option<Box<str>>,
    pub(super) claims: Box<[u8]>,
}

/// Bits of a vocabulary, all that is included among them.
#[derive(Clone, Copy)]
pub(super) struct Held {
    pub(super) vocabulary: Option<&'static Vocabulary>,
    pub(super) bits: u64,
}

impl Identity {
    pub(super) fn new(verified: Verified) -> Self {
        Self { roles: verified.roles, scopes: verified.scopes, verified: Arc::new(verified) }
    }

    /// Who vouches for the caller.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.principal().issuer()
    }

    /// The caller's name at the issuer. Unique only together with the issuer: compare [`principal`](Self::principal)s.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.principal().subject()
    }

    /// Issuer and subject: what to store with a record that the caller owns.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        self.verified.caller.principal()
    }

    /// What limits count the caller by.
    pub(crate) fn counted_as(&self) -> &CountedAs {
        &self.verified.caller
    }

    /// Whether the caller has `role`, itself or by inclusion.
    #[must_use]
    pub fn has_role<R: Roles>(&self, role: R) -> bool {
        self.roles.holds(R::VOCABULARY, role.bit())
    }

    /// The names of all roles that the caller has, those by inclusion among them.
    pub fn roles(&self) -> impl Iterator<Item = &'static str> {
        self.roles.names()
    }

    /// Whether the token grants `scope`, itself or by inclusion.
    #[must_use]
    pub fn has_scope<S: Scopes>(&self, scope: S) -> bool {
        self.scopes.holds(S::VOCABULARY, scope.bit())
    }

    /// The names of all scopes that the token grants, those by inclusion among them.
    pub fn scopes(&self) -> impl Iterator<Item = &'static str> {
        self.scopes.names()
    }

    /// When the token expires, in seconds since 1970-01-01 UTC.
    #[must_use]
    pub fn expires_at(&self) -> u64 {
        self.verified.expires_at
    }

    /// When the token was issued (`iat`), where it says so, in seconds since 1970-01-01 UTC: for revocation of all that
    /// came before a moment.
    #[must_use]
    pub fn issued_at(&self) -> Option<u64> {
        self.verified.issued_at
    }

    /// The identifier of the token (`jti`), where it has one: for logs and revocation.
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        self.verified.token_id.as_deref()
    }

    /// The verified claims, read into a type of the application.
    ///
    /// # Errors
    /// When the claims are not of the shape of `T`. The error repeats nothing of them.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, ClaimsMismatch> {
        from_slice(&self.verified.claims).map_err(|_| ClaimsMismatch)
    }

    /// The claims as they were signed.
    pub(super) fn claims_bytes(&self) -> &[u8] {
        &self.verified.claims
    }

    /// Puts these roles in the place of those that the token names, which no longer count.
    pub(super) fn replace_roles(&mut self, roles: Held) {
        self.roles = roles;
        self.scopes = self.verified.lent.held_with(&roles);
    }

    /// Whether the roles meet a requirement over roles.
    pub(crate) fn roles_meet(&self, requirement: &Requirement) -> bool {
        self.roles.meets(requirement)
    }

    /// Whether the scopes meet a requirement over scopes.
    pub(crate) fn scopes_meet(&self, requirement: &Requirement) -> bool {
        self.scopes.meets(requirement)
    }
}

#[cfg(test)]
impl Identity {
    /// An identity without a token, for tests of other steps.
    pub(crate) fn assumed(principal: Principal, roles: Option<&'static Vocabulary>, bits: u64) -> Self {
        Self::new(Verified {
            caller: CountedAs::new(principal),
            roles: Held { vocabulary: roles, bits },
            scopes: Held { vocabulary: None, bits: 0 },
            lent: Held { vocabulary: None, bits: 0 },
            expires_at: u64::MAX,
            issued_at: None,
            token_id: None,
            claims: Box::from(&b"{}"[..]),
        })
    }
}

impl Held {
    // A bit means nothing without its vocabulary: the first role of one enum is not the first role of another.
    fn holds(&self, vocabulary: &Vocabulary, bit: u64) -> bool {
        bit != 0 && self.is_of(vocabulary) && self.bits & bit == bit
    }

    fn meets(&self, requirement: &Requirement) -> bool {
        self.is_of(requirement.vocabulary) && requirement.met_by(self.bits)
    }

    /// Of scopes: those that count for who has these roles. What somebody was lent reaches no further than what the lender
    /// has.
    pub(super) fn held_with(self, roles: &Held) -> Self {
        let held = |vocabulary: &Vocabulary| vocabulary.held_with(self.bits, roles.vocabulary, roles.bits);
        Self { bits: self.vocabulary.map_or(0, held), ..self }
    }

    pub(super) fn is_of(&self, vocabulary: &Vocabulary) -> bool {
        self.vocabulary.is_some_and(|known| known.same(vocabulary))
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        self.vocabulary.into_iter().flat_map(move |vocabulary| vocabulary.names_of(self.bits))
    }
}

impl fmt::Debug for Identity {
    // Neither claims nor the identifier of the token: whoever prints a request prints this.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("principal", self.principal()).finish_non_exhaustive()
    }
}

/// The claims of a verified token are not of the shape that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClaimsMismatch;

impl fmt::Display for ClaimsMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the claims of the token are not of the shape that was asked for")
    }
}

impl std::error::Error for ClaimsMismatch {}
