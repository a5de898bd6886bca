//! A clock that moves on command.

use std::time::Duration;

use secure_api::provide::clock::{Clock, Sleep, SystemClock};
use tokio::sync::watch;

/// Stands still until it is told to move. Its clones are the same clock.
#[derive(Clone, Debug)]
pub struct TestClock {
    started_unix_ms: u64,
    elapsed_ms: watch::Sender<u64>,
}

impl TestClock {
    /// Stands at the present.
    #[must_use]
    pub fn new() -> Self {
        Self { started_unix_ms: SystemClock::new().unix_s() * 1000, elapsed_ms: watch::Sender::new(0) }
    }

    /// Moves both clocks on.
    pub fn advance(&self, by: Duration) {
        let by_ms = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.elapsed_ms.send_modify(|elapsed_ms| *elapsed_ms = elapsed_ms.saturating_add(by_ms));
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
        *self.elapsed_ms.borrow()
    }

    fn sleep(&self, ms: u64) -> Sleep<'_> {
        let mut elapsed_ms = self.elapsed_ms.subscribe();
        let until_ms = self.monotonic_ms().saturating_add(ms);
        Box::pin(async move {
            // It ends with the clock at the latest.
            let _ = elapsed_ms.wait_for(|elapsed_ms| *elapsed_ms >= until_ms).await;
        })
    }
}
