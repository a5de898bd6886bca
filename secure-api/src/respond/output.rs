//! What a handler may return: types that are declared safe to send.

use core::fmt;

use axum::body::Body;
use axum::extract::Json;
use bytes::Bytes;
use http::header::{HeaderName, LOCATION};
use http::{HeaderValue, Response, StatusCode};

use crate::inventory::Schema;
use crate::policy::Reasons;
use crate::validate::List;

use super::closed::Answer;
use super::{Audience, Declared, Disclosed, Link, Problem, SafeError};

/// An answer before the framework has put its headers on.
pub struct Reply {
    pub(crate) status: StatusCode,
    /// What is put on beside the defaults, or in the place of one.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// JSON, where the headers name no other type.
    pub(crate) body: Option<Bytes>,
    /// Somebody else's response, in place of all that.
    pub(crate) foreign: Option<Box<Response<Body>>>,
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
pub trait Output: Disclosed + Send {}

/// What a handler may return: [`SecureResponse`] by another name, since rustc lists the impls of the trait that a bound names,
/// refused types among them.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned by a secured handler",
    label = "not declared safe to send",
    note = "return `Json<T>` with `#[output]` on `T`, `Created<T>`, `NoContent`, `StatusCode`, or a `Result` of one of these and an error that implements `SafeError`",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
pub trait Returned: Answer {
    /// The answer itself.
    type Answer: SecureResponse;
    /// The answer.
    fn answer(self) -> Self::Answer;
}

impl<T: Answer> Returned for T
where
    T::Itself: SecureResponse,
{
    type Answer = T::Itself;
    fn answer(self) -> T::Itself {
        self.itself()
    }
}

/// What a handler may return.
pub trait SecureResponse: Answer {
    /// Whether it is a list that nothing bounds.
    const ENDLESS: bool = false;
    /// What is vouched for in the answer as a whole.
    #[doc(hidden)]
    const REASONS: &'static Reasons = Reasons::NONE;
    /// Whether it is JSON, which a client has to take.
    #[doc(hidden)]
    const JSON: bool = true;
    /// Whether it is the page that shows the document.
    #[doc(hidden)]
    const PAGE: bool = false;
    /// Whether it says where something is found, each time.
    #[doc(hidden)]
    const LOCATED: bool = false;
    /// The answer, as an audience may see it.
    #[doc(hidden)]
    fn respond(self, audience: Audience<'_>) -> Result<Reply, Problem>;

    /// The status, where it has one alone.
    #[doc(hidden)]
    const STATUS: Option<u16> = None;

    /// Says what is in its body, who sees what of that, and what somebody vouched for.
    #[doc(hidden)]
    fn declare(all: &mut Declared) -> Option<Schema> {
        let _ = all;
        None
    }
}

/// 201 with `Location` and what was made.
#[derive(Clone, Debug)]
pub struct Created<T> {
    location: Link,
    body: T,
}

impl<T> Created<T> {
    /// What was made, and where it is found: `Created::at(show::uri(id), body)`.
    pub fn at(location: impl Located, body: T) -> Self {
        Self { location: location.link(), body }
    }
}

/// A [`Link`], and nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no link, and may lead where no route is",
    label = "a location is the link of a route",
    note = "write `Created::at(show::uri(id), view)`, where `show` is the handler that finds what was made",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
pub trait Located {
    /// The link.
    fn link(self) -> Link;
}

#[diagnostic::do_not_recommend]
impl Located for Link {
    fn link(self) -> Link {
        self
    }
}

/// 204.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoContent;

impl Reply {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: None, foreign: None }
    }

    fn of<T: Output>(status: StatusCode, audience: Audience<'_>, body: &T) -> Result<Self, Problem> {
        let mut json = Vec::with_capacity(512);
        match body.disclose(audience, &mut serde_json::Serializer::new(&mut json)) {
            Ok(()) => Ok(Self { body: Some(json.into()), ..Self::empty(status) }),
            Err(error) => Err(Problem::internal(error)),
        }
    }
}

impl<T: Output> SecureResponse for Json<T> {
    const ENDLESS: bool = T::ENDLESS;
    const STATUS: Option<u16> = Some(200);
    fn respond(self, audience: Audience<'_>) -> Result<Reply, Problem> {
        Reply::of(StatusCode::OK, audience, &self.0)
    }

    fn declare(all: &mut Declared) -> Option<Schema> {
        Some(T::declare(all))
    }
}

impl<T: Output> SecureResponse for Created<T> {
    const ENDLESS: bool = T::ENDLESS;
    const LOCATED: bool = true;
    const STATUS: Option<u16> = Some(201);
    fn respond(self, audience: Audience<'_>) -> Result<Reply, Problem> {
        let mut reply = Reply::of(StatusCode::CREATED, audience, &self.body)?;
        let location =
            HeaderValue::try_from(self.location.resolve().map_err(Problem::internal)?).map_err(Problem::internal)?;
        reply.headers = vec![(LOCATION, location)];
        Ok(reply)
    }

    fn declare(all: &mut Declared) -> Option<Schema> {
        Some(T::declare(all))
    }
}

impl SecureResponse for NoContent {
    const STATUS: Option<u16> = Some(204);
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> {
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    }
}

impl SecureResponse for StatusCode {
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> {
        // An error status needs a problem body. One that is no answer is a fault of the handler: hyper takes 101 for an
        // upgrade, and sends it.
        if self.is_success() || self.is_redirection() { Ok(Reply::empty(self)) } else { Err(Problem::new(self)) }
    }
}

impl<T: Returned, E: SafeError> SecureResponse for Result<T, E> {
    const ENDLESS: bool = T::Answer::ENDLESS;
    const REASONS: &'static Reasons = T::Answer::REASONS;
    const JSON: bool = T::Answer::JSON;
    const PAGE: bool = T::Answer::PAGE;
    const LOCATED: bool = T::Answer::LOCATED;
    const STATUS: Option<u16> = T::Answer::STATUS;
    fn respond(self, audience: Audience<'_>) -> Result<Reply, Problem> {
        match self {
            Ok(answer) => answer.answer().respond(audience),
            Err(error) => Err(error.into_problem()),
        }
    }

    fn declare(all: &mut Declared) -> Option<Schema> {
        T::Answer::declare(all)
    }
}

impl<T: Output> Output for Vec<T> {}

impl<T: Output, const MIN: usize, const MAX: usize> Output for List<T, MIN, MAX> {}
