//! What can be caused as often as one likes is told a hundred times a second, and counted beyond that.
//!
//! Whoever floods an application with refusals must neither fill its log nor slow down the requests of others, and must not be
//! able to hide anything else behind them: each kind has a count of its own, strangers and known callers one each. What a known
//! caller causes within its limits is told always, since these bound it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::event;

/// How many refusals of one kind are told in a second.
const MOST_A_SECOND: u32 = 100;
const SECOND_MS: u64 = 1_000;

/// How often each kind came up lately.
#[derive(Debug, Default)]
pub(crate) struct Flood {
    kinds: Mutex<BTreeMap<Kind, Second>>,
}

/// What is counted together. There are as many as the source has reasons, times a few.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    pub(crate) reason: &'static str,
    /// A fault of ours is not hidden by what clients do wrong.
    pub(crate) is_server_error: bool,
    pub(crate) is_of_known_caller: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Second {
    began_ms: u64,
    told: u32,
    held_back: u64,
}

impl Flood {
    /// Whether one more refusal is told. Where it is not, or some were not before, the log learns of that.
    pub(crate) fn admits(&self, kind: Kind, now_ms: u64) -> bool {
        // What the log learns: that from here on there are more, or how many there were.
        let (admitted, news) = {
            let mut kinds = self.kinds();
            let second = kinds.entry(kind).or_default();
            let mut over = 0;
            if now_ms.saturating_sub(second.began_ms) >= SECOND_MS {
                over = second.held_back;
                *second = Second { began_ms: now_ms, ..Second::default() };
            }
            if second.told < MOST_A_SECOND {
                second.told += 1;
                (true, (over > 0).then_some(Some(over)))
            } else {
                second.held_back += 1;
                (false, (second.held_back == 1).then_some(None))
            }
        };
        if let Some(count) = news {
            event::held_back(kind, count);
        }
        admitted
    }

    fn kinds(&self) -> MutexGuard<'_, BTreeMap<Kind, Second>> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The counts that nothing came after.
impl Drop for Flood {
    fn drop(&mut self) {
        for (kind, second) in self.kinds().iter().filter(|(_, second)| second.held_back > 0) {
            event::held_back(*kind, Some(second.held_back));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::json::tests::line;

    #[test]
    fn a_hundred_a_second_are_told_for_each_reason() {
        let flood = Flood::default();
        let kind = |reason| Kind { reason, is_server_error: false, is_of_known_caller: false };
        let told = |reason, now_ms| (0..1_000).filter(|_| flood.admits(kind(reason), now_ms)).count();
        assert_eq!(told("no credential", 0), 100);
        assert_eq!(told("no credential", 999), 0);
        assert_eq!(told("bad signature", 999), 100);
        assert_eq!(told("no credential", 1_000), 100);
        assert!(flood.admits(Kind { is_server_error: true, ..kind("no credential") }, 1_000));
        assert!(flood.admits(Kind { is_of_known_caller: true, ..kind("no credential") }, 1_000));
    }

    #[test]
    fn how_many_were_not_told_is_told() {
        let flood = Flood::default();
        let kind = |reason| Kind { reason, is_server_error: false, is_of_known_caller: false };
        let admit = |reason, now_ms| {
            let _told = flood.admits(kind(reason), now_ms);
        };
        let told = |tell: &dyn Fn()| String::from_utf8(line(tell)).unwrap();
        let beginning = told(&|| (0..107).for_each(|_| admit("bad signature", 5_000)));
        assert!(beginning.contains("bad signature") && !beginning.contains(":7"), "{beginning}");
        let over = told(&|| assert!(flood.admits(kind("bad signature"), 6_000)));
        assert!(over.contains(":7"), "{over}");
        assert!(flood.admits(kind("no credential"), 6_000));
        told(&|| (0..103).for_each(|_| admit("expired", 6_000)));
        let last = String::from_utf8(line(|| drop(flood))).unwrap();
        assert!(last.contains("expired") && last.contains(":3"), "{last}");
    }
}
