//! An existing router behind ours.

mod ask;
mod gate;
mod told;

use core::fmt;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{Next, from_fn};
use http::Response;
use http::header::ALLOW;
use http_body_util::Limited;
use tower::ServiceExt;

use crate::policy::Method;

use super::Faults;
use ask::Asked;
use gate::Gate;

/// The most bytes of a body that goes to an adopted route: 2 MiB, as axum's own default.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

const AS_IT_HAS_THEM: &str = "write method and path as the router has them, or remove it: what a service that it nests or a fallback \
     of its own answers cannot be listed";

/// Left on an answer where there is no route for a request, or none that is let through: the path that was matched.
#[derive(Clone)]
struct Missing(Option<MatchedPath>);

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
    /// What the router has in place of each route that is listed.
    asked: Vec<Asked>,
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
        let asked = gate.routes().map(|routes| ask::each(&router, routes)).unwrap_or_default();
        let gate = Arc::new(gate);
        let gating = Arc::clone(&gate);
        // A layer of the whole router runs once a route is found, and before anything of theirs.
        let gated = from_fn(move |request: Request, next: Next| {
            let gate = Arc::clone(&gating);
            async move { if gate.lets(&request) { next.run(request).await } else { missing(&request) } }
        });
        Self { router: without_fallbacks(router.layer(gated)), gate, asked, reason }
    }

    /// A listed route that one of ours has taken over is a fault, so that the list only holds what is not moved yet. So is one
    /// that the router does not have: it would be gone, and nobody told.
    pub(crate) fn check<'p>(
        &self,
        ours: impl Iterator<Item = (&'p str, Method, &'static str)> + Clone,
        faults: &mut Faults,
    ) {
        for (listed, asked) in self.gate.routes().unwrap_or_default().iter().zip(&self.asked) {
            if let Some((.., handler)) = ours.clone().find(|(path, method, _)| listed.is_as(path, *method)) {
                faults.push(
                    format!("`{listed}` is listed as adopted, and `{handler}` has moved it"),
                    "remove it from the list of `.adopt_only(..)`: requests for it go to the secured handler",
                );
                continue;
            }
            let (what, help) = match asked {
                Asked::Has | Asked::Silent => continue,
                Asked::Elsewhere(path) if listed.is_at(path) => (
                    format!("the router calls it `{} {path}`", listed.method()),
                    "write it as the router does, names of parameters too",
                ),
                Asked::Elsewhere(path) => {
                    (format!("the router has no such route: what is asked there goes to `{path}`"), AS_IT_HAS_THEM)
                }
                Asked::OtherMethods(allow) => (format!("the router has that path for {allow} alone"), AS_IT_HAS_THEM),
                Asked::Nothing => ("the router has no such route".to_owned(), AS_IT_HAS_THEM),
            };
            faults.push(format!("`{listed}` is listed as adopted, and {what}"), help);
        }
    }

    /// The lines of the report: one for each route that is listed, or one for a router that may have any.
    pub(crate) fn lines(&self) -> Vec<String> {
        match self.gate.routes() {
            None => vec![format!("unverified: an adopted router: {}", self.reason)],
            Some(routes) => routes.iter().map(|route| format!("unverified: {route}: {}", self.reason)).collect(),
        }
    }

    /// Why it is adopted.
    pub(crate) fn reason(&self) -> &'static str {
        self.reason
    }

    /// What is listed, where there is a list.
    pub(crate) fn listed_routes(&self) -> Option<Vec<String>> {
        Some(self.gate.routes()?.iter().map(ToString::to_string).collect())
    }

    /// What the router has for a path and method.
    pub(crate) async fn answer(&self, request: Request) -> Theirs {
        let bounded = request.map(|body| Body::new(Limited::new(body, BODY_LIMIT)));
        let answered = self.router.clone().oneshot(bounded).await;
        let answer = answered.unwrap_or_else(|never| match never {});
        let Some(Missing(matched)) = answer.extensions().get::<Missing>() else { return Theirs::Answer(answer) };
        let methods = match self.gate.routes() {
            // Theirs would name methods that are not let through.
            Some(_) => matched.as_ref().and_then(|matched| self.gate.methods(matched.as_str())),
            None => answer.headers().get(ALLOW).and_then(|allow| allow.to_str().ok()).map(str::to_owned),
        };
        methods.map_or(Theirs::NoPath, Theirs::OtherMethods)
    }
}

/// The router, with an answer of ours where it has nothing. Nothing of that goes through a layer that was added before.
fn without_fallbacks(router: axum::Router) -> axum::Router {
    let nothing = |matched: Option<MatchedPath>| async { axum::Extension(Missing(matched)) };
    router.fallback(nothing).method_not_allowed_fallback(nothing)
}

fn missing(request: &Request) -> Response<Body> {
    let mut answer = Response::default();
    answer.extensions_mut().insert(Missing(request.extensions().get::<MatchedPath>().cloned()));
    answer
}

impl fmt::Debug for Adopted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Adopted").field("reason", &self.reason).finish_non_exhaustive()
    }
}
