//! How many requests run at once: on a route, and in all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A bound on what runs at once. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct ConcurrencyCap(Option<Arc<Places>>);

/// Places that nobody waits for.
#[derive(Debug)]
struct Places {
    most: usize,
    taken: AtomicUsize,
}

/// A place that is taken.
#[derive(Debug)]
struct Place(Arc<Places>);

/// The proof that there is room for a call: its places on the route and in all. Dropping it frees them, however the request
/// ends.
#[derive(Debug)]
#[must_use = "the places are free again as soon as this is dropped"]
pub struct Admission {
    _route: Option<Place>,
    _application: Option<Place>,
}

/// 503: every place is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Busy {
    /// On the route.
    Route,
    /// In the application.
    Application,
}

impl Busy {
    /// The value of `Retry-After`. Nobody knows when a place will be free; a second keeps clients from asking in a loop.
    pub(crate) const RETRY_AFTER_S: u64 = 1;
}

impl ConcurrencyCap {
    /// At most so many at once; 0 means no bound.
    pub(crate) fn new(most: u32) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Self((most > 0).then(|| Arc::new(Places { most, taken: AtomicUsize::new(0) })))
    }

    /// Takes a place on this route and one in the application, or none.
    pub(crate) fn enter(&self, application: &Self) -> Result<Admission, Busy> {
        let route = self.take().ok_or(Busy::Route)?;
        let application = application.take().ok_or(Busy::Application)?;
        Ok(Admission { _route: route, _application: application })
    }

    /// A place; `Some(None)` where there is no bound.
    fn take(&self) -> Option<Option<Place>> {
        let Some(places) = &self.0 else { return Some(None) };
        let one_more = |taken: usize| (taken < places.most || !guard!(Concurrency)).then_some(taken + 1);
        places.taken.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more).ok()?;
        Some(Some(Place(Arc::clone(places))))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;
    use std::thread;

    #[test]
    fn a_place_is_free_again_when_its_request_ends() {
        let (route, application) = (ConcurrencyCap::new(2), ConcurrencyCap::new(0));
        let first = route.enter(&application).unwrap();
        let _second = route.enter(&application).unwrap();
        assert_eq!(route.enter(&application).unwrap_err(), Busy::Route);
        drop(first);
        assert!(route.enter(&application).is_ok());
    }

    #[test]
    fn what_the_application_refuses_takes_no_place_on_the_route() {
        let (route, application) = (ConcurrencyCap::new(1), ConcurrencyCap::new(1));
        let elsewhere = ConcurrencyCap::new(0).enter(&application).unwrap();
        for _ in 0..3 {
            assert_eq!(route.enter(&application).unwrap_err(), Busy::Application);
        }
        drop(elsewhere);
        assert!(route.enter(&application).is_ok());
    }

    #[test]
    fn without_a_bound_all_enter() {
        let free = ConcurrencyCap::new(0);
        let places: Vec<_> = (0..1_000).map(|_| free.enter(&free)).collect();
        assert!(places.iter().all(Result::is_ok));
    }

    #[test]
    fn a_panic_frees_the_place() {
        let (route, free) = (ConcurrencyCap::new(1), ConcurrencyCap::new(0));
        let places = route.enter(&free).unwrap();
        let died = std::panic::catch_unwind(core::panic::AssertUnwindSafe(move || {
            let _places = places;
            panic!("on purpose");
        }));
        assert!(died.is_err());
        assert!(route.enter(&free).is_ok());
    }

    #[test]
    fn in_parallel_exactly_the_bound_enters() {
        let (route, free, start) = (ConcurrencyCap::new(7), ConcurrencyCap::new(0), Barrier::new(10));
        let entered: usize = thread::scope(|scope| {
            let enter = || {
                start.wait();
                (0..7).filter_map(|_| route.enter(&free).ok()).collect::<Vec<_>>()
            };
            let threads: Vec<_> = (0..10).map(|_| scope.spawn(enter)).collect();
            let held: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
            held.iter().map(Vec::len).sum()
        });
        assert_eq!(entered, 7);
    }
}
