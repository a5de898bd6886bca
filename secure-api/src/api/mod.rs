//! The application: routes, what they are served with, and the faults of both.

mod adopt;
mod app;
mod bind;
mod builder;
mod development;
mod endpoint;
mod faults;
pub(crate) mod guarded;
mod report;
pub(crate) mod router;
mod routes;
mod running;
mod settle;
mod unasked;

pub(crate) use adopt::{Adopted, Theirs};
pub use app::App;
pub use builder::Api;
pub use endpoint::{Endpoint, Mount, REFUSED, SecureRoute, endpoint, refused};
pub use faults::{Error, Fault, Faults};
pub use routes::Routes;
pub use running::Running;
