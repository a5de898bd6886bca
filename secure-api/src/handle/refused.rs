//! Common arguments that are refused, each with a message of its own instead of the list of all that are taken.
//!
//! Written out, since rustc shows the impl, and a macro in its place.

mod parts;

use axum::Extension;
use axum::extract::{Form, Json, Query, Request};
use bytes::Bytes;
use http::HeaderMap;

use crate::authorize::{Authorized, AuthorizedAll, Id, Resource};
pub use parts::{AsksForRefusals, OptionalInput, RawMethod, RawPeer, RawTarget};

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
    note = "take `Identity` or `Claims<T>` for what they prove, and `Extracted<T>` for a header of your own: `view.header(\"x-tenant\")`",
    note = "rule: SA0203 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0203/"
)]
pub trait RawHeaders {}

#[rustfmt::skip]
impl<'a> SecureArg for HeaderMap where Refused<&'a ()>: RawHeaders {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a decision that may be missing decides nothing",
    label = "the handler would run whether or not the caller may",
    note = "take `Authorized<T, Action>`: a caller who may not gets the 404 of a missing object, and the handler is not called",
    note = "rule: SA0261 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0261/"
)]
pub trait MaybeDecided {}

#[rustfmt::skip]
impl<T, A> SecureArg for Option<Authorized<T, A>> where Refused<T>: MaybeDecided {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a request names several objects in its input",
    label = "not an argument of a secured handler",
    note = "take the ids in an `#[input]`, as `ids: List<Id<T>, 1, 50>`, and `decide: Decide<T, Action>` beside it: `decide.all(&body.ids).await?`",
    note = "rule: SA0262 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0262/"
)]
pub trait DecidedInBulk {}

#[rustfmt::skip]
impl<T, A> SecureArg for Vec<Authorized<T, A>> where Refused<T>: DecidedInBulk {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

#[rustfmt::skip]
impl<T, A> SecureArg for AuthorizedAll<T, A> where Refused<T>: DecidedInBulk {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "an id alone is no argument: nothing says where it stands, and who may use it",
    label = "not an argument of a secured handler",
    note = "an id in the path is the object: take `Authorized<T, Action>`",
    note = "an id in a body or a query is a field: `#[input] struct Move {{ to: Id<T> }}`, with `decide: Decide<T, Action>` beside it",
    note = "rule: SA0263 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0263/"
)]
pub trait LooseId {}

#[rustfmt::skip]
impl<T: Resource> SecureArg for Id<T> where Refused<T>: LooseId {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}
