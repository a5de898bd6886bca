//! The task that keeps the keys of an issuer up to date, for as long as the application is there.

use std::sync::Arc;

use tokio::task::AbortHandle;

use super::keys::{Found, RemoteKeys};
use super::trouble::Trouble;
use crate::identify::keyring::Keyring;
use crate::observe::{self, IssuerEvent, SecurityEvent};
use crate::provide::clock::Clock;

/// How often keys are fetched: by what the issuer says of its set (`max-age`) within these bounds, or else every ten
/// minutes. A key that was withdrawn verifies for so long at most, unless no fetch brings a set that can be read.
pub(super) const LEAST_EVERY_MS: u64 = 60_000;
pub(super) const MOST_EVERY_MS: u64 = 3_600_000;
const USUALLY_EVERY_MS: u64 = 600_000;

/// How soon it is tried again after a failure: twice as late after each further one.
const FIRST_RETRY_MS: u64 = 5_000;
const LAST_RETRY_MS: u64 = 300_000;

/// Ends the task when dropped.
#[derive(Debug)]
pub(in crate::identify) struct Kept(AbortHandle);

impl Drop for Kept {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Starts the task. Needs a runtime.
pub(in crate::identify) fn keep(keys: Arc<RemoteKeys>, clock: Arc<dyn Clock>) -> Kept {
    let task = Task { keys, clock, set: Vec::new(), failures: 0, told_stale: false };
    Kept(tokio::spawn(task.run()).abort_handle())
}

struct Task {
    keys: Arc<RemoteKeys>,
    clock: Arc<dyn Clock>,
    /// The set that is in use, as it came.
    set: Vec<u8>,
    failures: u32,
    told_stale: bool,
}

impl Task {
    async fn run(mut self) {
        let mut rounds = self.keys.rounds.subscribe();
        let mut due = true;
        loop {
            self.keys.begin(self.clock.monotonic_ms(), due);
            let outcome = self.keys.fetch(&*self.clock).await;
            let now_ms = self.clock.monotonic_ms();
            let wrong = outcome.as_ref().err().filter(|trouble| !matches!(trouble, Trouble::Unreachable(_))).cloned();
            let pause_ms = match outcome {
                Ok(found) => self.take(found, now_ms),
                Err(trouble) => self.fail(&trouble, now_ms),
            };
            self.keys.end(wrong, now_ms.saturating_add(pause_ms));
            let asked = async {
                let _ = rounds.wait_for(|round| round.asked).await;
            };
            due = tokio::select! {
                () = asked => false,
                () = self.clock.sleep(pause_ms) => true,
            };
        }
    }

    fn take(&mut self, found: Found, now_ms: u64) -> u64 {
        let recovered = self.failures > 0;
        self.failures = 0;
        self.told_stale = false;
        if self.set != found.set {
            for fault in &found.published.ignored {
                self.tell(SecurityEvent::IssuerKeyIgnored, &fault.what, fault.help);
            }
            let count = found.published.keys.len();
            self.keys.replace(Keyring::new(found.published.keys));
            self.set = found.set;
            self.tell(SecurityEvent::IssuerKeysRefreshed, &format!("{count} keys, new or changed"), "");
        } else if recovered {
            self.tell(SecurityEvent::IssuerKeysRefreshed, "the same keys, after failures", "");
        }
        self.keys.confirm(now_ms);
        let every_ms = found.max_age_s.map_or(USUALLY_EVERY_MS, |age| age.saturating_mul(1_000));
        every_ms.clamp(LEAST_EVERY_MS, MOST_EVERY_MS).min(self.keys.known_for_ms / 2)
    }

    fn fail(&mut self, trouble: &Trouble, now_ms: u64) -> u64 {
        self.keys.cool_down(now_ms);
        match trouble {
            Trouble::Unreachable(what) => self.tell(SecurityEvent::IssuerUnreachable, what, ""),
            Trouble::Wrong { what, help } => self.tell(SecurityEvent::IssuerKeysRefused, what, help),
            Trouble::Keyless { what, help } => {
                self.keys.withdraw();
                self.set.clear();
                self.tell(SecurityEvent::IssuerKeysWithdrawn, what, help);
            }
        }
        let pause_ms = FIRST_RETRY_MS.saturating_mul(1 << self.failures.min(16)).min(LAST_RETRY_MS);
        self.failures = self.failures.saturating_add(1);
        let left_ms = self.keys.serve_until_ms().saturating_sub(now_ms);
        if left_ms > 0 {
            // Awake when they have served for long enough, to try once more and to say so.
            return pause_ms.min(left_ms);
        }
        if !self.told_stale {
            self.told_stale = true;
            self.tell(
                SecurityEvent::IssuerKeysStale,
                "no key that may be used: routes that need a token answer 503",
                "",
            );
        }
        pause_ms
    }

    fn tell(&self, event: SecurityEvent, what: &str, help: &'static str) {
        observe::of_issuer(&IssuerEvent {
            event,
            issuer: &self.keys.issuer,
            document: self.keys.document.as_str(),
            what,
            help,
        });
    }
}
