//! What is revoked, by name, each until no token of that name could be accepted any more.
//!
//! Nobody looks while nothing changes: who has looked remembers the epoch, which is another one as soon as something was
//! added.

use core::hash::Hash;
use std::collections::HashMap;

use crate::provide::sync::{AtomicU64, Mutex, MutexGuard, Ordering, PoisonError};

/// Revocations by the names of what they are of. Times are seconds since 1970-01-01 UTC.
#[derive(Debug)]
pub(crate) struct Entries<N> {
    /// How often something was added.
    epoch: AtomicU64,
    held: Mutex<Held<N>>,
    most: usize,
}

#[derive(Debug)]
struct Held<N> {
    entries: HashMap<N, Entry>,
    /// What is full is swept once a second at the most, so that nobody pays for a sweep each time.
    next_sweep: u64,
}

/// One revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Tokens that were issued until then, and those that do not say when. A single token: whenever that was.
    pub(crate) issued_up_to: u64,
    /// From when on it says nothing any more.
    pub(crate) until: u64,
}

/// There is no room for another one, and none of those that are held may be forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl<N: Eq + Hash> Entries<N> {
    /// Room for so many.
    pub(crate) fn new(most: usize) -> Self {
        let held = Held { entries: HashMap::new(), next_sweep: 0 };
        Self { epoch: AtomicU64::new(0), held: Mutex::new(held), most }
    }

    /// Adds a revocation, or extends the one of that name. Whoever looks after this has returned finds it.
    pub(crate) fn add(&self, name: N, added: Entry, now: u64) -> Result<(), Full> {
        let mut held = self.lock();
        if let Some(known) = held.entries.get_mut(&name) {
            known.issued_up_to = known.issued_up_to.max(added.issued_up_to);
            known.until = known.until.max(added.until);
        } else if held.has_room(self.room_for(&added), now) {
            held.entries.insert(name, added);
        } else {
            return Err(Full);
        }
        // After the entry: who has seen the new epoch and finds nothing does not look again.
        self.epoch.fetch_add(1, Ordering::Release);
        Ok(())
    }

    /// Whether a token of these names stands. Looks only where something was added since the epoch `seen`, which it brings
    /// up to date where the token stands; 0 is that of who has never looked.
    pub(crate) fn stands<const C: usize>(
        &self,
        seen: &mut u64,
        names: impl FnOnce() -> [N; C],
        issued_at: Option<u64>,
        now: u64,
    ) -> bool {
        // Before the entries: what is added while they are read is looked for the next time.
        let epoch = self.epoch.load(Ordering::Acquire);
        if *seen == epoch {
            return true;
        }
        let names = names();
        let held = self.lock();
        let stands = !names.iter().any(|name| held.entries.get(name).is_some_and(|entry| entry.hits(issued_at, now)));
        if stands {
            *seen = epoch;
        }
        stands
    }

    /// Single tokens, of which one caller may have many, leave a quarter to the callers.
    const fn room_for(&self, added: &Entry) -> usize {
        if added.issued_up_to == u64::MAX { self.most - self.most / 4 } else { self.most }
    }

    fn lock(&self) -> MutexGuard<'_, Held<N>> {
        // Each change is one call of a map: whoever panicked here has left nothing half done.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<N: Eq + Hash> Held<N> {
    /// Whether one more may be added. Forgets those whose time is over before the map grows.
    fn has_room(&mut self, most: usize, now: u64) -> bool {
        let held = self.entries.len();
        if (held >= most || held == self.entries.capacity()) && now >= self.next_sweep {
            self.entries.retain(|_, entry| now < entry.until);
            self.next_sweep = now.saturating_add(1);
        }
        self.entries.len() < most
    }
}

