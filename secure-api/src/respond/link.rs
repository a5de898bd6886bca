//! Links to routes of the application: no path of an answer is put together by hand.
//!
//! A link is known by its route, and gets the prefix that the route is mounted under when it is answered with.

use core::fmt;
use std::collections::BTreeMap;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, Serializer};

use crate::api::Answerer;
use crate::openapi::Published;
use crate::policy::{Method, RoutePolicy};
use crate::words::cut;

/// All but the unreserved characters of RFC 3986, 2.3: what a value has is never read as part of the path around it.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// No text, which no parameter is read from: for a value that a path cannot carry, since clients take `..` out of it.
const NOTHING: &str = "%FF";

/// Where one route of the application is found, as `show::uri(id)` makes it.
///
/// As text it is a path, with the prefix that the route is mounted under: of several the one that has most in common with
/// the route that answers. Outside of a handler, as in a unit test, it is the path as it was declared.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    route: Key,
    path: String,
}

/// What a route is known by.
type Key = (&'static str, Method, &'static str);

/// Under which prefixes each route is mounted.
#[derive(Debug, Default)]
pub(crate) struct Mounts {
    prefixes: BTreeMap<Key, Vec<Arc<str>>>,
    /// The document that describes them, where the application makes one.
    published: Published,
    /// Who answers whoever wants to attack the application, where it lets them.
    answerer: Option<Arc<Answerer>>,
}

/// Where an answer is made.
#[derive(Clone)]
pub(crate) struct Here {
    pub(crate) mounts: Arc<Mounts>,
    /// What the answering route is mounted under.
    pub(crate) prefix: Arc<str>,
}

tokio::task_local! {
    static HERE: Here;
}

/// A route that the application does not serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotMounted;

impl Link {
    /// With the values of the parameters, in the order of the path.
    pub(crate) fn new(policy: &RoutePolicy, values: &[String]) -> Self {
        let (mut path, mut values) = (String::with_capacity(policy.path.len()), values.iter());
        let mut rest = policy.path;
        while let Some((before, parameter)) = cut(rest, b'{') {
            path.push_str(before);
            path.extend(encoded(values.next().map_or("", String::as_str)));
            rest = cut(parameter, b'}').map_or("", |(_, after)| after);
        }
        path.push_str(rest);
        Self { route: key(policy), path }
    }

    /// The path as a client finds it.
    pub(crate) fn resolve(self) -> Result<String, NotMounted> {
        match HERE.try_with(|here| here.mounts.nearest(self.route, &here.prefix)) {
            Ok(Some(prefix)) if prefix.is_empty() => Ok(self.path),
            Ok(Some(prefix)) if self.path == "/" => Ok(prefix.to_string()),
            Ok(Some(prefix)) => Ok([&*prefix, &self.path].concat()),
            Ok(None) => Err(NotMounted),
            Err(_) => Ok(self.path),
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.clone().resolve().as_deref().unwrap_or(&self.path))
    }
}

/// An id may stand in it, as in the input that it came from.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("route", &self.route.0).finish_non_exhaustive()
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let path = self.clone().resolve().map_err(|NotMounted| serde::ser::Error::custom(NotMounted))?;
        serializer.serialize_str(&path)
    }
}

impl fmt::Display for NotMounted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a link to a route that is not mounted")
    }
}

impl std::error::Error for NotMounted {}

impl Mounts {
    /// Of an application with this document, and with this answerer.
    pub(crate) fn of(published: Published, answerer: Option<Answerer>) -> Self {
        Self { published, answerer: answerer.map(Arc::new), ..Self::default() }
    }

    /// One more place of a route.
    pub(crate) fn add(&mut self, policy: &RoutePolicy, prefix: &Arc<str>) {
        self.prefixes.entry(key(policy)).or_default().push(Arc::clone(prefix));
    }

