//! An existing router behind ours.

mod gate;

use core::fmt;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use http::Response;
use http::header::ALLOW;
use http_body_util::Limited;
use tower::ServiceExt;

use crate::policy::Method;

use super::Faults;
use gate::{Gate, Unlisted};

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
    gate: Arc<Gate>,
    reason: &'static str,
}

impl Adopted {
    /// All of its routes. Its own fallback is replaced: what it does not have is answered by us.
    pub(crate) fn open(router: axum::Router, reason: &'static str) -> Self {
        Self::new(router, Gate::open(), reason)
    }

    /// These of its routes and no others, as `GET /articles/{id}`.
    pub(crate) fn listed(router: axum::Router, routes: &[&str], reason: &'static str, faults: &mut Faults) -> Self {
        Self::new(router, Gate::listed(routes, faults), reason)
    }

    fn new(router: axum::Router, gate: Gate, reason: &'static str) -> Self {
        let unmatched = || async { axum::Extension(Unmatched) };
        let gate = Arc::new(gate);
        let asked = Arc::clone(&gate);
        // A layer of the whole router runs once a route is found, and before anything of theirs.
        let gated = from_fn(move |request: Request, next: Next| {
            let gate = Arc::clone(&asked);
            async move {
                let route = match gate.lets(&request) {
                    Ok(route) => route,
                    Err(unlisted) => return unlisted.answer(),
                };
                let answer = next.run(request).await;
                if let Some(route) = route.filter(|_| answer.extensions().get::<Unmatched>().is_none()) {
                    gate.tell(route);
                }
                answer
            }
        });
        let router = router.fallback(unmatched).method_not_allowed_fallback(unmatched).layer(gated);
        Self { router, gate, reason }
    }

    /// A listed route that one of ours has taken over is a fault, so that the list only holds what is not moved yet.
    pub(crate) fn check<'p>(&self, ours: impl Iterator<Item = (&'p str, Method, &'static str)>, faults: &mut Faults) {
        for (path, method, handler) in ours {
            if let Some(listed) = self.gate.lists(path, method) {
                faults.push(
                    format!("`{listed}` is listed as adopted, and `{handler}` has moved it"),
                    "remove it from the list of `.adopt_only(..)`: requests for it go to the secured handler",
                );
            }
        }
    }

    /// The lines of the report: one for each route that is listed, or one for a router that may have any.
    pub(crate) fn lines(&self) -> Vec<String> {
        match self.gate.routes() {
            None => vec![format!("unverified: an adopted router: {}", self.reason)],
            Some(routes) => routes.map(|route| format!("unverified: {route}: {}", self.reason)).collect(),
        }
    }

    /// What the router has for a path and method.
    pub(crate) async fn answer(&self, request: Request) -> Theirs {
        let bounded = request.map(|body| Body::new(Limited::new(body, BODY_LIMIT)));
        let answered = self.router.clone().oneshot(bounded).await;
        let answer = answered.unwrap_or_else(|never| match never {});
        if let Some(unlisted) = answer.extensions().get::<Unlisted>() {
            // Theirs names methods that are not let through.
            return unlisted.others().map_or(Theirs::NoPath, Theirs::OtherMethods);
        }
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
