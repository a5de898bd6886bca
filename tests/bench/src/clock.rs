//! Time as the measurement has it: so much passes between two requests, on every machine and in every run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use secure_api::provide::clock::Clock;

/// A clock that moves on command.
#[derive(Clone, Debug)]
pub(crate) struct SteppedClock {
    started_s: u64,
    passed_ms: Arc<AtomicU64>,
}

impl SteppedClock {
    pub(crate) fn new() -> Self {
        Self { started_s: now_s(), passed_ms: Arc::default() }
    }

    pub(crate) fn advance(&self, ms: u64) {
        self.passed_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for SteppedClock {
    fn unix_s(&self) -> u64 {
        self.started_s + self.monotonic_ms() / 1_000
    }

    fn monotonic_ms(&self) -> u64 {
        self.passed_ms.load(Ordering::Relaxed)
    }
}

/// Seconds since 1970, by the system.
#[allow(clippy::disallowed_methods, reason = "tokens that are made here are judged by other programs' clocks")]
pub(crate) fn now_s() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
