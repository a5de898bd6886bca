//! One application in three stages: as people write it on axum, half moved, and moved. Each serves the same six routes on the
//! same store; `tests/stages.rs` asks all three the same, and says where the secured ones are stricter.
#![forbid(unsafe_code)]

pub mod before;
pub mod half;
pub mod moved;
pub mod store;

/// The issuer of the tokens.
pub const ISSUER: &str = "https://issuer.test";

/// Whom the tokens are for.
pub const AUDIENCE: &str = "https://api.test";
