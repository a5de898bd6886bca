//! The tokens that were verified a short while ago, with what was found out about their bearers.
//!
//! What is kept of a token is its tag, and never the token (C121). What was found out is kept with the tag, claims and all,
//! where it is small.
//!
//! The memory is bounded without a sweep. A tag chooses one of many small sets, which nobody outside can foresee; a set that
//! is full gives up the token that was used longest ago, and none that has used a budget of its own. Whoever floods us with tokens,
//! and good ones at that, pushes out those that are idle, and not those in use.

use std::sync::OnceLock;

use super::tag::TokenTag;
use super::window::{Cell, Charge, Standing, Window};
use crate::policy::Rate;
use crate::provide::sync::{Mutex, MutexGuard, PoisonError};

/// How long a verification counts as recent, and may be used again.
const RECENT_MS: u64 = 600_000;
/// The tokens of a set.
const WAYS: usize = 8;
/// The sets of a group.
const GROUP: usize = 64;
/// The most tokens that are remembered where the application says nothing.
pub(crate) const DEFAULT_TOKENS: usize = 65_536;
/// The most that an application may say: with the largest claims that are kept, each takes some 2.5 KB.
pub(crate) const MOST_TOKENS: usize = 1 << 20;

/// The tokens that were verified recently, each with a budget of its own and what was found out.
pub(super) struct Verified<V> {
    window: Window,
    first: Mutex<Set<V>>,
    /// The others, in groups that are made when they are first looked at: all of them take a quarter of a megabyte, empty.
    /// The first stands alone so that a memory without any cannot be written.
    rest: Box<[OnceLock<Group<V>>]>,
    /// How many sets there are.
    sets: usize,
    /// The most tokens of a set.
    ways: usize,
    /// Whether what was found out is kept with the token.
    keeps: bool,
}

/// The tokens that share a place, in no order.
type Set<V> = Vec<Token<V>>;

/// Sets that are made together.
type Group<V> = Box<[Mutex<Set<V>>]>;

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
    /// With room for `most` tokens. Where that is none, what was found out about a token is never kept; that it was good is,
    /// since its bearer passes an address by it that others have used up.
    pub(super) fn new(rate: &Rate, most: usize) -> Self {
        let keeps = most > 0;
        let most = if keeps { most } else { DEFAULT_TOKENS };
        let (sets, ways) = ((most / WAYS).max(1), most.min(WAYS));
        Self {
            window: Window::new(rate),
            first: Mutex::default(),
            rest: core::iter::repeat_with(OnceLock::new).take((sets - 1).div_ceil(GROUP)).collect(),
            sets,
            ways,
            keeps,
        }
    }

    /// What is known of a token; `None` where it was not verified recently. `holds` judges what was found out, and may note in it
    /// that it did; it is used again within the time in which a verification is recent, and not beyond it however often it is used.
    pub(super) fn recall(&self, tag: TokenTag, now_ms: u64, holds: impl FnOnce(&mut V) -> bool) -> Option<Known<V>> {
        let mut set = self.set(tag);
        let token = find(&mut set, tag)?;
        let standing = self.window.standing(&token.cell, now_ms);
        if standing.remaining == 0 {
            return Some(Known::Spent(standing));
        }
        if !is_recent(token.used_ms, now_ms) {
            return None;
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

    /// Remembers that the token was verified now, and what was found out, unless all that share its place have used their
    /// budgets.
    pub(super) fn remember(&self, tag: TokenTag, found: V, now_ms: u64) {
        let found = Some(found).filter(|found| self.keeps && found.is_small());
        let mut set = self.set(tag);
        if let Some(token) = find(&mut set, tag) {
            token.verified_ms = token.verified_ms.max(now_ms);
            token.used_ms = token.used_ms.max(now_ms);
            token.found = found;
            return;
        }
        // What nobody uses any more goes when others come, claims and all. But nobody gets a budget back by that.
        let is_idle = |token: &Token<V>| self.window.is_idle(&token.cell, now_ms);
        set.retain(|token| is_recent(token.used_ms, now_ms) || !is_idle(token));
        let token = Token { tag, verified_ms: now_ms, used_ms: now_ms, cell: Cell::default(), found };
        if set.len() < self.ways {
            set.push(token);
        } else if let Some(idlest) = set.iter_mut().filter(|token| is_idle(token)).min_by_key(|token| token.used_ms) {
            *idlest = token;
        }
    }

    pub(super) fn forget(&self, tag: TokenTag) {
        self.set(tag).retain(|token| token.tag != tag);
    }

    fn set(&self, tag: TokenTag) -> MutexGuard<'_, Set<V>> {
        let of_rest = |place: usize| {
            let group = self.rest.get(place / GROUP)?;
            let made = || core::iter::repeat_with(Mutex::default).take(GROUP).collect();
            group.get_or_init(made).get(place % GROUP)
        };
        let set = tag.place(self.sets).checked_sub(1).and_then(of_rest).unwrap_or(&self.first);
        set.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
#[path = "verified_tests.rs"]
mod tests;
