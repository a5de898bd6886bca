//! What an identified caller may do: roles and scopes for a route, and a decision for each object.

mod action;
mod object;
mod permit;

pub use action::{Action, Delete, Read, Update};
pub(crate) use object::load_and_decide;
pub use object::{Authorize, Authorized, Denied, Resource};
pub use permit::Permit;
