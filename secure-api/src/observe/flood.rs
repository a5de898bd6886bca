//! What anybody can cause as often as they like is told a hundred times a second, and counted beyond that.
//!
//! Whoever floods an application with refusals must neither fill its log nor slow down the requests of others, and must not be
//! able to hide among them: each reason has a count of its own, and what a known caller causes is told always, since its limits
//! bound it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::event;

/// How many refusals of one reason are told in a second.
const MOST_A_SECOND: u32 = 100;
const SECOND_MS: u64 = 1_000;

/// How often each reason came up lately.
#[derive(Debug, Default)]
pub(crate) struct Flood {
    reasons: Mutex<BTreeMap<&'static str, Second>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Second {
    began_ms: u64,
    told: u32,
    held_back: u64,
}

impl Flood {
    /// Whether one more refusal is told. Where it is not, or some were not before, the log learns of that.
    pub(crate) fn admits(&self, reason: &'static str, now_ms: u64) -> bool {
        let (admitted, before) = {
            let mut reasons = self.reasons();
            let second = reasons.entry(reason).or_default();
            let mut before = 0;
            if now_ms.saturating_sub(second.began_ms) >= SECOND_MS {
                before = second.held_back;
                *second = Second { began_ms: now_ms, told: 0, held_back: 0 };
            }
            let admitted = second.told < MOST_A_SECOND;
            if admitted {
                second.told += 1;
            } else {
                second.held_back += 1;
            }
            // From the first on it is known that there are such; how many, when it is over.
            (admitted, if second.held_back == 1 && !admitted { 1 } else { before })
        };
        if before > 0 {
            event::held_back(reason, (admitted).then_some(before));
        }
        admitted
    }

    fn reasons(&self) -> MutexGuard<'_, BTreeMap<&'static str, Second>> {
        self.reasons.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The counts that nothing came after.
impl Drop for Flood {
    fn drop(&mut self) {
        for (reason, second) in self.reasons().iter().filter(|(_, second)| second.held_back > 0) {
            event::held_back(reason, Some(second.held_back));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_a_second_are_told_for_each_reason() {
        let flood = Flood::default();
        let told = |reason, now_ms| (0..1_000).filter(|_| flood.admits(reason, now_ms)).count();
        assert_eq!(told("no credential", 0), 100);
        assert_eq!(told("no credential", 999), 0);
        assert_eq!(told("bad signature", 999), 100);
        assert_eq!(told("no credential", 1_000), 100);
    }
}
