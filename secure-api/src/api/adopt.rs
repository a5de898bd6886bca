//! An existing router behind ours.

use core::fmt;

use axum::body::Body;
use http::header::ALLOW;
use http::{Request, Response};
use http_body_util::Limited;
use tower::ServiceExt;

/// The most bytes of a body that goes to an adopted route: 2 MiB, as axum's own default.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// Left on an answer by the adopted router where it has no route for a request.
#[derive(Clone, Copy)]
struct Unmatched;

/// What an adopted router has for a request.
pub(crate) enum Theirs {
    /// An answer.
    Answer(Response<Body>),
    /// Nothing for this method: the methods that are there.
    OtherMethods(String),
    /// Nothing has this path.
    NoPath,
}

/// A router whose routes nobody has verified.
pub(crate) struct Adopted {
    router: axum::Router,
    pub(crate) reason: &'static str,
}

impl Adopted {
    /// Its own fallback is replaced: what it does not have is answered by us.
    pub(crate) fn new(router: axum::Router, reason: &'static str) -> Self {
        let unmatched = || async { axum::Extension(Unmatched) };
        let router = router.fallback(unmatched).method_not_allowed_fallback(unmatched);
        Self { router, reason }
    }

    /// What the router has for a path and method.
    pub(crate) async fn answer(&self, request: Request<Body>) -> Theirs {
        let bounded = request.map(|body| Body::new(Limited::new(body, BODY_LIMIT)));
        let answered = self.router.clone().oneshot(bounded).await;
        let answer = answered.unwrap_or_else(|never| match never {});
        if answer.extensions().get::<Unmatched>().is_none() {
            return Theirs::Answer(answer);
        }
        let allow = answer.headers().get(ALLOW).and_then(|allow| allow.to_str().ok());
        allow.map_or(Theirs::NoPath, |allow| Theirs::OtherMethods(allow.to_owned()))
    }
}

impl fmt::Debug for Adopted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Adopted").field("reason", &self.reason).finish_non_exhaustive()
    }
}
