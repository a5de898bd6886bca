//! Tokens that are known, and revoked meanwhile.

use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use super::tag::TokenTag;
use super::verified::{Found, Known, Verified};
use crate::model::every_order;
use crate::policy::{Rate, RateKey};
use crate::revocations::{Entries, Entry};

const RATE: Rate = Rate { count: 1, window_s: 60, burst: 0, key: RateKey::Address };

/// What a verification finds out: up to which epoch it was looked for among what is revoked.
#[derive(Clone, Copy)]
struct Judged {
    seen: u64,
}

impl Found for Judged {
    fn is_small(&self) -> bool {
        true
    }
}

/// An application that knows tokens and revokes them, as the pipeline does both.
struct Application {
    verified: Verified<Judged>,
    revoked: Entries<u32>,
    tag: TokenTag,
}

impl Application {
    fn new() -> Arc<Self> {
        Arc::new(Self { verified: Verified::new(&RATE, 1), revoked: Entries::new(8), tag: TokenTag(1) })
    }

    fn stands(&self, judged: &mut Judged) -> bool {
        self.revoked.stands(&mut judged.seen, || [7], None, 0)
    }

    /// Whether a request with the token is let in.
    fn lets_in(&self) -> bool {
        match self.verified.recall(self.tag, 0, |judged| self.stands(judged)) {
            Some(Known::Holds(_)) => return true,
            Some(Known::Spent(_)) => return false,
            Some(Known::Stale) | None => {}
        }
        let mut judged = Judged { seen: 0 };
        if self.stands(&mut judged) {
            self.verified.remember(self.tag, judged, 0);
            true
        } else {
            self.verified.forget(self.tag);
            false
        }
    }

    fn revoke(&self, name: u32) {
        self.revoked.add(name, Entry { issued_up_to: u64::MAX, until: 100 }, 0).expect("there is room");
    }
}

/// Once it is revoked nobody gets in with it, whoever has just verified it, recalled it or remembers it.
pub fn a_revoked_token() {
    every_order(|| {
        let application = Application::new();
        let others = [0, 1].map(|number| {
            let application = Arc::clone(&application);
            thread::spawn(move || {
                if number == 1 {
                    // Somebody else's, which changes the epoch alike.
                    application.revoke(8);
                }
                let _before_or_after = application.lets_in();
            })
        });
        application.revoke(7);
        assert!(!application.lets_in(), "the next request");
        others.into_iter().for_each(|other| other.join().expect("a model does not panic"));
        assert!(!application.lets_in());
    });
}

/// The same where it was known before anybody came.
pub fn a_revoked_token_that_is_known() {
    every_order(|| {
        let application = Application::new();
        assert!(application.lets_in() && application.lets_in());
        let other = thread::spawn({
            let application = Arc::clone(&application);
            move || application.lets_in()
        });
        application.revoke(7);
        assert!(!application.lets_in(), "the next request");
        let _before_or_after = other.join();
        assert!(!application.lets_in());
    });
}

/// The budget of its own: verified, charged and forgotten by several at once, it is spent once and never twice.
pub fn the_budget_of_a_token() {
    every_order(|| {
        let application = Application::new();
        application.verified.remember(application.tag, Judged { seen: 0 }, 0);
        let spent = Arc::new(AtomicUsize::new(0));
        let spend = |application: &Application, spent: &AtomicUsize| {
            if let Some(Ok(_)) = application.verified.admit(application.tag, 0) {
                spent.fetch_add(1, Ordering::Relaxed);
            }
        };
        let others = [0, 1].map(|number| {
            let (application, spent) = (Arc::clone(&application), Arc::clone(&spent));
            thread::spawn(move || {
                if number == 0 {
                    application.verified.remember(application.tag, Judged { seen: 0 }, 0);
                }
                spend(&application, &spent);
            })
        });
        spend(&application, &spent);
        others.into_iter().for_each(|other| other.join().expect("a model does not panic"));
        assert_eq!(spent.load(Ordering::Relaxed), 1);
        assert!(matches!(application.verified.recall(application.tag, 0, |_| true), Some(Known::Spent(_))));
    });
}
