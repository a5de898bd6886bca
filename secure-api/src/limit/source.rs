//! The limit of an address, counted before anybody is identified.
//!
//! Every arrival is charged, and the charge is taken back when the caller is identified: what remains charged is failures and
//! strangers. The charge comes first so that requests in parallel cannot all pass before the first of them has failed.
//! Only where a token was verified a moment ago, and that still holds, nothing is charged that would be taken back at once.
//!
//! Two things keep a flood from harming others. Callers whose token was verified recently pass an exhausted address on a
//! budget of their own. And the signatures that turn out bad are bounded over all addresses together: beyond that bound only
//! tokens that were verified recently are verified at all.

use core::fmt;

use super::fields::{Exceeded, LimitName, RateState, States};
use super::table::{Table, TableCharge};
use super::tag::{Tags, TokenTag};
use super::verified::{Found, Known, Verified};
use super::window::{Cell, Charge, Standing, Window};
use crate::policy::{Rate, RateKey};
use crate::provide::sync::{Mutex, MutexGuard, PoisonError};
use crate::request::AddressKey;

/// The bad signatures a second, over all addresses: a tenth of a core where one RSA or ECDSA verification takes 50 µs. All may come
/// at once, since those count too that wait for an issuer's new keys, and are good.
pub(crate) const DEFAULT_FAILED_VERIFICATIONS: Rate = Rate { count: 2_000, window_s: 1, burst: 0, key: RateKey::Route };

/// Counts arrivals by address. `V` is what the verification of a token finds out.
pub(crate) struct SourceLimit<V> {
    addresses: Table,
    tags: Tags,
    verified: Verified<V>,
    failing: Window,
    failures: Mutex<Cell>,
}

/// What an arrival was charged. Left alone, it stays charged.
#[derive(Debug)]
#[must_use = "hand it to `verified` or `failed` once the credential is judged"]
pub(crate) struct SourceCharge {
    payer: Payer,
    token: Option<TokenTag>,
    /// What a token that is not known yet was charged for the case that it is bad.
    failure: Option<Charge>,
}

#[derive(Debug)]
enum Payer {
    Address(TableCharge),
    Token(Charge),
    /// The token is known and needs no verification, and the address is within its limit: what would be charged now would be
    /// given back at once.
    Nobody,
}

/// An arrival that was let in.
#[derive(Debug)]
pub(crate) struct Arrived<V> {
    pub(crate) charge: SourceCharge,
    /// What was found out about the bearer of the token when it was verified, where that still holds.
    pub(crate) found: Option<V>,
}

/// Why an arrival was turned away unheard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SourceRefused {
    /// 429: the address has used up its limit.
    Address(Exceeded),
    /// 503: there are too many bad tokens, from anywhere, to verify one that is not known.
    Verification {
        /// The time until the next unknown token is verified.
        retry_ms: u64,
    },
}

impl<V: Found> SourceLimit<V> {
    /// The limit of each address, with a table of `capacity` addresses, and a memory of `tokens`.
    pub(crate) fn new(rate: &Rate, capacity: usize, tokens: usize) -> Self {
        Self::with_failures(rate, capacity, tokens, &DEFAULT_FAILED_VERIFICATIONS)
    }

    /// With a bound of its own for the bad tokens over all addresses.
    pub(crate) fn with_failures(rate: &Rate, capacity: usize, tokens: usize, failures: &Rate) -> Self {
        Self {
            addresses: Table::new(rate, capacity),
            tags: Tags::new(),
            verified: Verified::new(rate, tokens),
            failing: Window::new(failures),
            failures: Mutex::default(),
        }
    }

    /// Charges one arrival, whatever it asks for. `token` is the credential that would be verified next; `holds` says whether
    /// what was found out when it was verified last may be used again.
    pub(crate) fn arrive(
        &self,
        address: AddressKey,
        token: Option<&str>,
        now_ms: u64,
        holds: impl FnOnce(&mut V) -> bool,
    ) -> Result<Arrived<V>, SourceRefused> {
        let tag = token.and_then(|token| self.tags.of(token));
        let mut found = None;
        let known = match tag.and_then(|tag| self.verified.recall(tag, now_ms, holds)) {
            None => None,
            Some(Known::Spent(spent)) => return Err(self.refused(spent)),
            Some(Known::Stale) => tag,
            Some(Known::Holds(value)) => {
                found = Some(value);
                tag
            }
        };
        let paid = if found.is_some() {
            self.addresses.is_open(&address, now_ms).map(|()| Payer::Nobody)
        } else {
            self.addresses.admit(&address, now_ms).map(Payer::Address)
        };
        let payer = match paid {
            Ok(payer) => payer,
            Err(_) if !guard!(SourceRate) => Payer::Nobody,
            Err(standing) => Payer::Token(self.admit_known(known, standing, now_ms)?),
        };
        let mut charge = SourceCharge { payer, token: tag, failure: None };
        if token.is_some() && known.is_none() {
            let admitted = self.failing.admit(&mut self.failures(), now_ms);
            match admitted {
                Ok(failure) => charge.failure = Some(failure),
                Err(_) if !guard!(FailedVerifications) => {}
                Err(standing) => {
                    self.refund(charge, now_ms);
                    return Err(SourceRefused::Verification { retry_ms: standing.retry_ms });
                }
            }
        }
        Ok(Arrived { charge, found })
    }

