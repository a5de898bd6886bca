//! What a handler returns is a closed set: an answer of one's own would send what nobody declared.

use axum::extract::Json;
use axum::response::{Html, Redirect};
use bytes::Bytes;
use http::{Response, StatusCode};

use crate::authorize::Authorized;
use crate::handle::Vouched;
use crate::openapi::Document;
#[cfg(feature = "openapi-page")]
use crate::openapi::DocumentPage;

use super::{Created, NoContent};

/// One of the types that this crate sends, or refuses with a message of its own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned by a secured handler",
    label = "not declared safe to send",
    note = "put `#[output]` on what is sent, and return it as `Json<T>` or `Created<T>`; where nothing is sent, `NoContent` or `StatusCode`",
    note = "an `impl SecureResponse` of your own is not taken, since nothing checks what it sends; a response of your own is returned as `Vouched<T, Reason>`",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
#[allow(unnameable_types, reason = "nobody else implements it")]
pub trait Answer {
    /// The type. One that is not among these has none, so that nothing more is asked of it.
    type Itself;
    /// The answer.
    fn itself(self) -> Self::Itself;
}

macro_rules! closed {
    ($([$($of:tt)*] $ty:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($of)*> Answer for $ty {
            type Itself = Self;
            fn itself(self) -> Self {
                self
            }
        }
    )*};
}

closed! {
    [T] Json<T>
    [T] Created<T>
    [T, E] Result<T, E>
    [T, R] Vouched<T, R>
    [] Document
    [] NoContent
    [] StatusCode
}

#[cfg(feature = "openapi-page")]
closed! {
    [] DocumentPage
}

// Those that are refused.
closed! {
    [T] Option<T>
    [T] Vec<T>
    [T] Html<T>
    [B] Response<B>
    [T, A] Authorized<T, A>
    [A, B] (A, B)
    [A, B, C] (A, B, C)
    ['a] &'a str
    [] String
    [] Bytes
    [] Redirect
    [] ()
    [] serde_json::Value
}
