//! The application: routes, what they are served with, and the faults of both.

mod endpoint;
mod faults;
mod routes;

pub use endpoint::{Endpoint, Mount, REFUSED, SecureRoute, endpoint, refused};
pub use faults::{Error, Fault, Faults};
pub use routes::Routes;
