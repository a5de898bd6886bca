//! The proof that there is room for a call.

use super::concurrency::{ConcurrencyCap, Places};

/// A place is taken, on the route and in the application. Dropping it frees both.
#[derive(Debug)]
pub struct Admission {
    _places: Places,
}

impl Admission {
    /// Takes a place on the route and in the application; `None` where either is full.
    pub(crate) fn enter(route: &ConcurrencyCap, application: &ConcurrencyCap) -> Option<Self> {
        route.enter(application).ok().map(|places| Self { _places: places })
    }
}
