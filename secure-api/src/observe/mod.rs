//! What the log is told: one event for each refusal and each sensitive success, in OWASP's vocabulary.

mod escape;
mod event;
mod flood;
mod json;
mod lines;
mod subscriber;

pub(crate) use escape::escaped;
pub use event::{AUDIT_TARGET, SecurityEvent};
pub(crate) use event::{
    Facts, RouteFacts, configuration_fault, grant_ignored, refused, revocations_full, succeeded, token_revoked,
    ungranted, unlisted, unverified, warn_once,
};
#[cfg(feature = "oidc")]
pub(crate) use event::{IssuerEvent, of_issuer};
pub(crate) use flood::Flood;
pub(crate) use lines::flush;
pub(crate) use subscriber::install_default;
