//! What was asked about whom: bounded, and forgotten on command.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use super::RolesUnavailable;
use super::cache::Standing;
use crate::identify::Principal;

/// One question. All who need the answer while it is under way wait for the same one.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) asked_at_ms: u64,
    pub(super) answer: OnceCell<Answered>,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) at_ms: u64,
    pub(super) said: Result<Standing, RolesUnavailable>,
}

/// The questions of callers by issuer and subject. No more than so many are kept: the older half goes when there is no room,
/// and a caller who is forgotten so is asked about once more.
#[derive(Debug)]
pub(super) struct Callers {
    generations: Mutex<Generations>,
    half: usize,
}

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Principal, Arc<Question>>,
    old: HashMap<Principal, Arc<Question>>,
}

impl Callers {
    pub(super) fn new(most: usize) -> Self {
        Self { generations: Mutex::default(), half: (most / 2).max(1) }
    }

    /// The question that is good enough still, or a new one.
    pub(super) fn question(
        &self,
        caller: &Principal,
        now_ms: u64,
        is_fresh: impl Fn(&Question) -> bool,
    ) -> Arc<Question> {
        let mut generations = self.lock();
        let known = generations.young.get(caller).or_else(|| generations.old.get(caller));
        if let Some(question) = known.filter(|question| is_fresh(question)) {
            return Arc::clone(question);
        }
        let question = Arc::new(Question { asked_at_ms: now_ms, answer: OnceCell::new() });
        generations.add(caller, &question, self.half);
        question
    }

    pub(super) fn forget(&self, caller: &Principal) {
        let mut generations = self.lock();
        generations.young.remove(caller);
        generations.old.remove(caller);
    }

    pub(super) fn forget_all(&self) {
        *self.lock() = Generations::default();
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        // Each change is one call of a map: whoever panicked here has left nothing half done.
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn add(&mut self, caller: &Principal, question: &Arc<Question>, half: usize) {
        if self.young.len() >= half && !self.young.contains_key(caller) {
            self.old = core::mem::take(&mut self.young);
        }
        self.old.remove(caller);
        self.young.insert(caller.clone(), Arc::clone(question));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(callers: &Callers, name: u64, now_ms: u64) -> u64 {
        callers.question(&Principal::new("https://issuer.test", name.to_string()), now_ms, |_| true).asked_at_ms
    }

    #[test]
    fn callers_are_remembered_by_issuer_and_subject_until_they_are_forgotten() {
        let callers = Callers::new(10);
        assert_eq!(ask(&callers, 1, 5), 5);
        assert_eq!(ask(&callers, 1, 6), 5);
        let elsewhere = Principal::new("https://other.test", "1");
        assert_eq!(callers.question(&elsewhere, 7, |_| true).asked_at_ms, 7);
        callers.forget(&elsewhere);
        assert_eq!((ask(&callers, 1, 8), callers.question(&elsewhere, 8, |_| true).asked_at_ms), (5, 8));
        callers.forget_all();
        assert_eq!(ask(&callers, 1, 9), 9);
    }

    #[test]
    fn a_flood_of_callers_takes_no_more_room() {
        let callers = Callers::new(100);
        for name in 0..10_000 {
            ask(&callers, name, name);
            let held = callers.lock();
            assert!(held.young.len() + held.old.len() <= 100);
        }
        assert_eq!(ask(&callers, 9_960, 1), 9_960, "the latest are kept");
        assert_eq!(ask(&callers, 1, 7), 7);
    }

    #[test]
    fn who_is_forgotten_is_found_in_neither_half() {
        let callers = Callers::new(4);
        for name in 0..3 {
            ask(&callers, name, 1);
        }
        callers.forget(&Principal::new("https://issuer.test", "0"));
        assert_eq!((ask(&callers, 0, 2), ask(&callers, 2, 2)), (2, 1));
    }

    #[test]
    fn a_stale_question_of_the_older_half_does_not_come_back() {
        let callers = Callers::new(4);
        for name in 0..3 {
            ask(&callers, name, 1);
        }
        let again = Principal::new("https://issuer.test", "0");
        assert_eq!(callers.question(&again, 2, |_| false).asked_at_ms, 2);
        callers.forget(&again);
        assert_eq!(ask(&callers, 0, 3), 3);
    }
}
