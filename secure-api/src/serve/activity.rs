//! What is under way on one connection, and since when nothing is.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

/// Shared by everything that works on a connection.
#[derive(Debug)]
pub(super) struct Activity {
    state: Mutex<State>,
    /// Requests that may be abandoned within `span`.
    resets: u32,
    span: Duration,
}

#[derive(Debug)]
struct State {
    exchanges: usize,
    writing: bool,
    /// Since when there is neither.
    quiet_since: Option<Instant>,
    abandoned: u32,
    counted_since: Instant,
}

impl Activity {
    /// A connection that was just opened.
    pub(super) fn new(resets: u32, span: Duration) -> Arc<Self> {
        let now = Instant::now();
        let state = State { exchanges: 0, writing: false, quiet_since: Some(now), abandoned: 0, counted_since: now };
        Arc::new(Self { state: Mutex::new(state), resets, span })
    }

    /// A request has arrived.
    pub(super) fn begin(self: &Arc<Self>) -> Exchange {
        let mut state = self.state();
        state.exchanges = state.exchanges.saturating_add(1);
        state.quiet_since = None;
        Exchange { activity: Arc::clone(self), answered: false }
    }

    /// Whether output waits for the client to take it.
    pub(super) fn writing(&self, writing: bool) {
        let mut state = self.state();
        state.writing = writing;
        state.settle();
    }

    /// Resolves once nothing has been under way for `bound`.
    pub(super) async fn quiet(&self, bound: Duration) {
        loop {
            let since = self.state().quiet_since;
            match since {
                Some(since) if since.elapsed() >= bound => return,
                Some(since) => sleep_until(since + bound).await,
                // Quiet that begins meanwhile is younger than `bound` when this ends, so nothing is seen late.
                None => sleep(bound).await,
            }
        }
    }

    /// Whether the client has abandoned more requests than it may.
    pub(super) fn is_overrun(&self) -> bool {
        self.state().abandoned > self.resets
    }

    fn end(&self, answered: bool) {
        let mut state = self.state();
        state.exchanges = state.exchanges.saturating_sub(1);
        state.settle();
        if answered {
            return;
        }
        if state.counted_since.elapsed() >= self.span {
            state.counted_since = Instant::now();
            state.abandoned = 0;
        }
        state.abandoned = state.abandoned.saturating_add(1);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn settle(&mut self) {
        if self.exchanges > 0 || self.writing {
            self.quiet_since = None;
        } else if self.quiet_since.is_none() {
            self.quiet_since = Some(Instant::now());
        }
    }
}

/// A request under way, until it is dropped.
#[derive(Debug)]
pub(super) struct Exchange {
    activity: Arc<Activity>,
    answered: bool,
}

impl Exchange {
    /// Its answer is known. If dropped before, the client has abandoned it.
    pub(super) fn answered(&mut self) {
        self.answered = true;
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.activity.end(self.answered);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_quiet_when_nothing_at_all_is_under_way() {
        let activity = Activity::new(10, SPAN);
        let is_quiet = async || tokio::time::timeout(2 * SPAN, activity.quiet(SPAN)).await.is_ok();
        let (mut first, mut second) = (activity.begin(), activity.begin());
        first.answered();
        drop(first);
        assert!(!is_quiet().await, "the second is under way");
        activity.writing(true);
        second.answered();
        drop(second);
        assert!(!is_quiet().await, "output waits");
        activity.writing(false);
        assert!(is_quiet().await);
    }

    #[tokio::test(start_paused = true)]
    async fn as_many_requests_may_be_abandoned_within_a_span_as_was_said() {
        let activity = Activity::new(2, SPAN);
        let abandon = || drop(activity.begin());
        let told: Vec<bool> = (0..4)
            .map(|_| {
                abandon();
                activity.is_overrun()
            })
            .collect();
        assert_eq!(told, [false, false, true, true]);
        sleep(SPAN).await;
        abandon();
        assert!(!activity.is_overrun());
    }
}
