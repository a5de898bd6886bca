//! The clock. The only file that reads the system's.

use core::fmt;
use core::pin::Pin;
use core::time::Duration;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Tells the time. Tests put in one that moves on command.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Seconds since 1970-01-01 UTC, which tokens are judged by. 0 where the system clock stands before that.
    fn unix_s(&self) -> u64;

    /// Milliseconds since some fixed moment, which limits are counted by. Never goes back.
    fn monotonic_ms(&self) -> u64;

    /// Is done when `ms` have passed by the monotonic clock: what an issuer's keys are fetched again by, and how long an
    /// answer of it is waited for. Waits by the system's clock unless it is told otherwise.
    fn sleep(&self, ms: u64) -> Sleep<'_> {
        Box::pin(tokio::time::sleep(Duration::from_millis(ms)))
    }
}

/// Some time, as [`Clock::sleep`] waits for it.
pub type Sleep<'c> = Pin<Box<dyn Future<Output = ()> + Send + 'c>>;

/// The system's clocks.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// Counts from now.
    #[must_use]
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn unix_s(&self) -> u64 {
        since_1970().as_secs()
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// The time by the system's clock, which lines of the log are dated by. 0 where it stands before 1970.
pub(crate) fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
