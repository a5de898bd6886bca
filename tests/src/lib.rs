//! Shared by the tests of the workspace.
#![forbid(unsafe_code)]

mod answer;
pub mod browser;
pub mod cargo;
pub mod catalogue;
pub mod fixture;
mod log;
pub mod provider;
pub mod proxy;
pub mod python;
mod raw;
mod served;
pub mod server;
pub mod wire;

pub use answer::{Answer, DEFAULT_HEADERS, assert_hardened, assert_refused, comparable};
pub use log::Log;
pub use raw::{RawAnswer, RawClient};
pub use served::Served;
