//! The sliding window: over any span of the window's length, never more than the quota.
//!
//! A cell remembers what it admitted as runs of arrivals. A window is closed at its beginning and open at its end: of two
//! arrivals exactly one window apart, the second is outside the first's window.
//!
//! Up to a quota of 16 each moment is a run of its own, and the window is exact. Above that, time is cut into slots of a
//! sixteenth of the window, the arrivals of a slot are one run, and all of it expires with its last arrival: the promise
//! holds as it stands, and a charge may weigh up to a sixteenth of the window longer than it should.
//!
//! A burst (`10/min burst 20`) is two conditions of which both must admit: a window with the burst as its quota, and a
//! bucket of as many tokens that is refilled at the sustained rate.

use crate::policy::Rate;

/// The largest quota that is counted one moment at a time.
const EXACT_QUOTA: u32 = 16;
/// Into how many slots the window of a larger quota is cut.
const SLOTS: u64 = 16;
/// The longest window in ticks: with a margin, what the 32 bits of a run hold.
const MOST_TICKS: u64 = 1 << 30;
const NS_PER_MS: u64 = 1_000_000;

/// A limit in the form in which it is counted. Judges [`Cell`]s.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    quota: u32,
    length_s: u32,
    /// The unit of a cell's times: 1 ms, and more only in windows beyond 12 days.
    tick_ms: u64,
    /// The window, in ticks.
    span: u64,
    /// What shares a run, in ticks.
    slot: u64,
    /// The time after which a bucket has one more token; 0 where there is no bucket.
    refill_ns: u64,
}

/// What one key was admitted. The default is the cell of a key that was never seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    /// The tick that the runs count from.
    base: u64,
    /// When the bucket is full again.
    full_ns: u64,
    /// In the order of time.
    runs: Vec<Run>,
}

