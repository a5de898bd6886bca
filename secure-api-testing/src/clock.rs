//! A clock that moves on command.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use secure_api::provide::clock::{Clock, SystemClock};

/// Stands still until it is told to move. Its clones are the same clock.
#[derive(Clone, Debug)]
pub struct TestClock {
    started_unix_ms: u64,
    elapsed_ms: Arc<AtomicU64>,
}

impl TestClock {
    /// Stands at the present.
    #[must_use]
    pub fn new() -> Self {
        Self { started_unix_ms: SystemClock::new().unix_s() * 1000, elapsed_ms: Arc::new(AtomicU64::new(0)) }
    }

    /// Moves both clocks on.
    pub fn advance(&self, by: Duration) {
        self.elapsed_ms.fetch_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for TestClock {
    fn unix_s(&self) -> u64 {
        self.started_unix_ms.saturating_add(self.monotonic_ms()) / 1000
    }

    fn monotonic_ms(&self) -> u64 {
        self.elapsed_ms.load(Ordering::SeqCst)
    }
}