    /// The prefix that has the most segments in common with this one; of several the one that was mounted first.
    fn nearest(&self, route: Key, here: &str) -> Option<Arc<str>> {
        let common = |prefix: &str| prefix.split('/').zip(here.split('/')).take_while(|(a, b)| a == b).count();
        let mut nearest: Option<&Arc<str>> = None;
        for prefix in self.prefixes.get(&route)? {
            if nearest.is_none_or(|nearest| common(prefix) > common(nearest)) {
                nearest = Some(prefix);
            }
        }
        nearest.cloned()
    }
}

/// The document that describes the application, for whoever answers with it.
pub(crate) fn published() -> Published {
    HERE.try_with(|here| here.mounts.published.clone()).unwrap_or_default()
}

/// Who answers whoever wants to attack the application.
pub(crate) fn answerer() -> Option<Arc<Answerer>> {
    HERE.try_with(|here| here.mounts.answerer.clone()).ok().flatten()
}

impl Here {
    /// Runs what makes an answer.
    pub(crate) fn scope<F: Future>(self, answer: F) -> impl Future<Output = F::Output> {
        HERE.scope(self, answer)
    }
}

fn key(policy: &RoutePolicy) -> Key {
    (policy.handler, policy.method, policy.path)
}

fn encoded(value: &str) -> impl Iterator<Item = &str> {
    let carried = if matches!(value, "" | "." | "..") { None } else { Some(value) };
    let nothing = carried.is_none().then_some(NOTHING);
    carried.into_iter().flat_map(|value| utf8_percent_encode(value, RESERVED)).chain(nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(path: &'static str, values: &[&str]) -> Link {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        Link::new(&RoutePolicy::get(path, &[]).handler("of a test"), &values)
    }

    #[test]
    fn values_stay_in_their_segment() {
        for (value, says) in [
            ("7", "/a/7/b"),
            ("x/../y", "/a/x%2F..%2Fy/b"),
            ("a b?c#d%", "/a/a%20b%3Fc%23d%25/b"),
            ("\r\nSet-Cookie: a", "/a/%0D%0ASet-Cookie%3A%20a/b"),
            ("é", "/a/%C3%A9/b"),
            ("..", "/a/%FF/b"),
            (".", "/a/%FF/b"),
            ("", "/a/%FF/b"),
            ("...", "/a/.../b"),
        ] {
            assert_eq!(link("/a/{id}/b", &[value]).to_string(), says);
        }
        assert_eq!(link("/{a}/{b}", &["1", "2"]).to_string(), "/1/2");
        assert_eq!(link("/", &[]).to_string(), "/");
    }

    #[tokio::test]
    async fn of_several_prefixes_the_nearest_is_taken() {
        let (mut mounts, one) = (Mounts::default(), RoutePolicy::get("/a", &[]).handler("one"));
        for prefix in ["/v1", "/v2", "/v2/beta"] {
            mounts.add(&one, &prefix.into());
        }
        let mounts = Arc::new(mounts);
        for (here, says) in
            [("/v1", "/v1/a"), ("/v2", "/v2/a"), ("/v2/beta", "/v2/beta/a"), ("/v2/alpha", "/v2/a"), ("", "/v1/a")]
        {
            let here = Here { mounts: Arc::clone(&mounts), prefix: here.into() };
            here.scope(async { assert_eq!(Link::new(&one, &[]).to_string(), says) }).await;
        }
        let nowhere = RoutePolicy::get("/b", &[]).handler("nowhere");
        let here = Here { mounts, prefix: "".into() };
        here.scope(async {
            let link = Link::new(&nowhere, &[]);
            assert_eq!(link.clone().resolve(), Err(NotMounted));
            let told = serde_json::to_string(&link).unwrap_err().to_string();
            assert_eq!(told, "a link to a route that is not mounted");
        })
        .await;
    }

    proptest::proptest! {
        #[test]
        fn any_value_is_one_segment_of_a_header(value in ".*") {
            let path = link("/a/{id}", &[&value]).to_string();
            proptest::prop_assert!(path.bytes().all(|byte| byte.is_ascii_graphic()));
            proptest::prop_assert_eq!(path.split('/').count(), 3);
        }
    }
}
