//! Shared by the tests of the workspace.

pub mod cargo;
pub mod python;
pub mod server;
pub mod wire;
