//! What is not done with a secret, each with a message that says what to do instead.
//!
//! Each impl here has a bound that nothing meets, so that there is none: rustc then shows the text of the bound, which cannot be
//! put on the traits themselves, since they are not ours. No other crate can meet a bound either: trait and type are both of this one.

use core::fmt;

use serde::{Serialize, Serializer};

use crate::respond::{Audience, Disclosed, Output};

use super::{SecretBytes, SecretText};

/// Stands for a secret. A lifetime keeps a bound on it from being false on sight.
#[derive(Debug)]
pub struct Refused<T>(core::marker::PhantomData<T>);

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a secret does not leave",
    label = "this is a secret, and would be sent to a client",
    note = "leave it out of the answer: what proves that it is right is the status",
    note = "rule: SA0253 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0253/"
)]
pub trait Sent {}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a secret is not written into a text",
    label = "this is a secret, and would be printed, logged or sent as part of a text",
    note = "`{{:?}}` prints a mask; the one place that needs the secret itself calls `expose()`",
    note = "rule: SA0254 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0254/"
)]
pub trait Printed {}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "a secret does not stand in the source",
    label = "whoever reads the source or the binary has it",
    note = "take it from a request, as a field of an `#[input]`; or load it: `SecretText::load(&KeySource::env(\"NAME\"))`",
    note = "rule: SA0256 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0256/"
)]
pub trait Written {}

#[doc(hidden)]
#[rustfmt::skip]
impl<'a, const MIN: usize, const MAX: usize> fmt::Display for SecretText<MIN, MAX> where Refused<&'a ()>: Printed {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result { Err(fmt::Error) }
}

#[doc(hidden)]
#[rustfmt::skip]
impl<'a, const MIN: usize, const MAX: usize> Serialize for SecretText<MIN, MAX> where Refused<&'a ()>: Sent {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.serialize_unit() }
}

#[doc(hidden)]
#[rustfmt::skip]
impl<'a, const MIN: usize, const MAX: usize> Disclosed for SecretText<MIN, MAX> where Refused<&'a ()>: Sent {
    fn disclose<S: Serializer>(&self, _: Audience<'_>, to: S) -> Result<S::Ok, S::Error> { to.serialize_unit() }
}

#[doc(hidden)]
#[rustfmt::skip]
impl<'a, const MIN: usize, const MAX: usize> Output for SecretText<MIN, MAX> where Refused<&'a ()>: Sent {}

#[doc(hidden)]
#[rustfmt::skip]
impl<'a> fmt::Display for SecretBytes where Refused<&'a ()>: Printed {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result { Err(fmt::Error) }
}

#[doc(hidden)]
#[rustfmt::skip]
impl<'a> Serialize for SecretBytes where Refused<&'a ()>: Sent {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.serialize_unit() }
}

#[doc(hidden)]
#[rustfmt::skip]
impl<'a> Disclosed for SecretBytes where Refused<&'a ()>: Sent {
    fn disclose<S: Serializer>(&self, _: Audience<'_>, to: S) -> Result<S::Ok, S::Error> { to.serialize_unit() }
}

#[doc(hidden)]
#[rustfmt::skip]
impl<'a> Output for SecretBytes where Refused<&'a ()>: Sent {}

#[doc(hidden)]
#[rustfmt::skip]
impl<'a, const MIN: usize, const MAX: usize> From<&'a str> for SecretText<MIN, MAX> where Refused<&'a ()>: Written {
    fn from(_: &'a str) -> Self { Self::nothing() }
}
