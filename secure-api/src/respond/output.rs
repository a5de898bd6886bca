//! What a handler may return: types that are declared safe to send.

use core::fmt;

use axum::extract::Json;
use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;

use super::{Link, Problem, SafeError};
use crate::validate::{FileName, List, Text};

/// An answer before the framework has put its headers on.
pub struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) json: Option<Bytes>,
}

/// What is sent to one client is nobody else's to read in a log.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Declared safe to send: `#[output]` on the type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as output",
    label = "nothing says that this may be sent to a client",
    note = "put `#[output]` on a struct of its own that holds what the client may see, and no more: `#[output] struct Page {{ items: Vec<String> }}`",
    note = "rule: SA0208 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0208/"
)]
pub trait Output: Send {
    /// Writes it as JSON.
    #[doc(hidden)]
    fn to_json(&self) -> Result<Vec<u8>, serde_json::Error>;
}

/// The type of a field that may be sent. Closed, so that an entity in a field is as visible as one in an answer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as output",
    label = "nothing says that this may be sent to a client",
    note = "put `#[output]` on the type of this field",
    note = "rule: SA0208 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0208/"
)]
pub trait Disclosed: Serialize {}

/// What a handler may return.
pub trait SecureResponse {
    /// The answer.
    #[doc(hidden)]
    fn respond(self) -> Result<Reply, Problem>;
}

/// 201 with `Location` and what was made.
#[derive(Clone, Debug)]
pub struct Created<T> {
    location: Link,
    body: T,
}

impl<T> Created<T> {
    /// What was made, and where it is found: `Created::at(show::uri(id), body)`.
    pub fn at(location: Link, body: T) -> Self {
        Self { location, body }
    }
}

/// 204.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoContent;

impl Reply {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), json: None }
    }

    fn of<T: Output>(status: StatusCode, body: &T) -> Result<Self, Problem> {
        let json = body.to_json().map_err(Problem::internal)?;
        Ok(Self { status, headers: HeaderMap::new(), json: Some(json.into()) })
    }
}

impl<T: Output> SecureResponse for Json<T> {
    fn respond(self) -> Result<Reply, Problem> {
        Reply::of(StatusCode::OK, &self.0)
    }
}

impl<T: Output> SecureResponse for Created<T> {
    fn respond(self) -> Result<Reply, Problem> {
        let mut reply = Reply::of(StatusCode::CREATED, &self.body)?;
        let location =
            HeaderValue::try_from(self.location.resolve().map_err(Problem::internal)?).map_err(Problem::internal)?;
        reply.headers.insert(LOCATION, location);
        Ok(reply)
    }
}

impl SecureResponse for NoContent {
    fn respond(self) -> Result<Reply, Problem> {
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    }
}

impl SecureResponse for StatusCode {
    fn respond(self) -> Result<Reply, Problem> {
        // An error status needs a problem body. One that is no answer is a fault of the handler: hyper takes 101 for an
        // upgrade, and sends it.
        if self.is_success() || self.is_redirection() { Ok(Reply::empty(self)) } else { Err(Problem::new(self)) }
    }
}

impl<T: SecureResponse, E: SafeError> SecureResponse for Result<T, E> {
    fn respond(self) -> Result<Reply, Problem> {
        match self {
            Ok(answer) => answer.respond(),
            Err(error) => Err(error.into_problem()),
        }
    }
}

impl<T: Output> Output for Vec<T> {
    fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut all = vec![b'['];
        for (place, item) in self.iter().enumerate() {
            if place > 0 {
                all.push(b',');
            }
            all.extend(item.to_json()?);
        }
        all.push(b']');
        Ok(all)
    }
}

macro_rules! disclosed {
    ($($plain:ty),*) => {$(impl Disclosed for $plain {})*};
}

disclosed!(
    bool,
    char,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    f32,
    f64,
    String,
    &'static str,
    ()
);

impl Disclosed for Link {}

#[cfg(feature = "uuid")]
impl Disclosed for uuid::Uuid {}

impl<T: Disclosed> Disclosed for Option<T> {}
impl<T: Disclosed> Disclosed for Vec<T> {}
impl<T: Disclosed> Disclosed for Box<T> {}
impl<K: Disclosed + Ord, V: Disclosed> Disclosed for std::collections::BTreeMap<K, V> {}
impl<const MIN: usize, const MAX: usize> Disclosed for Text<MIN, MAX> {}
impl<T: Disclosed, const MIN: usize, const MAX: usize> Disclosed for List<T, MIN, MAX> {}
impl<const MAX: usize> Disclosed for FileName<MAX> {}
