//! Common arguments that are refused, each with a message of its own instead of the list of all that are taken.
//!
//! Written out, since rustc shows the impl, and a macro in its place.

use axum::Extension;
use axum::extract::{Form, Json, Query, Request};
use bytes::Bytes;
use http::HeaderMap;

use super::{ArgInfo, SecureArg};

/// Stands for a refused type. The bound's type has to differ from the argument's, or the argument's general text is shown;
/// a parameter keeps the bound from being false on sight.
#[derive(Debug)]
pub struct Refused<T>(core::marker::PhantomData<T>);

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "this body is not validated",
    label = "not an argument of a secured handler",
    note = "write `body: Valid<Json<T>>`, with `#[input]` on `T`; read `body.field`, or take it whole with `body.into_inner()`",
    note = "rule: SA0202 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0202/"
)]
pub trait RawJson {}

#[rustfmt::skip]
impl<T> SecureArg for Json<T> where Refused<T>: RawJson {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

#[rustfmt::skip]
impl<T> SecureArg for Option<Json<T>> where Refused<T>: RawJson {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "this form is not validated",
    label = "not an argument of a secured handler",
    note = "write `form: Valid<Form<T>>`, with `#[input]` on `T`; read `form.field`, or take it whole with `form.into_inner()`",
    note = "rule: SA0202 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0202/"
)]
pub trait RawForm {}

#[rustfmt::skip]
impl<T> SecureArg for Form<T> where Refused<T>: RawForm {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

#[rustfmt::skip]
impl<T> SecureArg for Option<Form<T>> where Refused<T>: RawForm {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "this query is not validated",
    label = "not an argument of a secured handler",
    note = "write `query: Valid<Query<T>>`, with `#[input]` on `T`; read `query.field`, or take it whole with `query.into_inner()`",
    note = "rule: SA0202 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0202/"
)]
pub trait RawQuery {}

#[rustfmt::skip]
impl<T> SecureArg for Query<T> where Refused<T>: RawQuery {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

#[rustfmt::skip]
impl<T> SecureArg for Option<Query<T>> where Refused<T>: RawQuery {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "an extension is whatever some layer has put there",
    label = "not an argument of a secured handler",
    note = "take `State<T>` for what the application has, `Identity` for the caller, `Claims<T>` for what the token says",
    note = "rule: SA0203 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0203/"
)]
pub trait RawExtension {}

#[rustfmt::skip]
impl<T> SecureArg for Extension<T> where Refused<T>: RawExtension {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

#[rustfmt::skip]
impl<T> SecureArg for Option<Extension<T>> where Refused<T>: RawExtension {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "this body is read as it comes",
    label = "not an argument of a secured handler",
    note = "take `Valid<Json<T>>` or `Valid<Form<T>>`, with `#[input]` on `T`",
    note = "rule: SA0202 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0202/"
)]
pub trait RawText {}

#[rustfmt::skip]
impl<'a> SecureArg for String where Refused<&'a ()>: RawText {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "this body is read as it comes",
    label = "not an argument of a secured handler",
    note = "take `Valid<Json<T>>` or `Valid<Form<T>>`, with `#[input]` on `T`",
    note = "rule: SA0202 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0202/"
)]
pub trait RawBytes {}

#[rustfmt::skip]
impl<'a> SecureArg for Bytes where Refused<&'a ()>: RawBytes {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a raw request goes around everything that is checked",
    label = "not an argument of a secured handler",
    note = "take what you need of it: `Valid<Json<T>>`, `Valid<Query<T>>`, `Path<T>`, `Identity`",
    note = "rule: SA0203 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0203/"
)]
pub trait RawRequest {}

#[rustfmt::skip]
impl<'a> SecureArg for Request where Refused<&'a ()>: RawRequest {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "raw headers are text that nobody has checked",
    label = "not an argument of a secured handler",
    note = "take `Identity` or `Claims<T>` for what they prove",
    note = "rule: SA0203 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0203/"
)]
pub trait RawHeaders {}

#[rustfmt::skip]
impl<'a> SecureArg for HeaderMap where Refused<&'a ()>: RawHeaders {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}
