//! What is written to: objects that the campaign has made, ids that nothing has, and routes that make something new. Nothing else
//! is asked for with a method that changes something (C128).

use std::collections::BTreeMap;

use crate::attack::ObjectId;
use crate::attack::lock::{Lock, Route};
use crate::attack::plan::Plan;

/// Methods that change nothing where an application keeps to HTTP; a name that is none of a method is answered with 405.
const SAFE: [&str; 7] = ["GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "QUERY", "get"];

/// What is known of who may be written to.
pub(super) struct Gate<'g> {
    pub(super) plan: &'g Plan,
    /// Routes that may be written to whatever they change.
    pub(super) changes: &'g BTreeMap<String, String>,
    /// Objects of this campaign, by their resource.
    pub(super) made: &'g [(String, ObjectId)],
    /// The route that the case is about.
    pub(super) subject: &'g str,
}

impl Gate<'_> {
    /// Why a request is not sent.
    pub(super) fn shut(&self, method: &str, target: &str, anonymous: bool) -> Option<String> {
        if SAFE.contains(&method) {
            return None;
        }
        let path = target.split('?').next().unwrap_or_default();
        let lock = &self.plan.lock;
        if is_adopted(lock, path) {
            return Some("an adopted router is there, of which nobody knows what it changes".to_owned());
        }
        // A name of a method in other letters may be taken for the method.
        let routed = lock.routes.iter().find(|route| route.answers(&method.to_uppercase(), path));
        if let Some(route) = routed {
            return self.unwritable(route).or_else(|| self.is_strangers(route, path));
        }
        // No method of a path of which objects are not the campaign's to touch.
        let beside = lock.routes.iter().find(|route| !route.objects.is_empty() && fits(&route.path, path));
        if let Some(why) = beside.and_then(|route| self.unmakable(route)) {
            return Some(why);
        }
        // Another spelling of a path: whoever takes it for the route must not change more than by the route.
        match lock.routes.iter().find(|route| route.name() == self.subject) {
            Some(route) if !SAFE.contains(&route.method.as_str()) => self.unwritable(route),
            _ if anonymous => None,
            _ => Some("it is no route of the lock, and is sent with a token".to_owned()),
        }
    }

    /// Why a route is not written to, whatever the id.
    fn unwritable(&self, route: &Route) -> Option<String> {
        if self.changes.contains_key(&route.name()) {
            return None;
        }
        let only_ids = route.params().iter().all(|param| route.is_id(param));
        if only_ids && !route.objects.is_empty() {
            return self.unmakable(route);
        }
        if route.params().is_empty() && route.method == "POST" && route.answer == Some(201) {
            return None;
        }
        let (method, path) = (&route.method, &route.path);
        Some(format!(
            "it would change what the campaign has not made: `.may_change(\"{method}\", \"{path}\", \"..\")` lets it"
        ))
    }

    /// Why the objects of a route are not touched, where nobody said how to make one.
    fn unmakable(&self, route: &Route) -> Option<String> {
        let resource = &route.objects.last()?.resource;
        self.plan.maker(resource).is_none().then(|| {
            format!("nothing is written to `{resource}` without a way to make one: `.object(\"{resource}\", ..)`")
        })
    }

    /// Whether the ids of a path may be those of an object that is not the campaign's.
    fn is_strangers(&self, route: &Route, path: &str) -> Option<String> {
        let ids = ids(route, path);
        let nobodys = &self.plan.nobodys;
        if ids.is_empty() || ids.iter().any(|id| id.starts_with(nobodys.as_str()) || id == "%20") {
            return None;
        }
        let own = self.made.iter().any(|(_, id)| {
            let missing = id.missing(route).parts(route);
            let numbered = missing.last().is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
            ids == id.parts(route) || (!numbered && ids == missing)
        });
        (!own).then(|| "the id may be that of an object that the campaign has not made".to_owned())
    }
}

