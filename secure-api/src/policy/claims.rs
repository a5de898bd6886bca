//! The claims of a token that handlers read.

use serde::de::DeserializeOwned;

/// Claims that a handler reads as a type: `#[claims]` on a struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as claims",
    label = "not a set of claims",
    note = "put `#[claims]` on a struct of the claims that you read",
    note = "rule: SA0211 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0211/"
)]
pub trait ClaimSet: DeserializeOwned + Send + 'static {}
