//! Every way to be less secure than by default. Each takes a reason, and shows in the report.

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
