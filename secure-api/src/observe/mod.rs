//! What the log is told: one event for each refusal and each sensitive success, in OWASP's vocabulary.

mod escape;
mod event;
mod subscriber;

pub(crate) use escape::escaped;
pub use event::{AUDIT_TARGET, SecurityEvent};
pub(crate) use event::{
    Facts, configuration_fault, grant_ignored, refused, succeeded, ungranted, unlisted, unverified, warn_once,
};
#[cfg(feature = "oidc")]
pub(crate) use event::{IssuerEvent, of_issuer};
pub(crate) use subscriber::install_default;
