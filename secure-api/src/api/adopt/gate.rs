//! Which routes of an adopted router are let through, and which of them were used.
//!
//! A router of axum cannot be asked for its routes. What it matched is known once it has: the log names each route the first
//! time, and a list says which there may be.

use axum::extract::{MatchedPath, Request};

use crate::observe;
use crate::policy::Method;

use super::Faults;
use super::told::Told;

/// The methods that are told of.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// A method and a path, as axum writes it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Route {
    method: String,
    path: String,
}

/// What is let through. Told of is, of a whole router, what was used, and where there is a list, what was asked for in vain.
pub(super) enum Gate {
    /// Everything.
    Open(Told),
    /// These alone.
    Listed(Vec<Route>, Told),
}

impl Gate {
    pub(super) fn open() -> Self {
        Gate::Open(Told::new())
    }

    pub(super) fn listed(routes: &[&str], faults: &mut Faults) -> Self {
        let mut listed: Vec<Route> = Vec::new();
        for text in routes {
            match Route::parse(text) {
                None => faults.push(
                    format!("`{}` is no adopted route", text.escape_debug()),
                    "write method and path as the old router has them, as `GET /articles/{id}`",
                ),
                Some(route) if listed.contains(&route) => {
                    faults.push(format!("`{route}` is listed as adopted twice"), "remove one");
                }
                Some(route) => listed.push(route),
            }
        }
        Gate::Listed(listed, Told::new())
    }

    /// What is listed, where there is a list.
    pub(super) fn routes(&self) -> Option<&[Route]> {
        match self {
            Gate::Open(_) => None,
            Gate::Listed(routes, _) => Some(routes),
        }
    }

    /// Whether a request that the router has a route for gets there.
    pub(super) fn lets(&self, request: &Request) -> bool {
        let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        // A route for any method answers to words that a client makes up.
        let method = METHODS.into_iter().find(|method| request.method() == method);
        let named = method.zip(matched);
        match self {
            Gate::Open(told) => {
                if let Some((method, path)) = named.filter(|(method, path)| told.first(method, path)) {
                    observe::unverified(&Route::new(method, path).to_string());
                }
                true
            }
            // What has no path of its own, as a fallback inside of it and a nested service, is never on a list.
            Gate::Listed(routes, _) if permitted(routes, request.method(), matched) => true,
            Gate::Listed(_, told) => {
                if let Some((method, path)) = named.filter(|(method, path)| told.first(method, path)) {
                    observe::unlisted(&Route::new(method, path).to_string());
                }
                false
            }
        }
    }

    /// The methods of a path that are let through, in the words of an `Allow`, where there are any.
    pub(super) fn methods(&self, path: &str) -> Option<String> {
        let here = self.routes()?.iter().filter(|route| route.path == path);
        let mut methods: Vec<&str> = here.map(Route::method).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        (!methods.is_empty()).then(|| methods.join(", "))
    }
}

fn permitted(routes: &[Route], method: &http::Method, matched: Option<&str>) -> bool {
    let asked = if method == http::Method::HEAD { "GET" } else { method.as_str() };
    let mut here = routes.iter().filter(|route| Some(route.path.as_str()) == matched);
    here.any(|route| route.method == asked || route.method == method.as_str())
}

/// The segments of a path, with parameters that have no names.
fn shape(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment })
}

impl Route {
    fn parse(text: &str) -> Option<Self> {
        let (method, path) = text.split_once(' ')?;
        let is_method = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_path = path.starts_with('/') && !path.contains([' ', '?', '#']);
        (is_method && is_path).then(|| Self::new(method, path))
    }

    pub(super) fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned() }
    }

    pub(super) fn method(&self) -> &str {
        &self.method
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path == path
    }

    /// Whether its path is this one, whatever parameters are called.
    pub(super) fn is_at(&self, path: &str) -> bool {
        shape(&self.path).eq(shape(path))
    }

    /// Whether it is the same as a route of ours.
    pub(super) fn is_as(&self, path: &str, method: Method) -> bool {
        self.method == method.as_str() && self.is_at(path)
    }
}

impl core::fmt::Display for Route {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
