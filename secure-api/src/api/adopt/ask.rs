//! Whether an adopted router has a route. It cannot be asked for all of them; a request tells of one, and here none of them gets
//! to a handler.

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{Next, from_fn};
use http::header::ALLOW;
use tower::ServiceExt;

use super::gate::Route;
use super::{Missing, without_fallbacks};

/// In the place of a parameter: no route has it as a literal.
const VALUE: &str = "secure-api.asks";

/// What the router has where a route should be.
pub(super) enum Asked {
    /// It.
    Has,
    /// Another path, which takes what is asked there.
    Elsewhere(String),
    /// The path, for these methods.
    OtherMethods(String),
    /// No path.
    Nothing,
    /// It cannot be asked.
    Silent,
}

/// Left on an answer by a route in place of what it would do.
#[derive(Clone)]
struct Here(Option<MatchedPath>);

/// Asks for each of these routes.
pub(super) fn each(router: &axum::Router, routes: &[Route]) -> Vec<Asked> {
    let here = |matched: Option<MatchedPath>, _: Request, _: Next| async { axum::Extension(Here(matched)) };
    let askable = without_fallbacks(router.clone().layer(from_fn(here)));
    routes.iter().map(|route| has(&askable, route)).collect()
}

fn has(askable: &axum::Router, route: &Route) -> Asked {
    let Some(request) = sample(route) else { return Asked::Silent };
    // Nothing in it waits for anything.
    let answered = pin!(askable.clone().oneshot(request)).poll(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(Ok(answer)) = answered else { return Asked::Silent };
    if let Some(Here(matched)) = answer.extensions().get::<Here>() {
        return match matched.as_ref().map(MatchedPath::as_str) {
            Some(path) if path == route.path() => Asked::Has,
            Some(path) => Asked::Elsewhere(path.to_owned()),
            None => Asked::Nothing,
        };
    }
    let known = answer.extensions().get::<Missing>().is_some_and(|Missing(matched)| matched.is_some());
    let allow = answer.headers().get(ALLOW).and_then(|allow| allow.to_str().ok());
    allow.filter(|_| known).map_or(Asked::Nothing, |allow| Asked::OtherMethods(allow.replace(',', ", ")))
}

/// A request that the route would take. `None` where braces stand for themselves, or the path is none of a request.
fn sample(route: &Route) -> Option<Request> {
    let path = route.path();
    if path.contains("{{") || path.contains("}}") {
        return None;
    }
    let mut parts = path.split('{');
    let mut sample = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        sample.push_str(VALUE);
        sample.push_str(part.split_once('}')?.1);
    }
    Request::builder().method(route.method()).uri(sample).body(Body::empty()).ok()
}
