//! The tokens that were verified a short while ago, with what was found out about their bearers.
//!
//! What is kept of a token is a tag that only this process can compute: what AES-GCM-SIV (RFC 8452) authenticates it with,
//! under a key that is drawn at start. It takes the same nonce again and again, unlike GCM, and costs a quarter of a CMAC and a
//! twentieth of an HMAC. Never the token, and nothing that a dump of memory could be turned back into one by (C121). Two
//! tokens have one tag by a chance of 2^-118 at the most, which nobody can better who has no key. What was found out is kept
//! with the tag, claims and all, where it is small.
//!
//! The memory is bounded without a sweep. A tag chooses one of many small sets, which nobody outside can foresee; a set that
//! is full gives up the token that was used longest ago. Whoever floods us with tokens, and good ones at that, pushes out those
//! that are idle, and not those in use.

use aws_lc_rs::aead::{AES_128_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rand;
use zeroize::Zeroizing;

use super::window::{Cell, Charge, Standing, Window};
use crate::policy::Rate;
use crate::provide::sync::{Mutex, MutexGuard, PoisonError};

/// How long a verification counts as recent, and may be used again.
const RECENT_MS: u64 = 600_000;
/// The tokens of a set.
const WAYS: usize = 8;
/// The most tokens that are remembered: `SETS` times `WAYS`, 65,536.
const SETS: usize = 8_192;

/// A token by its tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TokenTag(u128);

/// The tokens that were verified recently, each with a budget of its own and what was found out.
pub(super) struct Verified<V> {
    window: Window,
    /// `None` where the system has no randomness: then no token is remembered.
    key: Option<LessSafeKey>,
    first: Mutex<Set<V>>,
    /// The others. The first stands alone so that a memory without any cannot be written.
    rest: Box<[Mutex<Set<V>>]>,
}

/// The tokens that share a place, in no order.
type Set<V> = Vec<Token<V>>;

struct Token<V> {
    tag: TokenTag,
    verified_ms: u64,
    /// When it was last good for something, which keeps it known.
    used_ms: u64,
    cell: Cell,
    /// Where it is small, and of use.
    found: Option<V>,
}

/// What a verification finds out.
pub(crate) trait Found: Clone {
    /// Whether it is kept. All of it together must not take much memory, whatever issuers put into tokens.
    fn is_small(&self) -> bool;
}

/// How a token that was verified recently stands.
pub(super) enum Known<V> {
    /// What was found out still holds, so that nothing needs to be verified.
    Holds(V),
    /// It has to be verified again.
    Stale,
    /// Its own budget is used up.
    Spent(Standing),
}

impl<V: Found> Verified<V> {
    pub(super) fn new(rate: &Rate) -> Self {
        Self::with_sets(rate, SETS)
    }

    fn with_sets(rate: &Rate, sets: usize) -> Self {
        Self {
            window: Window::new(rate),
            key: random_key(),
            first: Mutex::default(),
            rest: core::iter::repeat_with(Mutex::default).take(sets.saturating_sub(1)).collect(),
        }
    }

    pub(super) fn tag(&self, token: &str) -> Option<TokenTag> {
        let (key, nonce) = (self.key.as_ref()?, Nonce::assume_unique_for_key([0; 12]));
        let tag = key.seal_in_place_separate_tag(nonce, Aad::from(token), &mut []).ok()?;
        Some(TokenTag(u128::from_le_bytes(tag.as_ref().try_into().ok()?)))
    }

    /// What is known of a token; `None` where it was not verified recently. `holds` judges what was found out, and may note in it
    /// that it did; it is used again within the time in which a verification is recent, and not beyond it however often it is used.
    pub(super) fn recall(&self, tag: TokenTag, now_ms: u64, holds: impl FnOnce(&mut V) -> bool) -> Option<Known<V>> {
        let mut set = self.set(tag);
        let token = recent(&mut set, tag, now_ms)?;
        let standing = self.window.standing(&token.cell, now_ms);
        if standing.remaining == 0 {
            return Some(Known::Spent(standing));
        }
        if !is_recent(token.verified_ms, now_ms) || !token.found.as_mut().is_some_and(holds) {
            // Of no use from here on, and somebody's claims.
            token.found = None;
            return Some(Known::Stale);
        }
        token.used_ms = token.used_ms.max(now_ms);
        token.found.clone().map(Known::Holds)
    }

    /// Charges the token's own budget; `None` for a token that was not verified recently.
    pub(super) fn admit(&self, tag: TokenTag, now_ms: u64) -> Option<Result<Charge, Standing>> {
        let mut set = self.set(tag);
        let token = recent(&mut set, tag, now_ms)?;
        Some(self.window.admit(&mut token.cell, now_ms))
    }

    pub(super) fn refund(&self, tag: TokenTag, charge: &Charge, now_ms: u64) {
        if let Some(token) = find(&mut self.set(tag), tag) {
            self.window.refund(&mut token.cell, charge, now_ms);
        }
    }

    /// Remembers that the token was verified now, and what was found out.
    pub(super) fn remember(&self, tag: TokenTag, found: V, now_ms: u64) {
        let (mut set, found) = (self.set(tag), Some(found).filter(V::is_small));
        if let Some(token) = find(&mut set, tag) {
            token.verified_ms = token.verified_ms.max(now_ms);
            token.used_ms = token.used_ms.max(now_ms);
            token.found = found;
            return;
        }
        // What nobody uses any more goes when others come, claims and all.
        set.retain(|token| is_recent(token.used_ms, now_ms));
        let token = Token { tag, verified_ms: now_ms, used_ms: now_ms, cell: Cell::default(), found };
        if set.len() < WAYS {
            set.push(token);
        } else if let Some(idlest) = set.iter_mut().min_by_key(|token| token.used_ms) {
            *idlest = token;
        }
    }

    pub(super) fn forget(&self, tag: TokenTag) {
        self.set(tag).retain(|token| token.tag != tag);
    }

    fn set(&self, tag: TokenTag) -> MutexGuard<'_, Set<V>> {
        let place = tag.0 as usize % (self.rest.len() + 1);
        let set = self.rest.get(place).unwrap_or(&self.first);
        set.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn random_key() -> Option<LessSafeKey> {
    let mut key = Zeroizing::new([0; 16]);
    rand::fill(key.as_mut_slice()).ok()?;
    UnboundKey::new(&AES_128_GCM_SIV, key.as_slice()).ok().map(LessSafeKey::new)
}

fn find<V>(set: &mut Set<V>, tag: TokenTag) -> Option<&mut Token<V>> {
    set.iter_mut().find(|token| token.tag == tag)
}

fn recent<V>(set: &mut Set<V>, tag: TokenTag, now_ms: u64) -> Option<&mut Token<V>> {
    find(set, tag).filter(|token| is_recent(token.used_ms, now_ms))
}

const fn is_recent(then_ms: u64, now_ms: u64) -> bool {
    now_ms.saturating_sub(then_ms) < RECENT_MS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::RateKey;

    /// Up to a thousand it is small.
    impl Found for u32 {
        fn is_small(&self) -> bool {
            *self <= 1_000
        }
    }

    fn verified(sets: usize) -> Verified<u32> {
        Verified::with_sets(&Rate { count: 2, window_s: 60, burst: 0, key: RateKey::Address }, sets)
    }

    fn found(verified: &Verified<u32>, tag: TokenTag, now_ms: u64) -> Option<u32> {
        match verified.recall(tag, now_ms, |_| true)? {
            Known::Holds(found) => Some(found),
            Known::Stale | Known::Spent(_) => None,
        }
    }

    fn tokens(verified: &Verified<u32>) -> usize {
        core::iter::once(&verified.first).chain(&verified.rest).map(|set| set.lock().unwrap().len()).sum()
    }

    #[test]
    fn a_verification_is_used_again_for_ten_minutes_however_often_it_is_used() {
        let verified = verified(16);
        let tag = verified.tag("token").unwrap();
        assert!(verified.recall(tag, 0, |_| true).is_none());
        verified.remember(tag, 7, 0);
        for now in [0, 300_000, 599_999] {
            assert_eq!(found(&verified, tag, now), Some(7));
        }
        assert!(matches!(verified.recall(tag, 600_000, |_| true), Some(Known::Stale)), "known, and judged again");
        verified.remember(tag, 8, 600_000);
        assert_eq!(found(&verified, tag, 600_000), Some(8));
    }

    #[test]
    fn a_token_is_known_for_ten_minutes_after_its_last_use() {
        let verified = verified(16);
        let tag = verified.tag("token").unwrap();
        verified.remember(tag, 7, 0);
        assert!(verified.admit(tag, 599_999).is_some());
        assert!(verified.admit(tag, 600_000).is_none());
        assert!(verified.recall(tag, 600_000, |_| true).is_none());
        verified.remember(tag, 7, 600_000);
        verified.forget(tag);
        assert!(verified.recall(tag, 600_000, |_| true).is_none());
    }

    #[test]
    fn what_no_longer_holds_is_not_used() {
        let verified = verified(16);
        let tag = verified.tag("token").unwrap();
        verified.remember(tag, 7, 0);
        assert!(matches!(verified.recall(tag, 0, |found| *found != 7), Some(Known::Stale)));
    }

    #[test]
    fn what_is_large_or_of_no_use_is_not_kept_and_the_token_is_known_all_the_same() {
        let verified = verified(1);
        let tag = verified.tag("token").unwrap();
        verified.remember(tag, 2_000, 0);
        assert!(matches!(verified.recall(tag, 0, |_| true), Some(Known::Stale)));
        verified.remember(tag, 7, 0);
        assert!(matches!(verified.recall(tag, 0, |_| false), Some(Known::Stale)));
        assert!(matches!(verified.recall(tag, 0, |_| true), Some(Known::Stale)), "it is gone");
        let late = verified.tag("late").unwrap();
        verified.remember(late, 7, 600_000);
        assert_eq!(tokens(&verified), 1, "nobody used the first for ten minutes");
    }

    #[test]
    fn the_tag_of_a_token_is_one_memorys_own() {
        let (one, other) = (verified(1), verified(1));
        assert_eq!(one.tag("token"), one.tag("token"));
        assert_ne!(one.tag("token"), one.tag("tokem"));
        assert_ne!(one.tag("token"), other.tag("token"));
    }

    #[test]
    fn a_flood_of_good_tokens_neither_grows_the_memory_nor_pushes_out_one_in_use() {
        let verified = verified(4);
        let hot = verified.tag("hot").unwrap();
        verified.remember(hot, 1, 0);
        for number in 0..5_000_u32 {
            let now = u64::from(number);
            verified.remember(verified.tag(&number.to_string()).unwrap(), 0, now);
            assert_eq!(found(&verified, hot, now), Some(1));
        }
        assert_eq!(tokens(&verified), 4 * WAYS);
    }
}
