//! The tokens that were verified a short while ago.
//!
//! What is kept is a tag that only this process can compute, and not the token.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::window::{Cell, Charge, Standing, Window};
use crate::policy::Rate;

/// How long a verification counts as recent.
const RECENT_MS: u64 = 600_000;
/// The most tokens that are remembered. Who comes later has the budget of the address, like everybody.
const MOST_TOKENS: usize = 65_536;
const SHARDS: usize = 16;
const SWEEP_EVERY_MS: u64 = 1_000;

/// A token by its 64-bit tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct TokenTag(u64);

/// The tokens that were verified recently, each with a budget of its own.
pub(super) struct Verified {
    window: Window,
    /// Keyed at random a process: a tag can be neither computed nor collided with from outside.
    hasher: RandomState,
    first: Mutex<Shard>,
    /// The others. The first stands alone so that a table without any cannot be written.
    rest: Box<[Mutex<Shard>]>,
    tokens_a_shard: usize,
}

#[derive(Default)]
struct Shard {
    tokens: HashMap<TokenTag, Token>,
    next_sweep_ms: u64,
}

struct Token {
    verified_ms: u64,
    cell: Cell,
}

impl Verified {
    pub(super) fn new(rate: &Rate) -> Self {
        Self::with_capacity(rate, MOST_TOKENS)
    }

    fn with_capacity(rate: &Rate, capacity: usize) -> Self {
        let shard = || Mutex::new(Shard::default());
        Self {
            window: Window::new(rate),
            hasher: RandomState::new(),
            first: shard(),
            rest: core::iter::repeat_with(shard).take(SHARDS - 1).collect(),
            tokens_a_shard: capacity / SHARDS,
        }
    }

    pub(super) fn tag(&self, token: &str) -> TokenTag {
        TokenTag(self.hasher.hash_one(token))
    }

    /// Whether the token was verified recently.
    pub(super) fn knows(&self, tag: TokenTag, now_ms: u64) -> bool {
        self.shard(tag).tokens.get(&tag).is_some_and(|token| token.is_recent(now_ms))
    }

    /// How the token's own budget stands where it is used up.
    pub(super) fn spent(&self, tag: TokenTag, now_ms: u64) -> Option<Standing> {
        let shard = self.shard(tag);
        let token = shard.tokens.get(&tag).filter(|token| token.is_recent(now_ms))?;
        let standing = self.window.standing(&token.cell, now_ms);
        (standing.remaining == 0).then_some(standing)
    }

    /// Charges the token's own budget; `None` for a token that was not verified recently.
    pub(super) fn admit(&self, tag: TokenTag, now_ms: u64) -> Option<Result<Charge, Standing>> {
        let mut shard = self.shard(tag);
        let token = shard.tokens.get_mut(&tag).filter(|token| token.is_recent(now_ms))?;
        Some(self.window.admit(&mut token.cell, now_ms))
    }

    pub(super) fn refund(&self, tag: TokenTag, charge: &Charge, now_ms: u64) {
        if let Some(token) = self.shard(tag).tokens.get_mut(&tag) {
            self.window.refund(&mut token.cell, charge, now_ms);
        }
    }

    /// Remembers that the token was verified now, where there is room.
    pub(super) fn remember(&self, tag: TokenTag, now_ms: u64) {
        let mut shard = self.shard(tag);
        if let Some(token) = shard.tokens.get_mut(&tag) {
            token.verified_ms = token.verified_ms.max(now_ms);
        } else if shard.has_room(self.tokens_a_shard, now_ms) {
            shard.tokens.insert(tag, Token { verified_ms: now_ms, cell: Cell::default() });
        }
    }

    pub(super) fn forget(&self, tag: TokenTag) {
        self.shard(tag).tokens.remove(&tag);
    }

    fn shard(&self, tag: TokenTag) -> MutexGuard<'_, Shard> {
        let place = (tag.0 >> 24) as usize % (self.rest.len() + 1);
        let shard = self.rest.get(place).unwrap_or(&self.first);
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shard {
    fn has_room(&mut self, most: usize, now_ms: u64) -> bool {
        let held = self.tokens.len();
        if (held >= most || held == self.tokens.capacity()) && now_ms >= self.next_sweep_ms {
            self.tokens.retain(|_, token| token.is_recent(now_ms));
            self.next_sweep_ms = now_ms.saturating_add(SWEEP_EVERY_MS);
        }
        self.tokens.len() < most
    }
}

impl Token {
    const fn is_recent(&self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.verified_ms) < RECENT_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::RateKey;

    fn verified(capacity: usize) -> Verified {
        Verified::with_capacity(&Rate { count: 2, window_s: 60, burst: 0, key: RateKey::Address }, capacity)
    }

    fn tokens(verified: &Verified) -> usize {
        core::iter::once(&verified.first).chain(&verified.rest).map(|shard| shard.lock().unwrap().tokens.len()).sum()
    }

    #[test]
    fn a_token_is_remembered_for_ten_minutes() {
        let verified = verified(100);
        let tag = verified.tag("token");
        assert!(!verified.knows(tag, 0));
        verified.remember(tag, 0);
        assert!(verified.knows(tag, 599_999));
        assert!(!verified.knows(tag, 600_000));
        assert!(verified.admit(tag, 600_000).is_none());
        verified.remember(tag, 600_000);
        assert!(verified.knows(tag, 600_000));
        verified.forget(tag);
        assert!(!verified.knows(tag, 600_000));
    }

    #[test]
    fn the_tag_of_a_token_is_one_tables_own() {
        let (one, other) = (verified(1), verified(1));
        assert_eq!(one.tag("token"), one.tag("token"));
        assert_ne!(one.tag("token"), other.tag("token"));
    }

    #[test]
    fn the_table_is_bounded_and_keeps_what_is_recent() {
        let verified = verified(160);
        for number in 0..5_000 {
            verified.remember(verified.tag(&number.to_string()), 0);
        }
        assert_eq!(tokens(&verified), 160);
        let late = verified.tag("late");
        verified.remember(late, 500_000);
        assert!(!verified.knows(late, 500_000));
        verified.remember(late, 600_000);
        assert!(verified.knows(late, 600_000));
    }
}
