//! A list of routes, as `routes![..]` writes it.

use crate::handle::ExtractAll;

use super::{Endpoint, Mount};

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
    pub fn push<Entry: Mount>(&mut self)
    where
        S: Send + Sync + 'static,
        Entry::Args: ExtractAll<S>,
    {
        Entry::mount(self);
    }
}

impl<S> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}