    /// The caller is identified: takes the charge back. `found` is what a verification has just found out, to be remembered;
    /// `None` where that of before was used again.
    pub(crate) fn verified(&self, charge: SourceCharge, found: Option<V>, now_ms: u64) {
        if let (Some(tag), Some(found)) = (charge.token, found) {
            self.verified.remember(tag, found, now_ms);
        }
        self.refund(charge, now_ms);
    }

    /// The caller is identified, and over a limit of its own. The address is given back what was charged, since neighbours
    /// share it; the budget of the token pays, so that such a caller is soon turned away before its token is verified.
    pub(crate) fn over_own_limit(&self, charge: SourceCharge, found: Option<V>, now_ms: u64) {
        if let (Some(tag), Some(found)) = (charge.token, found) {
            self.verified.remember(tag, found, now_ms);
        }
        if let (Payer::Address(_) | Payer::Nobody, Some(tag)) = (&charge.payer, charge.token) {
            // A refusal means that the budget is used up already. A token that is not known has none, and the address has paid.
            if self.verified.admit(tag, now_ms).is_some() {
                self.refund(charge, now_ms);
            } else {
                self.clear(charge.failure, now_ms);
            }
        }
    }

    /// The token is bad: the charge stays, and a token that was good before is forgotten. One that was refused without a
    /// look at its signature has cost nothing that is bounded over all addresses.
    pub(crate) fn failed(&self, charge: SourceCharge, signature_checked: bool, now_ms: u64) {
        let Some(tag) = charge.token else { return };
        self.verified.forget(tag);
        if !signature_checked {
            self.clear(charge.failure, now_ms);
        } else if charge.failure.is_none() {
            // It was not charged on arrival, being known. A failure it is all the same.
            let _charge = self.failing.charge(&mut self.failures(), now_ms);
        }
    }

    /// The token could not be judged, through no fault of its sender. The address stays charged, since it may ask again and
    /// again; nothing bad was found, and a token that was good before is not forgotten.
    #[cfg(feature = "oidc")]
    pub(crate) fn unjudged(&self, charge: SourceCharge, now_ms: u64) {
        self.clear(charge.failure, now_ms);
    }

    /// No bad signature was found.
    fn clear(&self, failure: Option<Charge>, now_ms: u64) {
        if let Some(failure) = failure {
            self.failing.refund(&mut self.failures(), &failure, now_ms);
        }
    }

    fn refund(&self, charge: SourceCharge, now_ms: u64) {
        match (charge.payer, charge.token) {
            (Payer::Address(paid), _) => self.addresses.refund(paid, now_ms),
            (Payer::Token(paid), Some(tag)) => self.verified.refund(tag, &paid, now_ms),
            (Payer::Token(_), None) | (Payer::Nobody, _) => {}
        }
        self.clear(charge.failure, now_ms);
    }

    fn admit_known(&self, known: Option<TokenTag>, address: Standing, now_ms: u64) -> Result<Charge, SourceRefused> {
        // A budget that is used up was seen before: where it is now, others have used it meanwhile, and later than the address.
        let own = known.and_then(|tag| self.verified.admit(tag, now_ms)).and_then(Result::ok);
        own.ok_or_else(|| self.refused(address))
    }

    fn refused(&self, standing: Standing) -> SourceRefused {
        let name = LimitName { kind: "source", ordinal: 1 };
        let state = RateState::new(name, self.addresses.window(), standing);
        SourceRefused::Address(Exceeded::of(States::One(state)))
    }

    fn failures(&self) -> MutexGuard<'_, Cell> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V> fmt::Debug for SourceLimit<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceLimit").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "source_tests.rs"]
mod tests;
