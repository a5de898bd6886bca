//! Every answer leaves through here.

mod output;
mod problem;
mod refusal;

pub use output::{Created, Disclosed, NoContent, Output, Reply, SecureResponse};
pub use problem::{Problem, SafeError};
pub use refusal::Refusal;
