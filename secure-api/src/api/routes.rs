//! A list of routes, as `routes![..]` writes it.

use crate::handle::ExtractAll;

use super::{Endpoint, SecureRoute};

/// Secured handlers of an application with the state `S`.
#[derive(Debug)]
#[must_use = "routes do nothing until they are mounted"]
pub struct Routes<S> {
    pub(crate) endpoints: Vec<Endpoint<S>>,
}

impl<S> Routes<S> {
    /// No routes yet.
    pub fn new() -> Self {
        Self { endpoints: Vec::new() }
    }

    /// Adds one.
    #[doc(hidden)]
    pub fn push<Route, const TYPES: usize>(&mut self)
    where
        S: Send + Sync + 'static,
        Route: SecureRoute<TYPES>,
        Route::Args: ExtractAll<S>,
    {
        self.endpoints.push(Endpoint::of::<Route, TYPES>());
    }
}

impl<S> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}