#[derive(Clone, Copy, Debug)]
struct Run {
    /// The last arrival, in ticks after the base.
    at: u32,
    count: u32,
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
        let length_s = rate.window_s.max(1);
        let window_ms = u64::from(length_s) * 1_000;
        let tick_ms = window_ms.div_ceil(MOST_TICKS);
        let span = window_ms.div_ceil(tick_ms);
        let quota = rate.quota();
        // Rounded up: the sustained rate is missed by a nanosecond an arrival, and never exceeded.
        let refill_ns =
            if quota > rate.count { (window_ms * NS_PER_MS).div_ceil(u64::from(rate.count.max(1))) } else { 0 };
        Self {
            quota,
            length_s,
            tick_ms,
            span,
            slot: if quota <= EXACT_QUOTA { 1 } else { span.div_ceil(SLOTS) },
            refill_ns,
        }
    }

    pub(crate) const fn quota(&self) -> u32 {
        self.quota
    }

    /// The window, in seconds.
    pub(crate) const fn length_s(&self) -> u32 {
        self.length_s
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
        cell.full_ns <= nanoseconds(now_ms) && self.live(cell, now_ms).next().is_none()
    }

    /// Takes one admission back. What has expired since stays as it is.
    pub(crate) fn refund(&self, cell: &mut Cell, charge: &Charge, now_ms: u64) {
        // Before that moment the bucket cannot have been full, so that the token is still missing. Later it may have
        // been refilled already, and to give it back would give it twice.
        if nanoseconds(now_ms) < charge.full_ns {
            cell.full_ns = cell.full_ns.saturating_sub(self.refill_ns);
        }
        let slot = charge.at / self.slot;
        let joined = cell.runs.iter().position(|run| cell.tick_of(run) / self.slot == slot);
        let Some(place) = joined else { return };
        if let Some(run) = cell.runs.get_mut(place) {
            run.count = run.count.saturating_sub(1);
            if run.count == 0 {
                cell.runs.remove(place);
            }
        }
    }

    /// Charges one arrival without asking whether it is admitted.
    pub(crate) fn charge(&self, cell: &mut Cell, now_ms: u64) -> Charge {
        let dead = cell.runs.len() - self.live(cell, now_ms).count();
        cell.runs.drain(..dead);
        if self.refill_ns != 0 {
            cell.full_ns = cell.full_ns.max(nanoseconds(now_ms)).saturating_add(self.refill_ns);
        }
        // Whoever read the clock first need not be first at the cell: the order of the cell counts.
        let at = now_ms.div_ceil(self.tick_ms).max(cell.latest());
        let joins = !cell.runs.is_empty() && cell.latest() / self.slot == at / self.slot;
        let offset = cell.offset_of(at);
        match cell.runs.last_mut() {
            Some(run) if joins => {
                run.at = offset;
                run.count = run.count.saturating_add(1);
            }
            _ => {
                cell.make_room(self.most_runs());
                cell.runs.push(Run { at: offset, count: 1 });
            }
        }
        Charge { at, full_ns: cell.full_ns }
    }

    /// What the window has left, and the time until it has more.
    fn left_in_window(&self, cell: &Cell, now_ms: u64) -> (u32, u64) {
        let used = self.live(cell, now_ms).fold(0_u32, |used, run| used.saturating_add(run.count));
        let oldest = self.live(cell, now_ms).next();
        let free_ms = match oldest {
            Some(run) => self.end_of(cell, run).saturating_mul(self.tick_ms).saturating_sub(now_ms),
            None if self.quota == 0 => self.span * self.tick_ms,
            None => 0,
        };
        (self.quota.saturating_sub(used), free_ms)
    }

    /// What the bucket has left, and the time until it has more.
    fn left_in_bucket(&self, cell: &Cell, now_ms: u64) -> (u32, u64) {
        if self.refill_ns == 0 {
            return (u32::MAX, 0);
        }
        let ahead_ns = cell.full_ns.saturating_sub(nanoseconds(now_ms));
        // More than the quota are missing only for someone who read the clock long before the last to be charged.
        let missing = ahead_ns.div_ceil(self.refill_ns);
        let counted = missing.min(u64::from(self.quota));
        let next_ns = ahead_ns.saturating_sub(counted.saturating_sub(1).saturating_mul(self.refill_ns));
        let left = self.quota.saturating_sub(u32::try_from(counted).unwrap_or(u32::MAX));
        (left, next_ns.div_ceil(NS_PER_MS))
    }

    /// The runs whose last arrival is less than a window ago.
    fn live<'a>(&'a self, cell: &'a Cell, now_ms: u64) -> impl Iterator<Item = &'a Run> {
        let now = now_ms / self.tick_ms;
        cell.runs.iter().skip_while(move |run| self.end_of(cell, run) <= now)
    }

    /// The tick from which the run no longer counts.
    const fn end_of(&self, cell: &Cell, run: &Run) -> u64 {
        cell.tick_of(run).saturating_add(self.span)
    }

    fn most_runs(&self) -> usize {
        if self.quota <= EXACT_QUOTA { self.quota as usize } else { SLOTS as usize + 1 }
    }
}

impl Cell {
    /// The tick of the last arrival.
    fn latest(&self) -> u64 {
        self.runs.last().map_or(0, |run| self.tick_of(run))
    }

    const fn tick_of(&self, run: &Run) -> u64 {
        self.base.saturating_add(run.at as u64)
    }

    /// `at` counted from the base, which is moved where it is too long ago.
    fn offset_of(&mut self, at: u64) -> u32 {
        let Some(first) = self.runs.first().copied() else {
            self.base = at;
            return 0;
        };
        if at - self.base > u64::from(u32::MAX) {
            self.base += u64::from(first.at);
            for run in &mut self.runs {
                run.at -= first.at;
            }
        }
        u32::try_from(at - self.base).unwrap_or(u32::MAX)
    }

    /// Grows by what is needed: doubling would take 32 places for 17 runs.
    fn make_room(&mut self, most: usize) {
        let held = self.runs.len();
        if held == self.runs.capacity() {
            // The smallest block an allocator hands out has room for three.
            let wanted = (held * 2).clamp(3, most.max(3));
            self.runs.reserve_exact(wanted.saturating_sub(held).max(1));
        }
    }

    /// The bytes the cell takes, without the allocator's own.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.runs.capacity() * size_of::<Run>()
    }
}

const fn nanoseconds(ms: u64) -> u64 {
    ms.saturating_mul(NS_PER_MS)
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
