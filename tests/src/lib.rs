//! Shared by the tests of the workspace.
#![forbid(unsafe_code)]

mod answer;
mod log;
mod raw;
mod served;

pub use answer::{Answer, DEFAULT_HEADERS, assert_hardened, assert_refused};
pub use log::Log;
pub use raw::{RawAnswer, RawClient};
pub use served::Served;
