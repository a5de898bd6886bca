//! Which route a request is for. Matching is axum's own matchit, asked once a request.

use std::collections::BTreeMap;

use http::Method as HttpMethod;
use percent_encoding::percent_decode_str;

use crate::policy::Method;

use super::{Endpoint, Faults};

/// All routes of an application.
pub(crate) struct Router<R> {
    shapes: matchit::Router<Shape<R>>,
}

/// The routes that share a path.
struct Shape<R> {
    routes: BTreeMap<Method, R>,
    allow: String,
}

/// The route of a request, or why there is none.
pub(crate) enum Found<'r, R> {
    /// A route, and the values of its parameters, decoded; `None` where one is no UTF-8, which names nothing. It is this
    /// route all the same: its policy answers, and no adopted router is asked.
    Route(&'r R, Option<Vec<String>>),
    /// Nothing has this path.
    NoPath,
    /// Others have: the methods that are there.
    OtherMethods(&'r str),
}

impl<R> Router<R> {
    /// Puts routes in order; each conflict is a fault that names both handlers.
    pub(crate) fn new<S>(
        endpoints: Vec<(String, Endpoint<S>)>,
        ready: impl Fn(&str, Endpoint<S>) -> R,
        faults: &mut Faults,
    ) -> Self {
        let mut by_path: BTreeMap<String, BTreeMap<Method, Endpoint<S>>> = BTreeMap::new();
        for (path, endpoint) in endpoints {
            let same_path = by_path.entry(path.clone()).or_default();
            if let Some(first) = same_path.get(&endpoint.policy.method) {
                faults.push(
                    format!(
                        "`{} {path}` is routed twice: {} and {}",
                        endpoint.policy.method.as_str(),
                        place(first),
                        place(&endpoint)
                    ),
                    "keep one of them, or mount one under another prefix with `mount_at`",
                );
            } else {
                same_path.insert(endpoint.policy.method, endpoint);
            }
        }
        let mut shapes = matchit::Router::new();
        let mut places: BTreeMap<String, String> = BTreeMap::new();
        for (path, endpoints) in by_path {
            let here = endpoints.values().next().map(place).unwrap_or_default();
            let allow = allow(endpoints.keys().copied());
            let routes = endpoints.into_iter().map(|(method, endpoint)| (method, ready(&path, endpoint))).collect();
            if let Err(error) = shapes.insert(path.clone(), Shape { routes, allow }) {
                let (other, there) = match &error {
                    matchit::InsertError::Conflict { with } => (with.as_str(), places.get(with)),
                    _ => ("", None),
                };
                faults.push(
                    format!("`{path}` ({here}) cannot stand beside `{other}` ({})", there.map_or("", String::as_str)),
                    "give parameters in the same place of a path the same name",
                );
            }
            places.insert(path, here);
        }
        Self { shapes }
    }

    /// Finds the route of a request. `HEAD` runs the route of `GET`, policy and all (C9).
    pub(crate) fn find(&self, method: &HttpMethod, path: &str) -> Found<'_, R> {
        let Ok(matched) = self.shapes.at(path) else { return Found::NoPath };
        let routes = &matched.value.routes;
        let anyhow = || routes.values().next().filter(|_| !guard!(Method));
        let Some(route) = method_of(method).and_then(|method| routes.get(&method)).or_else(anyhow) else {
            return Found::OtherMethods(&matched.value.allow);
        };
        Found::Route(route, matched.params.iter().map(|(_, value)| decode(value)).collect())
    }
}

impl<'r, R> Found<'r, R> {
    pub(crate) fn route(&self) -> Option<&'r R> {
        match self {
            Found::Route(route, _) => Some(route),
            _ => None,
        }
    }
}

impl<R> core::fmt::Debug for Router<R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Router").finish_non_exhaustive()
    }
}

fn decode(value: &str) -> Option<String> {
    percent_decode_str(value).decode_utf8().ok().map(|text| text.into_owned())
}

fn method_of(method: &HttpMethod) -> Option<Method> {
    match *method {
        HttpMethod::GET | HttpMethod::HEAD => Some(Method::Get),
        HttpMethod::POST => Some(Method::Post),
        HttpMethod::PUT => Some(Method::Put),
        HttpMethod::PATCH => Some(Method::Patch),
        HttpMethod::DELETE => Some(Method::Delete),
        _ => None,
    }
}

fn allow(methods: impl Iterator<Item = Method>) -> String {
    let mut names = Vec::new();
    for method in methods {
        names.push(method.as_str());
        if method == Method::Get {
            names.push("HEAD");
        }
    }
    names.join(", ")
}

fn place<S>(endpoint: &Endpoint<S>) -> String {
    format!("{} at {}:{}", endpoint.policy.handler, endpoint.policy.file, endpoint.policy.line)
}
