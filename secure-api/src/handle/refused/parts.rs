//! Further arguments that are refused: pieces of a request as they come, and refusals that a handler would see.

use axum::body::Body;
use axum::extract::{ConnectInfo, RawQuery};
use http::request::Parts;
use http::{Method, Uri};

use super::super::{ArgInfo, SecureArg};
use super::{RawBytes, RawRequest, Refused};
use crate::validate::Valid;

#[rustfmt::skip]
impl<'a> SecureArg for Vec<u8> where Refused<&'a ()>: RawBytes {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

#[rustfmt::skip]
impl<'a> SecureArg for Body where Refused<&'a ()>: RawBytes {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

#[rustfmt::skip]
impl<'a> SecureArg for Parts where Refused<&'a ()>: RawRequest {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "the target of a request is text that nobody has checked",
    label = "not an argument of a secured handler",
    note = "take `Path<T>` or `Authorized<T, Action>` for what is in the path, `Valid<Query<T>>` for what is in the query",
    note = "rule: SA0240 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0240/"
)]
pub trait RawTarget {}

#[rustfmt::skip]
impl<'a> SecureArg for Uri where Refused<&'a ()>: RawTarget {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

#[rustfmt::skip]
impl<'a> SecureArg for RawQuery where Refused<&'a ()>: RawTarget {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a handler has one method, which its route says",
    label = "not an argument of a secured handler",
    note = "leave it out, and write a handler for each method: `#[get(..)]`, `#[post(..)]`",
    note = "rule: SA0240 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0240/"
)]
pub trait RawMethod {}

#[rustfmt::skip]
impl<'a> SecureArg for Method where Refused<&'a ()>: RawMethod {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "behind a proxy the peer of a connection is not the client",
    label = "not an argument of a secured handler",
    note = "take `Extracted<T>` of a type of your own, whose `fn extract(view: &secure_api::handle::View<'_>) -> Result<Self, Problem>` reads `view.client()`: that knows the trusted proxies",
    note = "rule: SA0240 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0240/"
)]
pub trait RawPeer {}

#[rustfmt::skip]
impl<T> SecureArg for ConnectInfo<T> where Refused<T>: RawPeer {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a request that is refused does not reach its handler",
    label = "not an argument of a secured handler",
    note = "leave the `Result` out: take `Authorized<T, Action>`, `Path<T>`, `Valid<Json<T>>`, `Valid<Query<T>>` or `Valid<Form<T>>`; a refusal is answered, and told in the log, without you",
    note = "rule: SA0241 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0241/"
)]
pub trait AsksForRefusals {}

#[rustfmt::skip]
impl<T, E> SecureArg for Result<T, E> where Refused<(T, E)>: AsksForRefusals {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "input that is not valid would be taken for input that is not there",
    label = "not an argument of a secured handler",
    note = "take `Valid<..>` alone, and make its fields optional: `page: Option<u32>`",
    note = "rule: SA0241 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0241/"
)]
pub trait OptionalInput {}

#[rustfmt::skip]
impl<W> SecureArg for Option<Valid<W>> where Refused<W>: OptionalInput {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}
