//! What the log is told: one event for each refusal and each sensitive success, in OWASP's vocabulary.

mod answered;
mod escape;
mod event;
mod flood;
mod json;
mod lines;
mod moment;
mod subscriber;

pub(crate) use answered::{Facts, RouteFacts, refused, succeeded};
pub(crate) use escape::escaped;
pub use event::{AUDIT_TARGET, SecurityEvent};
#[cfg(feature = "oidc")]
pub(crate) use event::{IssuerEvent, of_issuer};
pub(crate) use event::{
    configuration_fault, grant_ignored, revocations_full, token_revoked, ungranted, unlisted, unverified, warn_once,
};
pub(crate) use flood::Flood;
#[cfg(test)]
pub(crate) use lines::Lines;
pub(crate) use lines::flush;
#[cfg(test)]
pub(crate) use lines::tests::Written;
pub(crate) use subscriber::install_default;