impl Entry {
    fn hits(&self, issued_at: Option<u64>, now: u64) -> bool {
        now < self.until && issued_at.is_none_or(|issued_at| issued_at <= self.issued_up_to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn entry(issued_up_to: u64, until: u64) -> Entry {
        Entry { issued_up_to, until }
    }

    fn stands(entries: &Entries<u32>, name: u32, issued_at: Option<u64>, now: u64) -> bool {
        entries.stands(&mut 0, || [name], issued_at, now)
    }

    #[test]
    fn who_has_looked_does_not_look_again_until_something_is_added() {
        let entries = Entries::new(10);
        let mut seen = 0;
        assert!(entries.stands(&mut seen, || -> [u32; 1] { panic!("there is nothing to look for") }, None, 0));
        entries.add(1, entry(u64::MAX, 100), 0).unwrap();
        assert!(entries.stands(&mut seen, || [2], None, 0));
        assert!(entries.stands(&mut seen, || -> [u32; 1] { panic!("nothing was added") }, None, 0));
        entries.add(2, entry(u64::MAX, 100), 0).unwrap();
        assert!(!entries.stands(&mut seen, || [2], None, 0));
        assert!(!entries.stands(&mut seen, || [2], None, 0), "it is looked for each time");
    }

    #[test]
    fn any_of_its_names_is_enough() {
        let entries = Entries::new(10);
        entries.add(2, entry(u64::MAX, 100), 0).unwrap();
        assert!(!entries.stands(&mut 0, || [1, 2], Some(5), 0));
        assert!(entries.stands(&mut 0, || [1, 3], Some(5), 0));
    }

    #[test]
    fn what_is_issued_later_stands_and_what_does_not_say_when_does_not() {
        let entries = Entries::new(10);
        entries.add(1, entry(50, 100), 50).unwrap();
        let issued = |at| stands(&entries, 1, at, 60);
        assert_eq!([issued(Some(50)), issued(Some(51)), issued(None)], [false, true, false]);
        entries.add(1, entry(40, 90), 60).unwrap();
        assert_eq!([issued(Some(50)), stands(&entries, 1, Some(50), 99)], [false, false], "it is only ever extended");
        entries.add(1, entry(70, 120), 70).unwrap();
        assert_eq!([issued(Some(70)), stands(&entries, 1, Some(1), 119)], [false, false]);
    }

    #[test]
    fn it_says_nothing_after_its_time_and_makes_room() {
        let entries = Entries::new(2);
        entries.add(1, entry(u64::MAX, 10), 0).unwrap();
        entries.add(2, entry(u64::MAX, 20), 0).unwrap();
        assert_eq!(entries.add(3, entry(u64::MAX, 30), 9), Err(Full));
        assert_eq!([stands(&entries, 1, None, 9), stands(&entries, 1, None, 10)], [false, true]);
        entries.add(3, entry(u64::MAX, 30), 10).unwrap();
        assert_eq!([stands(&entries, 2, None, 10), stands(&entries, 3, None, 10)], [false, false]);
        assert_eq!(entries.lock().entries.len(), 2);
    }

    #[test]
    fn a_full_store_forgets_nothing_and_extends_what_it_has() {
        let entries = Entries::new(1);
        entries.add(1, entry(u64::MAX, 10), 0).unwrap();
        assert_eq!(entries.add(2, entry(u64::MAX, 99), 5), Err(Full));
        assert!(!stands(&entries, 1, None, 5));
        entries.add(1, entry(u64::MAX, 50), 5).unwrap();
        assert!(!stands(&entries, 1, None, 49));
    }

    #[test]
    fn single_tokens_leave_room_for_callers() {
        let entries = Entries::new(8);
        let tokens = (0..20_u32).filter(|name| entries.add(*name, entry(u64::MAX, 100), 0).is_ok()).count();
        assert_eq!(tokens, 6);
        assert_eq!((100..110).filter(|name| entries.add(*name, entry(5, 100), 0).is_ok()).count(), 2);
        assert!(!stands(&entries, 100, Some(1), 0));
    }

    #[test]
    fn a_flood_of_revocations_that_are_over_takes_no_more_room() {
        let entries = Entries::new(1_000_000);
        for number in 0..20_000_u32 {
            let now = u64::from(number / 10);
            entries.add(number, entry(u64::MAX, now + 5), now).unwrap();
        }
        assert!(entries.lock().entries.capacity() < 500, "{}", entries.lock().entries.capacity());
    }
}
