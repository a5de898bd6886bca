//! Which routes of an adopted router are let through, and which of them were used.
//!
//! A router of axum cannot be asked for its routes. What it matched is known once it has: the log names each route the first
//! time, and a list says which there may be.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use http::Response;

use crate::observe;
use crate::policy::Method;

use super::Faults;

/// The most routes of an open router that are told of, and so the most that are remembered.
const TOLD: usize = 1024;

/// The methods that are told of.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// A method and a path, as axum writes it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Route {
    method: String,
    path: String,
}

/// What is let through.
pub(super) enum Gate {
    /// Everything, with what was told of already.
    Open(Mutex<BTreeSet<Route>>),
    /// These alone.
    Listed(Vec<Route>),
}

/// Left on an answer in place of a route that is there and not listed: the methods of its path that are.
#[derive(Clone, Debug)]
pub(super) struct Unlisted(Vec<String>);

impl Gate {
    pub(super) fn open() -> Self {
        Gate::Open(Mutex::default())
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
        Gate::Listed(listed)
    }

    /// What is listed, where there is a list.
    pub(super) fn routes(&self) -> Option<impl Iterator<Item = String>> {
        match self {
            Gate::Open(_) => None,
            Gate::Listed(routes) => Some(routes.iter().map(ToString::to_string)),
        }
    }

    /// The listed route that is the same as one of ours, whatever its parameters are called.
    pub(super) fn lists(&self, path: &str, method: Method) -> Option<String> {
        let Gate::Listed(routes) = self else { return None };
        let same = |route: &&Route| route.method == method.as_str() && shape(&route.path).eq(shape(path));
        routes.iter().find(same).map(ToString::to_string)
    }

    /// Lets a request through that the router has matched, or not. What comes back is to be told of once it was answered.
    pub(super) fn lets(&self, request: &Request) -> Result<Option<Route>, Unlisted> {
        let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        match self {
            // A route for any method answers to words that a client makes up.
            Gate::Open(_) if !METHODS.contains(&request.method().as_str()) => Ok(None),
            Gate::Open(_) => Ok(matched.map(|path| Route::new(request.method().as_str(), path))),
            Gate::Listed(routes) => permitted(routes, request.method(), matched).map(|()| None),
        }
    }

    /// Tells the log of a route, once.
    pub(super) fn tell(&self, route: Route) {
        let Gate::Open(told) = self else { return };
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() < TOLD && !told.contains(&route) {
            observe::unverified(&route.to_string());
            told.insert(route);
        }
    }
}

/// What has no path of its own, as a fallback inside of it and a nested service, is never on a list.
fn permitted(routes: &[Route], method: &http::Method, matched: Option<&str>) -> Result<(), Unlisted> {
    let here = || routes.iter().filter(|route| Some(route.path.as_str()) == matched);
    let asked = if method == http::Method::HEAD { "GET" } else { method.as_str() };
    if here().any(|route| route.method == asked || route.method == method.as_str()) {
        return Ok(());
    }
    Err(Unlisted(here().map(|route| route.method.clone()).collect()))
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

    fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned() }
    }
}

impl core::fmt::Display for Route {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl Unlisted {
    pub(super) fn answer(self) -> Response<Body> {
        let mut answer = Response::default();
        answer.extensions_mut().insert(self);
        answer
    }

    /// The methods that are let through, in the words of an `Allow`, where there are any.
    pub(super) fn others(&self) -> Option<String> {
        let heads = self.0.iter().any(|method| method == "GET");
        let head = heads.then_some("HEAD");
        let methods: Vec<&str> = self.0.iter().map(String::as_str).chain(head).collect();
        (!methods.is_empty()).then(|| methods.join(", "))
    }
}
