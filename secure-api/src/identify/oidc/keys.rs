//! The keys of an issuer as they are known now, and who may ask for newer ones.

use core::fmt;
use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::{ArcSwap, Guard};
use tokio::sync::watch;
use url::Url;

use super::declared::Terms;
use super::document::{self, MOST_DOCUMENT_BYTES, MOST_SET_BYTES, Published};
use super::fetch::{ANSWER_MS, Fetcher};
use super::keep::{LEAST_EVERY_MS, MOST_EVERY_MS};
use super::signing::Allowed;
use super::trouble::Trouble;
use crate::api::Faults;
use crate::identify::keyring::Keyring;
use crate::provide::clock::Clock;

/// The least time between two fetches that tokens cause: a flood of unknown key identifiers costs the issuer one. A fetch
/// that was due anyway does not count, so that a rotation just after it, or just after the start, is followed at once; one
/// that failed does.
pub(super) const COOL_DOWN_MS: u64 = 30_000;

/// How many requests wait for a fetch at once. Whoever comes after them is judged by the keys that are known.
const MOST_WAITING: usize = 256;

/// The keys of one issuer, which change while requests are judged by them.
pub(in crate::identify) struct RemoteKeys {
    pub(super) issuer: Arc<str>,
    pub(super) document: Url,
    pub(super) known_for_ms: u64,
    pub(super) rounds: watch::Sender<Round>,
    allowed: Allowed,
    /// What the report says of where it may be.
    noted: Option<String>,
    fetcher: Fetcher,
    ring: ArcSwap<Keyring>,
    /// By the monotonic clock, in milliseconds. 0 until keys were fetched for the first time.
    serve_until_ms: AtomicU64,
    next_ms: AtomicU64,
}

/// Where fetching stands.
#[derive(Debug, Default)]
pub(super) struct Round {
    /// Somebody wants one.
    pub(super) asked: bool,
    running: bool,
    finished: u64,
    cool_until_ms: u64,
    /// What was wrong with the last one, where it was wrong and not merely out of reach.
    wrong: Option<Trouble>,
}

/// What one round found.
pub(super) struct Found {
    pub(super) set: Vec<u8>,
    pub(super) published: Published,
    pub(super) max_age_s: Option<u64>,
}

impl RemoteKeys {
    pub(super) fn new(terms: Terms, fetcher: Fetcher) -> Self {
        Self {
            issuer: terms.issuer.into(),
            document: terms.document,
            known_for_ms: milliseconds(terms.known_for),
            rounds: watch::Sender::default(),
            allowed: terms.allowed,
            noted: terms.noted,
            fetcher,
            ring: ArcSwap::default(),
            serve_until_ms: AtomicU64::new(0),
            next_ms: AtomicU64::new(0),
        }
    }

    /// The keys, unless there are none or nobody has confirmed them for too long.
    pub(in crate::identify) fn current(&self, now_ms: u64) -> Option<Guard<Arc<Keyring>>> {
        (now_ms < self.serve_until_ms.load(Ordering::Acquire)).then(|| self.ring.load())
    }

    /// Waits for newer keys than those that are known, where a fetch is under way or may be begun.
    pub(in crate::identify) async fn refreshed(&self, clock: &dyn Clock) {
        let now_ms = clock.monotonic_ms();
        let mut rounds = self.rounds.subscribe();
        if self.rounds.receiver_count() > MOST_WAITING {
            return;
        }
        let mut before = None;
        self.rounds.send_if_modified(|round| {
            if round.running || round.asked {
                before = Some(round.finished);
                return false;
            }
            if now_ms < round.cool_until_ms {
                return false;
            }
            round.asked = true;
            before = Some(round.finished);
            true
        });
        let Some(before) = before else { return };
        let finished = async {
            let _ = rounds.wait_for(|round| round.finished > before).await;
        };
        tokio::select! {
            () = finished => {}
            () = clock.sleep(ANSWER_MS) => {}
        }
    }

    /// Waits for the end of the first fetch, and tells of what nobody should start with.
    pub(in crate::identify) async fn first(&self, faults: &mut Faults) {
        let mut rounds = self.rounds.subscribe();
        let Ok(round) = rounds.wait_for(|round| round.finished > 0).await else { return };
        if let Some(Trouble::Wrong { what, help } | Trouble::Keyless { what, help }) = &round.wrong {
            faults
                .push(format!("the keys of the issuer `{}` cannot be used: {what}", self.issuer.escape_debug()), *help);
        }
    }

    /// How long until the next attempt, in milliseconds.
    pub(in crate::identify) fn next_in_ms(&self, now_ms: u64) -> u64 {
        self.next_ms.load(Ordering::Relaxed).saturating_sub(now_ms).max(1_000)
    }

    /// What the report says.
    pub(in crate::identify) fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "issuer: `{}`, keys by {} every {} to {} s, algorithms {}, known keys serve for {} s",
            self.issuer,
            self.document,
            LEAST_EVERY_MS.min(self.known_for_ms / 2) / 1_000,
            MOST_EVERY_MS.min(self.known_for_ms / 2) / 1_000,
            self.allowed.names(),
            self.known_for_ms / 1_000,
        )];
        lines.extend(self.noted.clone());
        lines
    }

    /// A fetch that is due does not count as one that tokens caused, whoever waits for it.
    pub(super) fn begin(&self, now_ms: u64, due: bool) {
        self.rounds.send_modify(|round| {
            round.running = true;
            if core::mem::take(&mut round.asked) && !due {
                round.cool_until_ms = now_ms.saturating_add(COOL_DOWN_MS);
            }
        });
    }

    /// No token causes a fetch for a while: the issuer is in trouble, and is tried again in any case.
    pub(super) fn cool_down(&self, now_ms: u64) {
        self.rounds.send_modify(|round| round.cool_until_ms = now_ms.saturating_add(COOL_DOWN_MS));
    }

    pub(super) fn end(&self, wrong: Option<Trouble>, next_ms: u64) {
        self.next_ms.store(next_ms, Ordering::Relaxed);
        self.rounds.send_modify(|round| {
            round.running = false;
            round.finished += 1;
            round.wrong = wrong;
        });
    }

    /// Fetches the document and the set it points to.
    pub(super) async fn fetch(&self, clock: &dyn Clock) -> Result<Found, Trouble> {
        let document = self.fetcher.get(&self.document, MOST_DOCUMENT_BYTES, clock).await?;
        let place = document::keys_of(&document.body, &self.issuer)?;
        let set = self.fetcher.get(&place, MOST_SET_BYTES, clock).await?;
        let published = document::read_set(&set.body, &self.allowed)?;
        Ok(Found { set: set.body, published, max_age_s: set.max_age_s })
    }

    pub(super) fn replace(&self, ring: Keyring) {
        self.ring.store(Arc::new(ring));
    }

    /// No key may be used from now on.
    pub(super) fn withdraw(&self) {
        self.serve_until_ms.store(0, Ordering::Release);
        self.ring.store(Arc::default());
    }

    pub(super) fn confirm(&self, now_ms: u64) {
        self.serve_until_ms.store(now_ms.saturating_add(self.known_for_ms), Ordering::Release);
    }

    pub(super) fn serve_until_ms(&self) -> u64 {
        self.serve_until_ms.load(Ordering::Acquire)
    }
}

impl fmt::Debug for RemoteKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteKeys").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
