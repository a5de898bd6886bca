//! What an identified caller may do: roles and scopes for a route, and a decision for each object.
//!
//! | the id is | the handler takes | and gets |
//! |---|---|---|
//! | in the path | `Authorized<T, A>` | the object |
//! | in an input, as [`Id<T>`] | [`Decide<T, A>`] | the object, by `one(&body.id)`; several by `all(..)` |
//! | not given: a list | [`Decide<T, A>`] and a [`Page`](crate::validate::Page) | a page of objects, by `page(&page)` |
//!
//! Whatever the way, a missing object, somebody else's and what can be no id are one 404.

mod action;
mod decide;
mod id;
mod listed;
mod object;
mod permit;

pub use action::{Action, Delete, Read, Update};
pub use decide::{AuthorizedAll, Decide, Decision};
pub use id::Id;
pub use listed::{Listed, Window};
pub(crate) use object::load_by_path;
pub use object::{Authorize, Authorized, Denied, Resource};
pub use permit::Permit;
