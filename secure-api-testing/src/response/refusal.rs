//! A refusal, as a client can tell it.

use std::fmt;

use super::TestResponse;

/// A refusal of the framework, told by all that a client can see of it. What a client cannot tell apart is one here: a missing object,
/// one of somebody else and a path that there is not are all [`NotFound`](Self::NotFound).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// 400: what came cannot be read at all.
    Syntax,
    /// 400, and the challenge says `invalid_request`: more than one credential.
    CredentialsAmbiguous,
    /// 401, and the challenge names no error: no credential.
    NoCredentials,
    /// 401, and the challenge says `invalid_token`.
    BadCredentials,
    /// 403: without the role, or a page of an origin that is not declared.
    Forbidden,
    /// 403, and the challenge says `insufficient_scope`.
    LacksScope,
    /// 404: no such path, no such object, or one of somebody else.
    NotFound,
    /// 405, with what is allowed.
    MethodNotAllowed,
    /// 406: the client takes no JSON.
    NotAcceptable,
    /// 408: the body came too slowly.
    BodySlow,
    /// 409, by the handler.
    Conflict,
    /// 413: the body is longer than declared.
    BodyTooLarge,
    /// 414: the target is too long.
    UriTooLong,
    /// 415, with the type that is taken.
    UnsupportedType,
    /// 422: the input breaks rules, each by the name of its field. See [`TestResponse::assert_invalid`] for which.
    Invalid,
    /// 429, with `Retry-After` and the limits that refused.
    TooMany,
    /// 431: the headers are too large.
    HeadersTooLarge,
    /// 500: a handler failed.
    Failed,
    /// 503: too busy, over the time, or without keys or roles.
    Unavailable,
}

impl Refusal {
    /// Its status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Syntax | Self::CredentialsAmbiguous => 400,
            Self::NoCredentials | Self::BadCredentials => 401,
            Self::Forbidden | Self::LacksScope => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::NotAcceptable => 406,
            Self::BodySlow => 408,
            Self::Conflict => 409,
            Self::BodyTooLarge => 413,
            Self::UriTooLong => 414,
            Self::UnsupportedType => 415,
            Self::Invalid => 422,
            Self::TooMany => 429,
            Self::HeadersTooLarge => 431,
            Self::Failed => 500,
            Self::Unavailable => 503,
        }
    }

    /// Which one an answer is, whole: `None` where it is no refusal, or not all of one.
    fn of(answer: &TestResponse) -> Option<Self> {
        let challenge = answer.header("www-authenticate");
        let says = |error: &str| challenge.contains(&format!("error=\"{error}\""));
        let is = |refusal: Self, whole: bool| whole.then_some(refusal);
        let there = |name: &str| !answer.header(name).is_empty();
        match answer.status() {
            400 if says("invalid_request") => Some(Self::CredentialsAmbiguous),
            400 => is(Self::Syntax, challenge.is_empty()),
            401 if says("invalid_token") => Some(Self::BadCredentials),
            401 => is(Self::NoCredentials, challenge.starts_with("Bearer") && !challenge.contains("error")),
            403 if says("insufficient_scope") => Some(Self::LacksScope),
            403 => is(Self::Forbidden, challenge.is_empty()),
            404 => Some(Self::NotFound),
            405 => is(Self::MethodNotAllowed, there("allow")),
            406 => Some(Self::NotAcceptable),
            408 => Some(Self::BodySlow),
            409 => Some(Self::Conflict),
            413 => Some(Self::BodyTooLarge),
            414 => Some(Self::UriTooLong),
            415 => is(Self::UnsupportedType, there("accept")),
            422 => is(Self::Invalid, answer.body().is_empty() || !answer.problem().errors.is_empty()),
            429 => is(Self::TooMany, there("retry-after")),
            431 => Some(Self::HeadersTooLarge),
            500 => Some(Self::Failed),
            503 => Some(Self::Unavailable),
            _ => None,
        }
    }
}

/// As an assertion that fails prints it.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`Refusal::{self:?}` ({})", self.status())
    }
}

impl TestResponse {
    /// Which refusal this is; `None` where it is none. A status without what belongs to it, as a 429 that does not say when to return, is
    /// none either.
    ///
    /// # Panics
    /// Where it has the status of a refusal, and a body that is no problem of that status.
    #[must_use]
    #[track_caller]
    pub fn refusal(&self) -> Option<Refusal> {
        let found = Refusal::of(self)?;
        // An answer to `HEAD` has no body.
        if !self.body().is_empty() {
            let _ = self.problem();
        }
        Some(found)
    }

    /// Asserts that this is a refusal of that kind, whole: the status, the challenge or the headers that belong to it, and a problem of
    /// that status as the body. Gives the answer back.
    ///
    /// ```
    /// # use secure_api::prelude::*;
    /// # use secure_api_testing::{Refusal, TestClient};
    /// # #[get("/me")]
    /// # #[secure(auth = "jwt", rate = "60/min")]
    /// # async fn me() -> NoContent {
    /// #     NoContent
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = TestClient::of(Api::new(()).mount(routes![me]));
    /// client.anonymous().get("/me").await.assert_refused(Refusal::NoCredentials);
    /// client.with_token("no.token").get("/me").await.assert_refused(Refusal::BadCredentials);
    /// # }
    /// ```
    ///
    /// # Panics
    /// Where it is anything else, with what it is, and the whole answer.
    #[track_caller]
    pub fn assert_refused(self, expected: Refusal) -> Self {
        match self.refusal() {
            Some(found) if found == expected => self,
            Some(found) => panic!("expected {expected}, got {found}\n{self}"),
            None if self.status() < 400 => {
                panic!("expected {expected}, got {}, which refuses nothing\n{self}", self.status())
            }
            None => panic!("expected {expected}, got {} without all that belongs to it\n{self}", self.status()),
        }
    }
}
