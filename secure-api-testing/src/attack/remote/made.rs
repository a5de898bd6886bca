//! What the campaign has made, and what is left of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::attack::ObjectId;

/// Where a deployment was attacked, and what the campaign has left there.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Target {
    /// Its address.
    pub base: String,
    /// The SHA-256 of the lock file, in base64url, as the deployment has it too.
    pub lock: String,
    /// How many objects were made.
    pub made: usize,
    /// What could not be removed, each with the reason.
    pub left: Vec<String>,
    /// Routes that were written to although that changes what the campaign has not made, each with the reason.
    pub changed: Vec<String>,
}

/// What was made so far.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// What makers gave.
    pub(super) objects: Vec<(String, ObjectId)>,
    /// What the deployment said where it is.
    places: BTreeSet<String>,
    /// What was removed.
    gone: BTreeSet<String>,
    /// Requests that were let through and may have made something, by their routes.
    unsaid: BTreeMap<String, usize>,
}

impl Target {
    pub(super) fn new(base: &str, lock: String, changes: &BTreeMap<String, String>) -> Self {
        let changed = changes.iter().map(|(route, reason)| format!("{route}: {reason}")).collect();
        Self { base: base.to_owned(), lock, changed, ..Self::default() }
    }
}

impl Made {
    /// What an answer says of something new, or of something that is gone. `route` is the one that was asked.
    pub(super) fn note(&mut self, method: &str, path: &str, route: Option<&str>, status: u16, location: &str) {
        if !(200..300).contains(&status) {
            return;
        }
        match method {
            "DELETE" => drop(self.gone.insert(path.to_owned())),
            // Another status may tell of something that was there before.
            "POST" if status == 201 && location.starts_with('/') && !location.starts_with("//") => {
                self.places.insert(location.to_owned());
            }
            // A route with an id was asked for what is the campaign's own.
            "POST" if status == 201 => *self.unsaid.entry(route.unwrap_or(path).to_owned()).or_default() += 1,
            _ => {}
        }
    }

    pub(super) fn count(&self) -> usize {
        self.places.len() + self.unsaid.values().sum::<usize>()
    }

    /// What may be there still: the places that the deployment told of, and objects of which it told none.
    pub(super) fn there(&self) -> (Vec<String>, Vec<(String, ObjectId)>) {
        let places: Vec<String> = self.places.difference(&self.gone).cloned().collect();
        let told = |id: &ObjectId| self.places.iter().any(|place| id.is_at(place));
        (places, self.objects.iter().filter(|(_, id)| !told(id)).cloned().collect())
    }

    /// What was let through and said not where what it made is.
    pub(super) fn unsaid(&self) -> impl Iterator<Item = String> {
        let told = |(route, times): (&String, &usize)| {
            format!("{route} answered 201 {times} times, and did not say where what it made is")
        };
        self.unsaid.iter().map(told)
    }

    pub(super) fn is_gone(&self, path: &str) -> bool {
        self.gone.contains(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_there_until_it_is_removed() {
        let mut made = Made::default();
        made.note("POST", "/notes", Some("POST /notes"), 201, "/notes/1");
        made.note("POST", "/notes", Some("POST /notes"), 201, "/notes/2");
        made.note("POST", "/notes", Some("POST /notes"), 422, "/notes/3");
        made.note("POST", "/notes", Some("POST /notes"), 200, "/notes/4");
        made.note("POST", "/logs", Some("POST /logs"), 201, "");
        made.note("POST", "/notes", Some("POST /notes"), 201, "//elsewhere");
        made.objects.extend([("Note".to_owned(), ObjectId::from("/notes/1")), ("Note".to_owned(), ObjectId::from(2))]);
        made.objects.push(("Page".to_owned(), ObjectId::from("p")));
        made.note("DELETE", "/notes/2", None, 204, "");
        made.note("DELETE", "/notes/1", None, 404, "");
        assert_eq!(made.there(), (vec!["/notes/1".to_owned()], vec![("Page".to_owned(), ObjectId::from("p"))]));
        assert_eq!((made.count(), made.unsaid().count(), made.is_gone("/notes/2")), (4, 2, true));
    }
}
