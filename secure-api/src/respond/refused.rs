//! Common answers that are refused, each with a message of its own instead of the list of all that are taken.
//!
//! Written out, since rustc shows the impl, and a macro in its place.

use axum::response::{Html, Redirect};
use bytes::Bytes;
use http::{Response, StatusCode};
use serde::Serializer;

use crate::authorize::{Authorized, Id, Resource};

use super::{Audience, Disclosed, Output, Problem, Reply, SecureResponse};

/// Stands for a refused type, as [`crate::handle::refused::Refused`] does for arguments.
#[derive(Debug)]
pub struct Refused<T>(core::marker::PhantomData<T>);

fn never() -> Result<Reply, Problem> {
    Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR))
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a raw response is whatever was put into it",
    label = "not declared safe to send",
    note = "return `Json<T>` with `#[output]` on `T`, `Created<T>`, `NoContent` or `StatusCode`: content type and headers are put on",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
pub trait RawResponse {}

#[rustfmt::skip]
impl<B> SecureResponse for Response<B> where Refused<B>: RawResponse {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "text is sent as it comes, and nothing says what is in it",
    label = "not declared safe to send",
    note = "give it a field: `#[output] struct Greeting {{ text: String }}`, and return `Json<Greeting>`",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
pub trait RawText {}

#[rustfmt::skip]
impl<'a> SecureResponse for String where Refused<&'a ()>: RawText {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}

#[rustfmt::skip]
impl<'a> SecureResponse for &'a str where Refused<&'a ()>: RawText {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "HTML that is put together by hand runs whatever somebody wrote into it",
    label = "an API answers with JSON",
    note = "return `Json<T>` with `#[output]` on `T`; serve pages from a router of their own: `Api::adopt(pages, \"why they stay there\")`",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
pub trait RawHtml {}

#[rustfmt::skip]
impl<T> SecureResponse for Html<T> where Refused<T>: RawHtml {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "raw bytes are whatever was put into them",
    label = "not declared safe to send",
    note = "return `Json<T>` with `#[output]` on `T`; serve files from a router of their own: `Api::adopt(files, \"why they stay there\")`",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
pub trait RawBytes {}

#[rustfmt::skip]
impl<'a> SecureResponse for Bytes where Refused<&'a ()>: RawBytes {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a bare `Vec` says neither what it is nor how it is written",
    label = "not declared safe to send",
    note = "return `Json<List<T, 0, 100>>` or `Json<Paged<T>>`, with `#[output]` on `T`; serve files from a router of their own: `Api::adopt(files, \"why they stay there\")`",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
pub trait RawList {}

#[rustfmt::skip]
impl<T> SecureResponse for Vec<T> where Refused<T>: RawList {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "this handler answers with nothing",
    label = "a client is told neither that it worked nor what came of it",
    note = "return `NoContent`, which is 204: `async fn .. -> NoContent {{ ..; NoContent }}`",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
pub trait Nothing {}

#[rustfmt::skip]
impl<'a> SecureResponse for () where Refused<&'a ()>: Nothing {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a tuple puts an answer together by hand",
    label = "not declared safe to send",
    note = "`Json<T>` is 200, `NoContent` 204, and `Created<T>` 201 with its `Location`: `Created::at(show::uri(id), view)`, where `show` is the handler that finds it",
    note = "an error status is an error: `Err(Problem::new(StatusCode::CONFLICT))` from a `Result<Json<T>, Problem>`; headers are put on by the framework",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
pub trait Tuple {}

#[rustfmt::skip]
impl<A, B> SecureResponse for (A, B) where Refused<(A, B)>: Tuple {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}

#[rustfmt::skip]
impl<A, B, C> SecureResponse for (A, B, C) where Refused<(A, B, C)>: Tuple {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a redirect takes a client wherever its text says",
    label = "not declared safe to send",
    note = "an API names places in its answers: a field `next: Link` of an `#[output]`, made by `show::uri(id)` of another handler; `Created::at(show::uri(id), view)` is the `Location` of what was made",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
pub trait Redirected {}

#[rustfmt::skip]
impl<'a> SecureResponse for Redirect where Refused<&'a ()>: Redirected {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "an answer that may be missing does not say what is sent then",
    label = "not declared safe to send",
    note = "return `Result<Json<T>, Problem>`: `found.map(Json).ok_or_else(Problem::not_found)`",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
pub trait Missing {}

#[rustfmt::skip]
impl<T> SecureResponse for Option<T> where Refused<T>: Missing {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a `serde_json::Value` is whatever was put into it",
    label = "nothing says which fields are sent",
    note = "name them: `#[output] struct View {{ id: u64, title: String }}`, and return `Json<View>`",
    note = "rule: SA0208 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0208/"
)]
pub trait AnyJson {}

#[rustfmt::skip]
impl<'a> SecureResponse for serde_json::Value where Refused<&'a ()>: AnyJson {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}

#[rustfmt::skip]
impl<'a> Output for serde_json::Value where Refused<&'a ()>: AnyJson {}

#[rustfmt::skip]
impl<'a> Disclosed for serde_json::Value where Refused<&'a ()>: AnyJson {
    fn disclose<S: Serializer>(&self, _: Audience<'_>, to: S) -> Result<S::Ok, S::Error> { to.serialize_unit() }
}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "an object is not sent as it is stored: a column that is added tomorrow would be sent as well",
    label = "that a caller may have it does not say which of its fields are sent",
    note = "make a view of it: `#[output] struct View {{ id: u64, title: String }}`, and return `Json<View>`",
    note = "rule: SA0208 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0208/"
)]
pub trait Stored {}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "an `Id<T>` is what a client sent, and nobody has decided on it",
    label = "an id that came is not sent back",
    note = "send the key of the object that `Decide<T, Action>` finds by it: a field `id: u64` of the `#[output]`, made of `object.id`",
    note = "rule: SA0208 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0208/"
)]
pub trait LooseId {}

#[rustfmt::skip]
impl<T: Resource> Output for Id<T> where Refused<T>: LooseId {}

#[rustfmt::skip]
impl<T: Resource> Disclosed for Id<T> where Refused<T>: LooseId {
    fn disclose<S: Serializer>(&self, _: Audience<'_>, to: S) -> Result<S::Ok, S::Error> { to.serialize_unit() }
}

#[rustfmt::skip]
impl<T: Send + 'static, A: 'static> Output for Authorized<T, A> where Refused<(T, A)>: Stored {}

#[rustfmt::skip]
impl<T: 'static, A: 'static> Disclosed for Authorized<T, A> where Refused<(T, A)>: Stored {
    fn disclose<S: Serializer>(&self, _: Audience<'_>, to: S) -> Result<S::Ok, S::Error> { to.serialize_unit() }
}

#[rustfmt::skip]
impl<T, A> SecureResponse for Authorized<T, A> where Refused<(T, A)>: Stored {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> { never() }
}
