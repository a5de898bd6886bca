//! What an application as a whole can have less of than by default. It takes a reason, and shows in the report, as `public`,
//! `no_object_check` and `Api::adopt` do elsewhere.

use crate::api::Api;

/// Opt-outs of an application.
pub trait Danger: Sized {
    /// Serves plain HTTP to other machines, where something else protects the wire.
    fn plain_http(self, reason: &'static str) -> Self;
}

impl<S> Danger for Api<S> {
    fn plain_http(mut self, reason: &'static str) -> Self {
        self.allow_plain_http(reason);
        self
    }
}
