//! A list of routes, as `routes![..]` writes it.

use crate::handle::Taken;
use crate::policy::Vocabulary;

use super::{Endpoint, Mount};

/// Secured handlers of an application with the state `S`.
#[derive(Debug)]
#[must_use = "routes do nothing until they are mounted"]
pub struct Routes<S> {
    pub(crate) endpoints: Vec<Endpoint<S>>,
    pub(crate) names: Option<NamesAtRoot>,
}

/// The enums of roles and scopes at the root of the crate that a list of routes stands in.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct NamesAtRoot {
    /// Its roles.
    pub roles: &'static Vocabulary,
    /// Its scopes.
    pub scopes: &'static Vocabulary,
}

impl<S> Routes<S> {
    /// No routes yet.
    pub fn new() -> Self {
        Self { endpoints: Vec::new(), names: None }
    }

    /// Says what the crate of the list declares.
    #[doc(hidden)]
    pub fn knows(&mut self, names: NamesAtRoot) {
        self.names = Some(names);
    }

    /// Adds one.
    #[doc(hidden)]
    pub fn push<Entry: Mount>(&mut self)
    where
        S: Send + Sync + 'static,
        Entry::Args: Taken<S>,
    {
        Entry::mount(self);
    }
}

impl<S> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}
