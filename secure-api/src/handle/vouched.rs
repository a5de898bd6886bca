//! Somebody else's extractor or response, with a written reason.

use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};

use axum::body::to_bytes;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, PROXY_AUTHORIZATION};
use http::request::Parts;

use crate::policy::{Reasons, Vouch};
use crate::respond::{Problem, Refusal};

use super::{ArgInfo, Cx, Extract, SecureArg, Step};

/// The most bytes of a rejection that go to the log.
const MOST_TOLD: usize = 4 * 1024;

/// A written reason as a type. `secure_api::reason!(pub TrustsTheCdn = "..");` makes one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a reason",
    label = "not a written reason",
    note = "write `secure_api::reason!(pub TrustsTheCdn = \"why the CDN can be trusted\");` and name that",
    note = "rule: SA0242 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0242/"
)]
pub trait Reason: 'static {
    /// Its name, for the policy report.
    const NAME: &'static str;
    /// The text, for the policy report.
    const REASON: &'static str;
}

/// Somebody else's extractor as an argument, or somebody else's response as an answer, for the reason `R`. Reads as what it
/// holds.
///
/// As an argument it takes any `FromRequestParts`, and no body. What it reads of the path counts as undecided, the credential
/// that the route verifies is not shown to it, and what it changes in the request nobody sees. Where it refuses, the client gets
/// the status with our own problem, and the log gets its text.
///
/// As an answer it takes any `IntoResponse`: our headers stand over its own, an error has our own problem as its body, and
/// nothing of a caller's is stored by caches. Its body may be a stream, which has no deadline but the server's own bounds on slow
/// clients.
///
/// ```
/// use axum::response::Html;
/// use secure_api::prelude::*;
///
/// secure_api::reason!(pub ShowsAPage = "a fixed page, without a word of a client's");
///
/// #[get("/about")]
/// #[secure(public = "says what this is", rate = "60/min")]
/// async fn about() -> Vouched<Html<&'static str>, ShowsAPage> {
///     Vouched::new(Html("<p>An API."))
/// }
/// # let _: Routes<()> = routes![about];
/// ```
pub struct Vouched<T, R> {
    value: T,
    reason: PhantomData<fn() -> R>,
}

impl<T, R> Vouched<T, R> {
    /// Holds a value, as an answer or in a test of a handler.
    pub fn new(value: T) -> Self {
        Self { value, reason: PhantomData }
    }

    /// What it holds.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T, R: Reason> Vouched<T, R> {
    pub(crate) const REASONS: &'static Reasons =
        &Reasons { own: &[Vouch { what: R::NAME, reason: R::REASON }], inner: &[] };
}

impl<T, R> Deref for Vouched<T, R> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T, R> DerefMut for Vouched<T, R> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// What a client sent stays out of logs.
impl<T, R: Reason> fmt::Debug for Vouched<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vouched").field("reason", &R::REASON).finish_non_exhaustive()
    }
}

/// An extractor of request parts.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not taken from the parts of a request",
    label = "this handler takes it by `Vouched`, which never reads the body",
    note = "take the body as `Valid<Json<T>>`, with `#[input]` on `T`",
    note = "or, of a type of your own that reads the head of a request alone, implement axum's `FromRequestParts` for it",
    note = "rule: SA0244 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0244/"
)]
pub trait FromParts<S>: Sized + Send {
    /// Makes it, or answers in its place.
    fn from_parts(parts: &mut Parts, state: &S) -> impl Future<Output = Result<Self, Response>> + Send;
}

#[diagnostic::do_not_recommend]
impl<S: Send + Sync, T: FromRequestParts<S> + Send> FromParts<S> for T {
    async fn from_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        T::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)
    }
}

impl<T, R: Reason> SecureArg for Vouched<T, R> {
    const INFO: ArgInfo = ArgInfo { reasons: Self::REASONS, ..ArgInfo::NOTHING };
}

impl<S, T, R> Extract<S> for Vouched<T, R>
where
    S: Send + Sync,
    T: FromParts<S>,
    R: Reason,
{
    // It may ask a store, which a client whose input is wrong does not get to use.
    const STEP: Step = Step::Object;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        let mut parts = cx.parts.clone();
        if cx.policy.access.scheme().is_some() {
            parts.headers.remove(AUTHORIZATION);
            parts.headers.remove(PROXY_AUTHORIZATION);
        }
        match T::from_parts(&mut parts, &cx.state).await {
            Ok(value) => Ok(Self::new(value)),
            Err(answer) => Err(refused(answer, R::NAME).await),
        }
    }
}

/// The status for the client, the text for the log: it may quote what was sent, or tell how the server is made.
async fn refused(answer: Response, name: &str) -> Refusal {
    let (parts, body) = answer.into_parts();
    let text = to_bytes(body, MOST_TOLD).await.unwrap_or_default();
    let cause = format!("the extractor of `{name}` refused: {}", String::from_utf8_lossy(&text));
    Refusal::Handler(Problem::new(parts.status).because(cause))
}
