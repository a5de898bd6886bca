//! Every answer leaves through here.

mod body;
pub(crate) mod cors;
pub(crate) mod finish;
mod headers;
mod link;
mod output;
mod problem;
mod refusal;

pub use cors::{Cors, EveryOrigin, Named, OneOrigin};
pub(crate) use headers::{HeaderTemplate, REQUEST_ID};
pub use link::Link;
pub(crate) use link::{Here, Mounts};
pub use output::{Created, Disclosed, NoContent, Output, Reply, SecureResponse};
pub use problem::{Problem, SafeError};
pub use refusal::Refusal;
