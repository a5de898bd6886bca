//! What a handler takes is a closed set: an argument of one's own would read what it does not say that it reads.

use axum::Extension;
use axum::body::Body;
use axum::extract::{ConnectInfo, Form, Json, Path, Query, RawQuery, Request, State};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Method, Uri};

use crate::__private::{Plain, Untyped};
use crate::authorize::{Authorized, AuthorizedAll, Decide, Id, Resource};
use crate::identify::{Caller, Claims, Identity};
use crate::openapi::Document;
#[cfg(feature = "openapi-page")]
use crate::openapi::DocumentPage;
use crate::validate::Valid;

use super::{Args, Extracted, Vouched};

/// One of the types that this crate takes, or refuses with a message of its own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is made an argument by hand, and nothing checks what it reads",
    label = "no argument of ours",
    note = "write `impl Extractor for {Self}` with its `REASON`, and take `Extracted<{Self}>`; one of another crate is taken as `Vouched<T, Reason>`",
    note = "rule: SA0243 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0243/"
)]
#[allow(unnameable_types, reason = "nobody else implements it")]
pub trait Arg {
    /// The type. One that is not among these has none, so that nothing more is asked of it.
    type Itself;
}

/// The arguments as the audit sees them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` says by itself what the arguments of a handler read",
    label = "no list of arguments of ours",
    note = "write `#[get(\"/..\")]` and `#[secure(..)]` on an `async fn`",
    note = "rule: SA0201 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0201/"
)]
#[allow(unnameable_types, reason = "nobody else implements it")]
pub trait List {}

macro_rules! closed {
    ($([$($of:tt)*] $ty:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($of)*> Arg for $ty {
            type Itself = Self;
        }
    )*};
}

closed! {
    [T] State<T>
    [T] Claims<T>
    [T] Valid<T>
    [T] Path<T>
    [T, A] Authorized<T, A>
    [T: Resource, A] Decide<T, A>
    [T] Extracted<T>
    [T, R] Vouched<T, R>
    [] Document
    [] Identity
    [] Option<Identity>
    [] Caller
}

#[cfg(feature = "openapi-page")]
closed! {
    [] DocumentPage
}

// Those that are refused.
closed! {
    [T] Json<T>
    [T] Form<T>
    [T] Query<T>
    [T] Extension<T>
    [T] ConnectInfo<T>
    [T] Option<Json<T>>
    [T] Option<Form<T>>
    [T] Option<Query<T>>
    [T] Option<Extension<T>>
    [T] Option<Valid<T>>
    [T, A] Option<Authorized<T, A>>
    [T, E] Result<T, E>
    [T, A] Vec<Authorized<T, A>>
    [] Vec<u8>
    [T, A] AuthorizedAll<T, A>
    [T: Resource] Id<T>
    [] String
    [] Bytes
    [] Request
    [] HeaderMap
    [] Body
    [] Parts
    [] Uri
    [] RawQuery
    [] Method
}

#[diagnostic::do_not_recommend]
impl<T, const MANY: usize> List for Args<T, MANY> {}

#[diagnostic::do_not_recommend]
impl List for Plain {}

#[diagnostic::do_not_recommend]
impl List for Untyped {}
