//! What an application does: every route with its policy, every type that it takes and sends, and every reason that was given
//! for less. [`Api::inventory`](crate::api::Api::inventory) makes it.
//!
//! **One source.** It is read from the constants that are enforced: the policy that the pipeline asks, the bounds that a value is
//! read by, the calls that write an answer. No attribute is read a second time, and no derive runs for it, so that it says what
//! is done and not what somebody meant. A bound that is written as a call is not a constant: it is told as source text, and
//! [`Bound`] says so.
//!
//! It is the same for the same program: sorted by path and method, types by their names, and without a path of the machine that
//! it was built on. What comes from the environment (the issuer of `Jwt::from_env()`) is told with the name of its variable.
//!
//! ```
//! use secure_api::prelude::*;
//!
//! #[get("/health")]
//! #[secure(public = "liveness probe, returns no data", rate = "60/min")]
//! async fn health() -> StatusCode {
//!     StatusCode::OK
//! }
//!
//! let inventory = Api::new(()).mount(routes![health]).inventory();
//! assert_eq!(inventory.routes.len(), 1);
//! println!("{}", inventory.table());
//! ```
//!
//! # What it does not know
//! What a handler does inside: which other fn it calls, what it reads of the state. Of an object rule it knows the
//! [fingerprint](ObjectRule::fingerprint), in which fns that the rule calls are not. Which errors a handler answers with is not
//! declared, and so not in it.

mod application;
mod coverage;
mod fill;
pub(crate) mod html;
mod json;
mod queries;
mod route;
mod rule;
pub(crate) mod say;
mod stops;
mod table;
mod types;

use std::collections::BTreeMap;

use serde::Serialize;

pub use application::{
    Adopted, AdoptedRoutes, Application, Cors, Grant, GrantKind, Issuer, Keys, OptOut, Proxies, Revoked, ServerOwned,
    Setting, StoredRoles, Word,
};
pub use coverage::{Coverage, ItemCoverage, Layer, MeasureCoverage, RiskCoverage, RouteCoverage};
pub(crate) use fill::{Mounted, Types, by_function, disclosed, limit, list_of, text, unknown, vocabulary};
pub use queries::{Callable, CallableBy, Public, WhoCan};
pub use route::{
    Access, Answer, Asked, Guard, Input, Limit, Limited, ObjectRule, Param, Per, Place, Route, Scheme, Vouched,
};
pub use stops::{Asker, Condition, Outcome, Step};
pub use types::{Bound, Check, Field, Rule, Schema, SeenBy, Tagging, Type, Variant, VariantContent};

/// What an application does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Inventory {
    /// What holds for all routes.
    pub application: Application,
    /// The routes, by path and method.
    pub routes: Vec<Route>,
    /// The structs and enums that they take and send, by their names with their modules. Where two have one name, the second has
    /// a number behind it.
    pub types: BTreeMap<String, Type>,
}

impl Inventory {
    /// The route of a method and a pattern, as `("GET", "/articles/{id}")`.
    #[must_use]
    pub fn route(&self, method: &str, path: &str) -> Option<&Route> {
        self.routes.iter().find(|route| route.method == method && route.path == path)
    }
}
