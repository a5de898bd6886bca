//! Secure-by-construction HTTP handlers on axum.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::unreachable)
)]

extern crate self as secure_api;

#[doc(hidden)]
#[allow(clippy::indexing_slicing, reason = "const fns cannot use `get`, and an index out of bounds does not compile")]
pub mod __private;
pub mod api;
pub mod authorize;
pub mod danger;
pub mod handle;
pub mod identify;
pub mod limit;
pub mod observe;
mod pipeline;
pub mod policy;
pub mod prelude;
pub mod provide;
pub mod request;
pub mod respond;
pub mod serve;
pub mod validate;

pub use api::Error;
pub use secure_api_macros::{Action, PathValue, Resource, Roles, Scopes};
pub use secure_api_macros::{claims, delete, get, input, output, patch, post, put, rate, routes, secure};

/// Names the roles of the application where their enum is not at the root of the crate: `use_roles!(model::Role);` there.
#[macro_export]
macro_rules! use_roles {
    ($roles:path) => {
        #[doc(hidden)]
        #[allow(dead_code, unused_imports)]
        pub(crate) use $roles as __SecureApiRoles;
    };
}

/// Names the scopes of the application where their enum is not at the root of the crate: `use_scopes!(model::Scope);` there.
#[macro_export]
macro_rules! use_scopes {
    ($scopes:path) => {
        #[doc(hidden)]
        #[allow(dead_code, unused_imports)]
        pub(crate) use $scopes as __SecureApiScopes;
    };
}
