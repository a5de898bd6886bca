//! HTTP handlers on axum that are secure by construction.
//!
//! A handler is annotated with where it is and who may call it, and gets authentication, authorization, validation, limits,
//! headers, error hygiene and audit. An insecure handler does not compile.
//!
//! ```no_run
//! use secure_api::prelude::*;
//!
//! #[output]
//! struct Greeting {
//!     text: String,
//! }
//!
//! #[get("/greeting")]
//! #[secure(auth = "jwt", rate = "60/min")]
//! async fn greeting(caller: Identity) -> Json<Greeting> {
//!     Json(Greeting { text: format!("Hello, {}", caller.subject()) })
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), secure_api::Error> {
//!     Api::new(())
//!         .jwt(Jwt::from_env())
//!         .mount(routes![greeting])
//!         .serve("127.0.0.1:3000")
//!         .await
//! }
//! ```
//!
//! Without a policy it is refused, and told what to write:
//!
//! ```compile_fail
//! use secure_api::prelude::*;
//!
//! #[get("/greeting")]
//! async fn greeting() -> StatusCode {
//!     StatusCode::OK
//! }
//! ```
//!
//! # A request, step by step
//! The order is fixed. Each step refuses, or hands on what the next one needs.
//!
//! | step | in | refuses with |
//! |---|---|---|
//! | accept: target, headers, host, framing, peer address | [`request`] | 400, 414, 431, 503 |
//! | limit of the source, failures counted too | [`limit`] | 429, 503 |
//! | find the route, or answer without one | [`api`] | 403 to a preflight of another origin, 404, 405 |
//! | identify the caller | [`identify`] | 400 for more than one credential, 401 with one body for all causes, a revoked token among them |
//! | limits of the caller and of the route | [`limit`] | 429 |
//! | roles from the application's own store, where it has one | [`identify`] | 401 for a blocked account, 503 |
//! | role and scope | [`authorize`] | 403 |
//! | calls at once, time | [`limit`] | 503 |
//! | read and validate | [`validate`] | 400, 406, 408, 413, 415, 422 |
//! | load the object and decide | [`authorize`] | 404, also for what is somebody else's, and the store's own error |
//! | call the handler | [`handle`] | its own error |
//! | answer: problem body, default headers, rate headers, event | [`respond`], [`observe`] | |
//!
//! A caller whom a role or a scope keeps out is counted like any other, and gets the 429 where it is over its limit as well.
//!
//! # What is not promised
//! The promise is for what [`Api::serve`](api::Api::serve) serves and for handlers as the macros read them. What it does not
//! cover is in [`manual::limits_of_the_promise`]; each rule of the compiler is in [`manual`].
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::unreachable)
)]

extern crate self as secure_api;

#[macro_use]
mod guard;

#[doc(hidden)]
#[allow(clippy::indexing_slicing, reason = "const fns cannot use `get`, and an index out of bounds does not compile")]
pub mod __private;
pub mod api;
pub mod authorize;
pub mod danger;
pub mod handle;
pub mod identify;
pub mod inventory;
pub mod limit;
pub mod lock;
pub mod manual;
#[cfg(secure_api_mutation)]
#[doc(hidden)]
pub mod mutation;
pub mod observe;
pub mod openapi;
mod pipeline;
pub mod policy;
pub mod prelude;
pub mod provide;
pub mod request;
pub mod respond;
pub mod secret;
pub mod serve;
pub mod validate;
mod words;

pub use api::Error;
pub use secure_api_macros::{Action, PathValue, Resource, Roles, Scopes};
pub use secure_api_macros::{
    claims, delete, get, input, output, patch, post, put, rate, reason, routes, rule, secure, server_owned,
};

/// A requirement over roles in quotes: those of the enum at the root of the application's crate, or of none.
#[doc(hidden)]
#[allow(clippy::crate_in_macro_def, reason = "the vocabulary is the application's")]
#[macro_export]
macro_rules! __role_named {
    ($all:literal, $($name:literal),*) => {{
        #[allow(unused_imports)]
        use $crate::__private::fallback::*;
        {
            #[allow(unused_imports)]
            use crate::*;
            $crate::__private::requirement(
                <__SecureApiRoles as $crate::__private::Roles>::VOCABULARY, &[$($name),*], $all,
            )
        }
    }};
}

/// Whether an answer is a list that nothing bounds; no, where it is no answer at all.
#[doc(hidden)]
#[macro_export]
macro_rules! __endless {
    ($answer:ty) => {{
        #[allow(unused_imports)]
        use $crate::__private::Unanswered as _;
        <$crate::__private::Answered<$answer>>::ENDLESS
    }};
}

/// The list of server-owned fields at the root of the crate, or the common one, likewise.
#[doc(hidden)]
#[allow(clippy::crate_in_macro_def, reason = "the list is the application's")]
#[macro_export]
macro_rules! __server_owned {
    () => {{
        #[allow(unused_imports)]
        use $crate::__private::fallback::*;
        {
            #[allow(unused_imports)]
            use crate::*;
            __SECURE_API_SERVER_OWNED
        }
    }};
}

/// What the root of the application's crate declares, or nothing: roles, scopes and server-owned fields.
#[doc(hidden)]
#[allow(clippy::crate_in_macro_def, reason = "the vocabularies are the application's")]
#[macro_export]
macro_rules! __names_at_root {
    () => {{
        #[allow(unused_imports)]
        use $crate::__private::fallback::*;
        {
            #[allow(unused_imports)]
            use crate::*;
            $crate::__private::NamesAtRoot {
                roles: <__SecureApiRoles as $crate::__private::Roles>::VOCABULARY,
                scopes: <__SecureApiScopes as $crate::__private::Scopes>::VOCABULARY,
                server_owned: __SECURE_API_SERVER_OWNED,
            }
        }
    }};
}

/// A requirement over scopes in quotes, likewise.
#[doc(hidden)]
#[allow(clippy::crate_in_macro_def, reason = "the vocabulary is the application's")]
#[macro_export]
macro_rules! __scope_named {
    ($all:literal, $($name:literal),*) => {{
        #[allow(unused_imports)]
        use $crate::__private::fallback::*;
        {
            #[allow(unused_imports)]
            use crate::*;
            $crate::__private::requirement(
                <__SecureApiScopes as $crate::__private::Scopes>::VOCABULARY, &[$($name),*], $all,
            )
        }
    }};
}

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
