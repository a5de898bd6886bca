//! The sliding window: over any span of the window's length, never more than the quota.
//!
//! A cell remembers what it admitted. A window is closed at its beginning and open at its end: of two
//! arrivals exactly one window apart, the second is outside the first's window.
//!
//! Up to a quota of 16 each arrival is written down, and the window is exact. Above that, time is cut into slots of a
//! sixteenth of the window, and all of a slot expires with its last arrival: the promise holds as it stands, and a charge
//! may weigh up to a sixteenth of the window longer than it should.
//!
//! A burst (`10/min burst 20`) is two conditions of which both must admit: a window with the burst as its quota, and a
//! bucket of as many tokens that is refilled at the sustained rate.

use super::cell::{Form, Layout};
use crate::policy::Rate;

pub(crate) use super::cell::Cell;

/// The largest quota that is counted one arrival at a time.
const EXACT_QUOTA: u32 = 16;
/// Into how many slots the window of a larger quota is cut.
const SLOTS: u64 = 16;
/// The largest quota of which 16 bits can count what comes in a slot.
const NARROW_QUOTA: u32 = u16::MAX as u32;
/// The longest window in ticks: with a margin, what 32 bits hold.
const MOST_TICKS: u64 = 1 << 30;
/// The same where 16 bits hold a slot of it: up to 17 minutes by the millisecond, and to a millionth of it beyond.
const MOST_NARROW_TICKS: u64 = SLOTS << 16;
const NS_PER_MS: u64 = 1_000_000;

/// A limit in the form in which it is counted. Judges [`Cell`]s.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    quota: u32,
    length_ms: u64,
    /// The unit of a cell's times: 1 ms, and more only in windows beyond 17 minutes, or 12 days where each arrival counts.
    tick_ms: u64,
    /// The window, in ticks.
    span: u64,
    /// How arrivals are written down.
    form: Form,
    /// The time after which a bucket has one more token; 0 where there is no bucket.
    refill_ns: u64,
}

/// One admission, which can be taken back.
#[derive(Debug)]
#[must_use = "keep it for as long as the admission may be refunded"]
pub(crate) struct Charge {
    at: u64,
    full_ns: u64,
}

/// How a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// How many would be admitted at once, now.
    pub(crate) remaining: u32,
    /// The time until `remaining` grows; 0 where nothing is charged. Where nothing remains, the same as `retry_ms`.
    pub(crate) reset_ms: u64,
    /// The time until the next is admitted; 0 means now.
    pub(crate) retry_ms: u64,
}

impl Window {
    pub(crate) fn new(rate: &Rate) -> Self {
        // The grammar of rates knows no zero; should one come by another way, it must not mean "without limit".
        Self::of(rate.quota(), rate.count, u64::from(rate.window_s.max(1)) * 1_000)
    }

    /// `quota` in any `length_ms`, without a bucket.
    pub(crate) fn within(quota: u32, length_ms: u64) -> Self {
        Self::of(quota, quota, length_ms.max(1))
    }

    fn of(quota: u32, sustained: u32, length_ms: u64) -> Self {
        let (layout, most_ticks) = if quota <= EXACT_QUOTA {
            (Layout::Each, MOST_TICKS)
        } else if quota <= NARROW_QUOTA {
            (Layout::Slots, MOST_NARROW_TICKS)
        } else {
            (Layout::WideSlots, MOST_TICKS)
        };
        let tick_ms = length_ms.div_ceil(most_ticks);
        let span = length_ms.div_ceil(tick_ms);
        // Rounded up: the sustained rate is missed by a nanosecond an arrival, and never exceeded.
        let refill_ns =
            if quota > sustained { (length_ms * NS_PER_MS).div_ceil(u64::from(sustained.max(1))) } else { 0 };
        let (slot, most) = match layout {
            Layout::Each => (1, quota.max(1) as usize),
            Layout::Slots | Layout::WideSlots => (span.div_ceil(SLOTS), SLOTS as usize + 1),
        };
        let form = Form { layout, slot, most, bucket: refill_ns != 0 };
        Self { quota, length_ms, tick_ms, span, form, refill_ns }
    }

    pub(crate) const fn quota(&self) -> u32 {
        self.quota
    }

    /// The window, in seconds, of which a declared one has whole ones.
    pub(crate) const fn length_s(&self) -> u32 {
        (self.length_ms / 1_000) as u32
    }

