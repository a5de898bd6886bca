//! What an application as a whole can have less of than by default. It takes a reason, and shows in the report, as `public`,
//! `no_object_check` and `Api::adopt` do elsewhere.

use crate::api::Api;
#[cfg(feature = "oidc")]
use crate::identify::Jwt;

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

/// Opt-outs of an issuer whose keys are fetched.
#[cfg(feature = "oidc")]
pub trait DangerousIssuer: Sized {
    /// Lets the issuer, and the keys it points to, have an address in a private network or on this machine, over `https` all
    /// the same. Addresses of the link and those where clouds hand out credentials stay refused.
    fn private_network(self, reason: &'static str) -> Self;
}

#[cfg(feature = "oidc")]
impl DangerousIssuer for Jwt {
    fn private_network(self, reason: &'static str) -> Self {
        self.allow_private_network(reason)
    }
}
