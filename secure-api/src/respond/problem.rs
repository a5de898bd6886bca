//! An error that leaves: a public part for the client, a private part for the log (RFC 9457).

use core::fmt;
use std::borrow::Cow;
use std::error::Error as StdError;

use http::StatusCode;

/// An error with a public and a private part.
pub struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) detail: Option<Cow<'static, str>>,
    pub(crate) fields: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    pub(crate) private: Option<Box<dyn StdError + Send + Sync>>,
    /// That it is the refusal of an object: the log tells it apart from a handler's own 404, and no client does.
    pub(crate) object: Option<NoObject>,
}

/// Why there is no object.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NoObject {
    /// There is none of this id.
    Missing,
    /// The caller may not.
    Denied { object: &'static str, action: &'static str },
}

/// An error that a handler may return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent to a client",
    label = "nothing says which part of this error is public",
    note = "return `Result<_, Problem>`: `.map_err(Problem::internal)?` sends a bare 500, and the cause goes to the log",
    note = "or say what is public of an error type of your own, in place of an `impl IntoResponse`: `impl SafeError for MyError {{ fn into_problem(self) -> Problem {{ Problem::conflict(\"the title is taken\").because(self) }} }}`",
    note = "rule: SA0210 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0210/"
)]
pub trait SafeError {
    /// The public part, with the private one inside for the log.
    fn into_problem(self) -> Problem;
}

impl Problem {
    /// A problem of this status, with the status's own title and nothing more. A status that is no error becomes 500.
    #[must_use]
    pub fn new(status: StatusCode) -> Self {
        let status = if status.is_client_error() || status.is_server_error() {
            status
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        };
        Self { status, detail: None, fields: Vec::new(), private: None, object: None }
    }

    /// 404, the same as for an object that the caller may not see.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND)
    }

    pub(crate) fn missing_object() -> Self {
        Self { object: Some(NoObject::Missing), ..Self::not_found() }
    }

    pub(crate) fn denied_object(object: &'static str, action: &'static str) -> Self {
        Self { object: Some(NoObject::Denied { object, action }), ..Self::not_found() }
    }

    /// 409 with a public text.
    #[must_use]
    pub fn conflict(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT).detail(detail)
    }

    /// 422 for one field, in the form that validation itself has: the wire name and a rule code such as `taken`.
    #[must_use]
    pub fn invalid(field: impl Into<Cow<'static, str>>, code: impl Into<Cow<'static, str>>) -> Self {
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY);
        problem.fields.push((field.into(), code.into()));
        problem
    }

    /// 500. The cause goes to the log; the client gets a request id.
    #[must_use]
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR).because(cause)
    }

    /// 503. The cause goes to the log.
    #[must_use]
    pub fn unavailable(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE).because(cause)
    }

    /// A text for the client. Ignored on 5xx, whose text is fixed.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The cause, for the log only.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.private = Some(cause.into());
        self
    }
}

impl SafeError for Problem {
    fn into_problem(self) -> Problem {
        self
    }
}

/// A status alone says nothing that its number does not. One that is no error becomes 500.
impl SafeError for StatusCode {
    fn into_problem(self) -> Problem {
        Problem::new(self)
    }
}

/// The private part is left out: it may hold anything.
impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem").field("status", &self.status).field("detail", &self.detail).finish_non_exhaustive()
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::internal(error)
    }
}

impl From<core::convert::Infallible> for Problem {
    fn from(never: core::convert::Infallible) -> Self {
        match never {}
    }
}
