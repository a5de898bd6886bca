//! Common arguments that are refused, each with a message of its own instead of the list of all that are taken.

use axum::Extension;
use axum::extract::{Form, Json, Query, Request};
use bytes::Bytes;
use http::HeaderMap;

use super::{ArgInfo, SecureArg};

/// Stands for a refused type. The bound's type has to differ from the argument's, or the argument's general text is shown;
/// a parameter keeps the bound from being false on sight.
#[derive(Debug)]
pub struct Refused<T>(core::marker::PhantomData<T>);

macro_rules! refused {
    ($($reason:ident($message:literal, $note:literal) for $ty:ty;)*) => {$(
        #[doc = concat!("Never implemented: ", $message)]
        #[diagnostic::on_unimplemented(message = $message, label = "not an argument of a secured handler", note = $note)]
        pub trait $reason {}
        impl<'a> SecureArg for $ty where Refused<&'a ()>: $reason {
            const INFO: ArgInfo = ArgInfo::NOTHING;
        }
    )*};
}

macro_rules! generic {
    ($($reason:ident($message:literal, $note:literal) for $ty:ident;)*) => {$(
        #[doc = concat!("Never implemented: ", $message)]
        #[diagnostic::on_unimplemented(message = $message, label = "not an argument of a secured handler", note = $note)]
        pub trait $reason {}
        impl<T> SecureArg for $ty<T> where Refused<T>: $reason {
            const INFO: ArgInfo = ArgInfo::NOTHING;
        }
        // The same inside an `Option`, which makes it no better.
        impl<T> SecureArg for Option<$ty<T>> where Refused<T>: $reason {
            const INFO: ArgInfo = ArgInfo::NOTHING;
        }
    )*};
}

generic! {
    RawJson("this body is not validated", "take `Valid<Json<T>>`, with `#[input]` on `T`") for Json;
    RawForm("this form is not validated", "take `Valid<Form<T>>`, with `#[input]` on `T`") for Form;
    RawQuery("this query is not validated", "take `Valid<Query<T>>`, with `#[input]` on `T`") for Query;
    RawExtension(
        "an extension is whatever some layer has put there",
        "take `State<T>` for what the application has, `Identity` for the caller, `Claims<T>` for what the token says"
    ) for Extension;
}

refused! {
    RawText("this body is read as it comes", "take `Valid<Json<T>>` or `Valid<Form<T>>`, with `#[input]` on `T`") for String;
    RawBytes("this body is read as it comes", "take `Valid<Json<T>>` or `Valid<Form<T>>`, with `#[input]` on `T`") for Bytes;
    RawRequest(
        "a raw request goes around everything that is checked",
        "take what you need of it: `Valid<Json<T>>`, `Valid<Query<T>>`, `Path<T>`, `Identity`"
    ) for Request;
    RawHeaders("raw headers are text that nobody has checked", "take `Identity` or `Claims<T>` for what they prove") for HeaderMap;
}
