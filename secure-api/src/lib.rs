//! Secure-by-construction HTTP handlers on axum.
#![forbid(unsafe_code)]

extern crate self as secure_api;

#[doc(hidden)]
pub mod __private;
pub mod api;
pub mod authorize;
pub mod danger;
pub mod handle;
pub mod identify;
pub mod limit;
pub mod observe;
pub mod policy;
pub mod provide;
pub mod request;
pub mod respond;
pub mod serve;
pub mod validate;
