//! What to know beyond the types. Documentation alone: there is nothing here to use.
//!
//! - [`rules`](mod@rules): each rule that a message of the compiler names, what it is for and how to mend a handler.
//! - [`moving`]: from an application that there is, on axum or Express, route by route and call by call.
//! - [`limits_of_the_promise`]: what "secure by construction" does not cover.

pub mod limits_of_the_promise;
#[cfg(any(not(doctest), all(feature = "oidc", feature = "uuid")))]
pub mod moving;

// Only where documentation is made: a build has nothing to read here.
#[cfg(all(doc, not(doctest)))]
secure_api_macros::rule_pages!();

// The snippets of the file that users copy are compiled, one by one.
#[cfg(doctest)]
#[doc = include_str!("../../../AGENTS.md")]
mod agents {}
