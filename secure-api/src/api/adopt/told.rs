//! The routes that the log was told of: each once, and no more than there are places for.

use core::hash::{Hash, Hasher};
use std::hash::DefaultHasher;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::gate::Route;

/// The most routes that are told of.
const MOST: usize = 1024;

/// Twice as many, so that what is not told of any longer is looked for in few of them.
const PLACES: usize = 2 * MOST;

/// Read without a lock and without a copy of anything, since every adopted request passes here.
pub(super) struct Told {
    places: Box<[OnceLock<Box<Route>>]>,
    count: AtomicUsize,
}

impl Told {
    pub(super) fn new() -> Self {
        Self { places: (0..PLACES).map(|_| OnceLock::new()).collect(), count: AtomicUsize::new(0) }
    }

    /// Whether this route is to be told of: the first time, while there is room.
    pub(super) fn first(&self, method: &str, path: &str) -> bool {
        let known = |place: &OnceLock<Box<Route>>| place.get().is_some_and(|route| route.is(method, path));
        let start = place_of(method, path);
        let places = (start..start + PLACES).filter_map(|place| self.places.get(place % PLACES));
        for place in places {
            if known(place) {
                return false;
            }
            if place.get().is_some() {
                continue;
            }
            if !self.has_room() {
                return false;
            }
            if place.set(Box::new(Route::new(method, path))).is_ok() {
                return true;
            }
            // Somebody else was faster, with this route or with another one.
            self.count.fetch_sub(1, Ordering::Relaxed);
            if known(place) {
                return false;
            }
        }
        false
    }

    fn has_room(&self) -> bool {
        let one_more = |count| (count < MOST).then_some(count + 1);
        self.count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_ok()
    }
}

// Routes are the application's own: no client chooses what falls on one place.
fn place_of(method: &str, path: &str) -> usize {
    let mut hasher = DefaultHasher::new();
    (method, path).hash(&mut hasher);
    usize::try_from(hasher.finish() % PLACES as u64).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn each_route_is_told_of_once_whoever_comes_at_the_same_time() {
        let told = Told::new();
        let paths: Vec<String> = (0..MOST + 500).map(|number| format!("/old/{number}")).collect();
        let firsts =
            |from: usize| paths.iter().cycle().skip(from).take(paths.len()).filter(|path| told.first("GET", path));
        let by_threads: usize = thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|number| scope.spawn(move || firsts(number * 100).count())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_default()).sum()
        });
        assert_eq!(by_threads + firsts(0).count(), MOST);
        assert_eq!(firsts(0).count(), 0);
        assert_eq!(told.places.iter().filter(|place| place.get().is_some()).count(), MOST);
    }
}