/// The parts of a path that name an object.
fn ids(route: &Route, path: &str) -> Vec<String> {
    let pairs = route.path.split('/').zip(path.split('/'));
    let named =
        pairs.filter(|(pattern, _)| pattern.starts_with('{') && route.is_id(pattern.trim_matches(['{', '}', '*'])));
    named.map(|(_, id)| id.to_owned()).collect()
}

fn is_adopted(lock: &Lock, path: &str) -> bool {
    lock.adopted.iter().any(|(_, adopted)| adopted.is_empty() || fits(adopted, path))
}

/// Whether a path is one of a pattern.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    let rest = pattern.last().is_some_and(|last| last.starts_with("{*"));
    let same = |(pattern, part): (&&str, &&str)| pattern == part || pattern.starts_with('{');
    (pattern.len() == path.len() || (rest && path.len() > pattern.len())) && pattern.iter().zip(&path).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "adopted DELETE /old/{id}\nroute POST /notes access=jwt answer=201\nroute POST /login public=\"a test\" answer=200\n\
                        route PUT /me access=jwt answer=204\nroute PUT /notes/{id} access=jwt object.id=Note/Update\n\
                        route DELETE /pages/{id} access=jwt object.id=Page/Delete\nroute DELETE /cache/{name} access=jwt\n\
                        route GET /notes/{id} access=jwt object.id=Note/Read";
    const NOBODYS: &str = "6f1d3c52-9d0e-4c0b-8a57-0e8f5d7e4b11";

    fn shut(method: &str, target: &str, anonymous: bool, subject: &str) -> bool {
        let mut plan = Plan::of(Lock::read(FILE).unwrap());
        plan.makers.insert("Note".to_owned(), Box::new(|_| Box::pin(async { ObjectId::from("n-1") })));
        plan.nobodys = NOBODYS.to_owned();
        let changes = [("PUT /me".to_owned(), "callers of the tests".to_owned())].into();
        let made = [("Note".to_owned(), ObjectId::from("n-abcdefgh")), ("Note".to_owned(), ObjectId::from(7))];
        Gate { plan: &plan, changes: &changes, made: &made, subject }.shut(method, target, anonymous).is_some()
    }

    #[test]
    fn only_what_the_campaign_has_made_is_written_to() {
        let missing = ObjectId::from("n-abcdefgh")
            .missing(&Lock::read(FILE).unwrap().routes[4])
            .name(&Lock::read(FILE).unwrap().routes[4]);
        for (method, target, open) in [
            ("GET", "/pages/7", true),
            ("POST", "/notes?x=1", true),
            ("POST", "/login", false),
            ("PUT", "/me", true),
            ("PUT", "/notes/7", true),
            ("PUT", "/notes/n-abcdefgh", true),
            ("put", "/notes/n-abcdefgh", true),
            ("PUT", "/notes/8", false),
            ("put", "/notes/8", false),
            ("PUT", &format!("/notes/{}", 7 ^ 0x3fff_0000), false),
            ("PUT", &format!("/notes/{missing}"), true),
            ("PUT", &format!("/notes/{NOBODYS}"), true),
            ("PUT", "/notes/%20", true),
            ("DELETE", &format!("/pages/{NOBODYS}"), false),
            ("DELETE", &format!("/notes/{NOBODYS}%2f"), false),
            ("PUT", &format!("/notes/{NOBODYS}%2f"), true),
            ("DELETE", "/cache/x", false),
            ("DELETE", "/old/7", false),
            ("POST", "/old/7", false),
        ] {
            assert_eq!(!shut(method, target, false, ""), open, "{method} {target}");
        }
    }

    #[test]
    fn another_spelling_is_as_good_as_the_route_that_it_is_of() {
        let notes = format!("/notes/{NOBODYS}/");
        assert!(!shut("PUT", &notes, false, "PUT /notes/{id}"));
        assert!(shut("DELETE", &format!("/pages/{NOBODYS}/"), true, "DELETE /pages/{id}"));
        assert!(shut("PUT", &format!("/pages/{NOBODYS}"), true, "/pages/{id}"));
        assert!(shut("DELETE", "/notes", false, "/notes") && !shut("DELETE", "/notes", true, "/notes"));
    }
}
