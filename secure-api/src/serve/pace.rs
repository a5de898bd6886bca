//! Whether the other side keeps up. Only time spent waiting for it counts, so that a slow handler is never held against it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// Counts the bytes that move in each span of waiting.
#[derive(Debug)]
pub(super) struct Pace {
    /// The longest single wait, and the waiting over which the bytes are counted.
    span: Duration,
    /// Bytes that have to move in each span.
    least: u64,
    /// When the present wait began.
    since: Option<Instant>,
    /// Since when the present wait is not yet in `waited`.
    uncounted: Option<Instant>,
    /// The waiting of the present span.
    waited: Duration,
    /// The bytes of the present span.
    moved: u64,
}

impl Pace {
    /// At least `rate` bytes a second over each `span` of waiting.
    pub(super) fn new(span: Duration, rate: u32) -> Self {
        let least = u128::from(rate).saturating_mul(span.as_millis()) / 1_000;
        let least = u64::try_from(least).unwrap_or(u64::MAX).max(1);
        Self { span, least, since: None, uncounted: None, waited: Duration::ZERO, moved: 0 }
    }

    /// Still waiting at `now`: when to judge again, or `None` if the other side has fallen behind.
    fn due(&mut self, now: Instant) -> Option<Instant> {
        if self.uncounted.is_none() && self.waited.is_zero() {
            // What moved without any waiting earns no credit: or one fast megabyte would pay for minutes of dribbling.
            self.moved = 0;
        }
        let since = *self.since.get_or_insert(now);
        let mut uncounted = *self.uncounted.get_or_insert(now);
        if now.duration_since(since) >= self.span {
            return None;
        }
        if self.waited + now.duration_since(uncounted) >= self.span {
            if self.moved < self.least {
                return None;
            }
            self.waited = Duration::ZERO;
            self.moved = 0;
            self.uncounted = Some(now);
            uncounted = now;
        }
        let span_ends = uncounted + self.span.saturating_sub(self.waited);
        Some(span_ends.min(since + self.span))
    }

    fn moved(&mut self, bytes: usize) {
        self.moved = self.moved.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        self.since = None;
        // The clock is read only if there was a wait.
        if let Some(uncounted) = self.uncounted.take() {
            self.waited += uncounted.elapsed();
        }
    }

    fn clear(&mut self) {
        self.since = None;
        self.uncounted = None;
        self.waited = Duration::ZERO;
        self.moved = 0;
    }
}

/// A [`Pace`] and the timer for it, which is made only once there is something to wait for.
#[derive(Debug)]
pub(super) struct Stall {
    pace: Pace,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Stall {
    /// See [`Pace::new`].
    pub(super) fn new(span: Duration, rate: u32) -> Self {
        Self { pace: Pace::new(span, rate), timer: None }
    }

    /// To be called while waiting for the other side: ready once it has fallen behind.
    pub(super) fn poll_waiting(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            let Some(due) = self.pace.due(Instant::now()) else { return Poll::Ready(()) };
            let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(due)));
            if timer.deadline() != due {
                timer.as_mut().reset(due);
            }
            ready!(timer.as_mut().poll(cx));
        }
    }

    /// The wait, if any, is over, and this many bytes moved.
    pub(super) fn moved(&mut self, bytes: usize) {
        self.pace.moved(bytes);
    }

    /// Nothing is owed any more.
    pub(super) fn clear(&mut self) {
        self.pace.clear();
        self.timer = None;
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    const SPAN: Duration = Duration::from_secs(10);

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[tokio::test(start_paused = true)]
    async fn one_wait_of_a_whole_span_is_too_long() {
        let mut pace = Pace::new(SPAN, 1);
        let start = Instant::now();
        assert_eq!(pace.due(start), Some(after(start, 10)));
        assert_eq!(pace.due(after(start, 9)), Some(after(start, 10)));
        assert_eq!(pace.due(after(start, 10)), None);
    }

    /// What one answer was slow with is not the next one's.
    #[tokio::test(start_paused = true)]
    async fn what_was_owed_before_is_forgotten_once_nothing_is_owed() {
        let mut pace = Pace::new(SPAN, 512);
        assert!(pace.due(Instant::now()).is_some());
        tokio::time::advance(Duration::from_secs(9)).await;
        pace.moved(1);
        pace.clear();
        assert_eq!(pace.due(Instant::now()), Some(after(Instant::now(), 10)));
        tokio::time::advance(Duration::from_secs(9)).await;
        pace.clear();
        assert_eq!(pace.due(Instant::now()), Some(after(Instant::now(), 10)));
        let mut stall = Stall::new(SPAN, 512);
        for _ in 0..3 {
            let owed = tokio::time::timeout(Duration::from_secs(9), poll_fn(|cx| stall.poll_waiting(cx))).await;
            assert!(owed.is_err(), "not behind yet");
            stall.clear();
        }
        let begun = Instant::now();
        poll_fn(|cx| stall.poll_waiting(cx)).await;
        assert_eq!(begun.elapsed(), SPAN);
    }

    #[tokio::test(start_paused = true)]
    async fn one_byte_every_nine_seconds_is_too_slow() {
        let mut pace = Pace::new(SPAN, 512);
        assert!(pace.due(Instant::now()).is_some());
        tokio::time::advance(Duration::from_secs(9)).await;
        pace.moved(1);
        let due = pace.due(Instant::now()).expect("the span has a second left");
        assert_eq!(due, Instant::now() + Duration::from_secs(1));
        assert_eq!(pace.due(due), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_fast_start_earns_no_credit() {
        let mut pace = Pace::new(SPAN, 512);
        pace.moved(100_000_000);
        assert!(pace.due(Instant::now()).is_some());
        tokio::time::advance(Duration::from_secs(9)).await;
        pace.moved(1);
        assert!(pace.due(Instant::now()).is_some());
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(pace.due(Instant::now()), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_steady_minimum_is_enough_for_ever() {
        let mut pace = Pace::new(SPAN, 512);
        for _ in 0..100 {
            assert!(pace.due(Instant::now()).is_some());
            tokio::time::advance(Duration::from_secs(5)).await;
            pace.moved(5 * 512);
        }
        assert!(pace.due(Instant::now()).is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn time_in_which_nobody_waited_does_not_count() {
        let mut pace = Pace::new(SPAN, 512);
        for _ in 0..100 {
            pace.moved(1);
            tokio::time::advance(SPAN * 3).await;
        }
        assert!(pace.due(Instant::now()).is_some());
    }
}
