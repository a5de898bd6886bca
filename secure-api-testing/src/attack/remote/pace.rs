//! How often the deployment is asked: as often as the lock allows, and less where others share a limit.

use std::collections::{BTreeMap, VecDeque};
use std::io::{Write, stderr};
use std::sync::Arc;
use std::time::Duration;

use secure_api::provide::clock::{Clock, SystemClock};

use crate::TestClock;
use crate::attack::lock::{Lock, Per, Rate};

/// What is added to a window, for how long requests are on their way.
const ON_THE_WAY_MS: u64 = 500;
/// Longer waits are told.
const LONG_MS: u64 = 5_000;

/// A limit that counts a request: what it is of, and for whom.
pub(super) type Counted = ((String, String), Rate);

/// Who asks, as limits see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker<'s> {
    Nobody,
    /// With a token that is refused.
    Unknown,
    Known(&'s str),
}

/// When was asked what.
pub(super) struct Pace {
    clock: Arc<dyn Clock>,
    /// Where it is moved on, in place of a wait.
    moved: Option<TestClock>,
    quiet: bool,
    asked_ms: BTreeMap<(String, String), VecDeque<u64>>,
}

impl Pace {
    pub(super) fn new(moved: Option<TestClock>, quiet: bool) -> Self {
        let clock: Arc<dyn Clock> = match &moved {
            Some(clock) => Arc::new(clock.clone()),
            None => Arc::new(SystemClock::new()),
        };
        Self { clock, moved, quiet, asked_ms: BTreeMap::new() }
    }

    pub(super) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// Counts requests.
    pub(super) fn count(&mut self, counted: &[Counted], times: u64) {
        let now_ms = self.clock.monotonic_ms();
        for (key, _) in counted {
            let asked = self.asked_ms.entry(key.clone()).or_default();
            asked.extend((0..times).map(|_| now_ms));
        }
    }

    /// For how long there is no room under one of these limits; `full` asks for all of it.
    pub(super) fn wait_ms(&mut self, counted: &[Counted], full: bool) -> u64 {
        let now_ms = self.clock.monotonic_ms();
        let mut wait_ms = 0;
        for (key, rate) in counted {
            let asked = self.asked_ms.entry(key.clone()).or_default();
            let window_ms = if full { rate.forgets_s() } else { rate.window_s } * 1_000 + ON_THE_WAY_MS;
            let longest_ms = rate.forgets_s() * 1_000 + ON_THE_WAY_MS;
            while asked.front().is_some_and(|asked_ms| asked_ms + longest_ms <= now_ms) {
                asked.pop_front();
            }
            // A tenth is left to others.
            let most = if full { 1 } else { (rate.count - rate.count / 10).max(1) };
            let place = asked.len().checked_sub(usize::try_from(most).unwrap_or(usize::MAX));
            if let Some(asked_ms) = place.and_then(|place| asked.get(place)) {
                wait_ms = wait_ms.max((asked_ms + window_ms).saturating_sub(now_ms));
            }
        }
        wait_ms
    }

    /// How long a wait takes whoever waits.
    pub(super) fn lasts(&self, ms: u64) -> Duration {
        if self.moved.is_some() { Duration::ZERO } else { Duration::from_millis(ms) }
    }

    pub(super) async fn wait(&self, ms: u64, whom: &str) {
        if let Some(clock) = &self.moved {
            return clock.advance(Duration::from_millis(ms));
        }
        if ms >= LONG_MS && !self.quiet {
            // Nobody is there to be told that it cannot be written.
            let _ = writeln!(stderr().lock(), "attack: waits {} s for a limit of {whom}", ms.div_ceil(1_000));
        }
        self.clock.sleep(ms).await;
    }
}

/// The limits that count a request.
pub(super) fn counted(lock: &Lock, method: &str, path: &str, asker: Asker<'_>) -> Vec<Counted> {
    let mut counted = Vec::new();
    let key = |of: &str, whom: &str| (of.to_owned(), whom.to_owned());
    let route = lock.routes.iter().find(|route| route.answers(method, path));
    let known = route.filter(|route| route.reads_tokens()).and(match asker {
        Asker::Known(subject) => Some(subject),
        _ => None,
    });
    // What a caller costs an address is given back.
    if let (Some(source), None) = (lock.source, known) {
        counted.push((key("an address", ""), source));
    }
    let Some(route) = route else { return counted };
    let turned_away = known.is_none() && (!route.is_public() || (asker == Asker::Unknown && route.reads_tokens()));
    if turned_away {
        return counted;
    }
    let name = route.name();
    for rate in &route.rates {
        match (rate.per, known) {
            (Per::Caller, Some(subject)) => counted.push((key(&name, subject), *rate)),
            (Per::Caller | Per::Address, _) => counted.push((key(&name, "an address"), *rate)),
            (Per::Route, _) => counted.push((key(&name, "all"), *rate)),
        }
    }
    if let (Some(all), Some(subject)) = (lock.caller, known)
        && route.rates.iter().all(|rate| rate.per != Per::Caller)
    {
        counted.push((key("a caller", subject), all));
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "limit caller rate=600/60s/caller\nlimit source rate=300/60s/address\n\
                        route GET /a access=jwt rate=10/60s/caller,5/1s/route\nroute GET /b public=\"a test\" rate=20/60s/address";

    #[test]
    fn a_request_is_counted_as_the_application_does() {
        let lock = Lock::read(FILE).unwrap();
        let names = |path: &str, asker| {
            counted(&lock, "GET", path, asker)
                .into_iter()
                .map(|((of, whom), _)| format!("{of} {whom}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(names("/a", Asker::Known("ada")), ["GET /a ada", "GET /a all"]);
        assert_eq!(names("/a", Asker::Nobody), ["an address "]);
        assert_eq!(names("/a", Asker::Unknown), ["an address "]);
        assert_eq!(names("/b", Asker::Known("ada")), ["an address ", "GET /b an address"]);
        assert_eq!(names("/nowhere", Asker::Known("ada")), ["an address "]);
    }

    #[tokio::test]
    async fn no_window_has_more_requests_than_the_lock_allows() {
        let lock = Lock::read(FILE).unwrap();
        let clock = TestClock::new();
        let mut pace = Pace::new(Some(clock.clone()), true);
        let limits = counted(&lock, "GET", "/a", Asker::Known("ada"));
        let mut sent_ms: Vec<u64> = Vec::new();
        for _ in 0..60 {
            let wait_ms = pace.wait_ms(&limits, false);
            pace.wait(wait_ms, "a test").await;
            assert_eq!(pace.wait_ms(&limits, false), 0);
            pace.count(&limits, 1);
            sent_ms.push(clock.monotonic_ms());
        }
        for (most, window_ms) in [(10, 60_000), (5, 1_000)] {
            for from in &sent_ms {
                let within = sent_ms.iter().filter(|at| (*from..from + window_ms).contains(at)).count();
                assert!(within <= most, "{within} in {window_ms} ms");
            }
        }
        // All of a limit is there once it has forgotten everything.
        assert!(pace.wait_ms(&limits, true) > 59_000);
    }
}
