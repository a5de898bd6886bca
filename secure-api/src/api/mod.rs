//! The application: routes, what they are served with, and the faults of both.

mod adopt;
mod app;
#[allow(clippy::allow_attributes_without_reason, reason = "what our own macros write, where it is our own code")]
mod attacked;
mod bind;
mod builder;
mod development;
mod endpoint;
mod faults;
pub(crate) mod guarded;
mod inventory;
mod listed;
#[doc(hidden)]
pub mod refused;
mod report;
pub(crate) mod router;
mod routes;
mod running;
mod settle;
mod unasked;
mod ungranted;

pub(crate) use adopt::{Adopted, Theirs};
pub use app::App;
pub(crate) use attacked::Answerer;
pub use builder::Api;
pub(crate) use endpoint::Endpoint;
pub use endpoint::{REFUSED, SecureRoute, UNTYPED};
pub use faults::{Error, Fault, Faults};
pub(crate) use listed::conflict;
pub use listed::{Entry, Listed, Mount, listed};
pub use routes::{NamesAtRoot, Routes};
pub use running::Running;
