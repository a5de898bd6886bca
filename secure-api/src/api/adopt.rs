//! An existing router behind ours.

use core::fmt;

use axum::body::Body;
use http::request::Parts;
use http::{Request, Response};
use http_body_util::Limited;
use tower::ServiceExt;

/// The most bytes of a body that goes to an adopted route: 2 MiB, as axum's own default.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// Left on an answer by the adopted router where it has no route for a request.
#[derive(Clone, Copy)]
struct Unmatched;

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

    /// The router's answer; `None` where it has no route for the path and method.
    pub(crate) async fn answer(&self, parts: Parts, body: Body) -> Option<Response<Body>> {
        let body = Body::new(Limited::new(body, BODY_LIMIT));
        let answered = self.router.clone().oneshot(Request::from_parts(parts, body)).await;
        let answer = answered.unwrap_or_else(|never| match never {});
        answer.extensions().get::<Unmatched>().is_none().then_some(answer)
    }
}

impl fmt::Debug for Adopted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Adopted").field("reason", &self.reason).finish_non_exhaustive()
    }
}
