//! A list of routes, as `routes![..]` writes it.

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

    /// A list that `add` fills. The state is known from where the list goes before `add` is looked at: a single handler that
    /// takes `State<Db>` would settle it otherwise.
    pub fn build(add: impl FnOnce(&mut Self)) -> Self {
        let mut list = Self::new();
        add(&mut list);
        list
    }

    /// Adds one.
    pub fn push<H: Mount<S>>(&mut self) {
        self.endpoints.push(H::mount());
    }
}

impl<S> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}