    /// Charges one arrival, or nothing where it is refused.
    pub(crate) fn admit(&self, cell: &mut Cell, now_ms: u64) -> Result<Charge, Standing> {
        let standing = self.standing(cell, now_ms);
        if standing.remaining == 0 { Err(standing) } else { Ok(self.charge(cell, now_ms)) }
    }

    /// How the cell stands. Changes nothing.
    pub(crate) fn standing(&self, cell: &Cell, now_ms: u64) -> Standing {
        let (left, window_ms) = self.left_in_window(cell, now_ms);
        let (tokens, token_ms) = self.left_in_bucket(cell, now_ms);
        let remaining = left.min(tokens);
        let reset_ms = match left.cmp(&tokens) {
            core::cmp::Ordering::Less => window_ms,
            core::cmp::Ordering::Equal => window_ms.max(token_ms),
            core::cmp::Ordering::Greater => token_ms,
        };
        Standing { remaining, reset_ms, retry_ms: if remaining == 0 { reset_ms.max(1) } else { 0 } }
    }

    /// Whether the cell cannot be told from that of a key that was never seen.
    pub(crate) fn is_idle(&self, cell: &Cell, now_ms: u64) -> bool {
        self.form.full_ns(cell) <= nanoseconds(now_ms) && self.live(cell, now_ms).is_none()
    }

    /// Takes one admission back. What has expired since stays as it is.
    pub(crate) fn refund(&self, cell: &mut Cell, charge: &Charge, now_ms: u64) {
        // Before that moment the bucket cannot have been full, so that the token is still missing. Later it may have
        // been refilled already, and to give it back would give it twice.
        if nanoseconds(now_ms) < charge.full_ns {
            self.form.set_full_ns(cell, self.form.full_ns(cell).saturating_sub(self.refill_ns));
        }
        self.form.take_back(cell, charge.at);
    }

    /// Charges one arrival without asking whether it is admitted.
    pub(crate) fn charge(&self, cell: &mut Cell, now_ms: u64) -> Charge {
        // Whoever read the clock first need not be first at the cell: the order of the cell counts.
        let latest = self.form.latest(cell);
        let at = now_ms.div_ceil(self.tick_ms).max(latest);
        // An arrival came after the tick before the one that it is written down with, which is rounded up.
        let now = (now_ms / self.tick_ms).max(latest.saturating_sub(1));
        self.form.add(cell, at, |last| last.saturating_add(self.span) <= now);
        let mut full_ns = 0;
        if self.refill_ns != 0 {
            full_ns = self.form.full_ns(cell).max(nanoseconds(now_ms)).saturating_add(self.refill_ns);
            self.form.set_full_ns(cell, full_ns);
        }
        Charge { at, full_ns }
    }

    /// What the window has left, and the time until it has more.
    fn left_in_window(&self, cell: &Cell, now_ms: u64) -> (u32, u64) {
        match self.live(cell, now_ms) {
            Some((oldest, used)) => {
                let free = oldest.saturating_add(self.span).saturating_mul(self.tick_ms);
                (self.quota.saturating_sub(used), free.saturating_sub(now_ms))
            }
            None if self.quota == 0 => (0, self.span * self.tick_ms),
            None => (self.quota, 0),
        }
    }

    /// What the bucket has left, and the time until it has more.
    fn left_in_bucket(&self, cell: &Cell, now_ms: u64) -> (u32, u64) {
        if self.refill_ns == 0 {
            return (u32::MAX, 0);
        }
        let ahead_ns = self.form.full_ns(cell).saturating_sub(nanoseconds(now_ms));
        // More than the quota are missing only for someone who read the clock long before the last to be charged.
        let missing = ahead_ns.div_ceil(self.refill_ns);
        let counted = missing.min(u64::from(self.quota));
        let next_ns = ahead_ns.saturating_sub(counted.saturating_sub(1).saturating_mul(self.refill_ns));
        let left = self.quota.saturating_sub(u32::try_from(counted).unwrap_or(u32::MAX));
        (left, next_ns.div_ceil(NS_PER_MS))
    }

    /// The oldest arrival that is less than a window ago, and how many are.
    fn live(&self, cell: &Cell, now_ms: u64) -> Option<(u64, u32)> {
        let now = now_ms / self.tick_ms;
        self.form.live(cell, |last| last.saturating_add(self.span) <= now)
    }
}

const fn nanoseconds(ms: u64) -> u64 {
    ms.saturating_mul(NS_PER_MS)
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
