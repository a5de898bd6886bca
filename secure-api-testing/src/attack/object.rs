//! Objects that the attack makes, as a caller would.

use std::fmt;

use super::lock::Route;
use super::plan::OWNER;
use crate::TestClient;

/// Where objects are made: the application under attack.
#[derive(Clone)]
pub struct World {
    client: TestClient,
}

impl World {
    pub(super) fn new(client: TestClient) -> Self {
        Self { client }
    }

    /// Who has to own the object. It has no role yet: `world.owner().as_role(Role::Editor)`, or `with_claim(..)` where the issuer
    /// calls roles otherwise.
    #[must_use]
    pub fn owner(&self) -> TestClient {
        self.client.as_subject(OWNER)
    }

    /// The owner with these roles and scopes, by their names in the lock, for a program that knows no enum of them.
    #[must_use]
    pub fn owner_with(&self, roles: &[&str], scopes: &[&str]) -> TestClient {
        self.owner().with_names(roles, scopes)
    }

    /// Anybody else, for what has to be there before.
    #[must_use]
    pub fn client(&self) -> &TestClient {
        &self.client
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").finish_non_exhaustive()
    }
}

/// The id of an object: one text, several, or the path of the object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectId(Vec<String>);

impl From<String> for ObjectId {
    fn from(id: String) -> Self {
        Self(vec![id])
    }
}

impl From<&str> for ObjectId {
    fn from(id: &str) -> Self {
        Self(vec![id.to_owned()])
    }
}

impl From<Vec<String>> for ObjectId {
    fn from(parts: Vec<String>) -> Self {
        Self(parts)
    }
}

impl From<u64> for ObjectId {
    fn from(id: u64) -> Self {
        Self(vec![id.to_string()])
    }
}

impl ObjectId {
    /// Its parts, in the order of the parameters of a route.
    pub(super) fn parts(&self, route: &Route) -> Vec<String> {
        let [path] = self.0.as_slice() else { return self.0.clone() };
        if !path.starts_with('/') {
            return self.0.clone();
        }
        // Of a path, what stands where the pattern has a parameter; a path of another route of the same object is shorter or longer.
        let pairs = route.path.split('/').zip(path.split('/'));
        let ids =
            pairs.filter(|(pattern, _)| pattern.starts_with('{') && route.is_id(pattern.trim_matches(['{', '}'])));
        ids.map(|(_, part)| part.to_owned()).collect()
    }

    /// An id of the same form that names nothing.
    pub(super) fn missing(&self, route: &Route) -> Self {
        let mut parts = self.parts(route);
        if let Some(last) = parts.last_mut() {
            *last = another(last);
        }
        Self(parts)
    }

    /// Whether this is the place of it: its path, or one with its last part in it.
    pub(super) fn is_at(&self, place: &str) -> bool {
        let [.., last] = self.0.as_slice() else { return false };
        last == place || place.split('/').any(|part| part == last)
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        self.0.join(" ")
    }

    /// The last part, which names the object itself.
    pub(super) fn name(&self, route: &Route) -> String {
        self.parts(route).pop().unwrap_or_default()
    }
}

/// A number that is far off, or the same signs with others in their places.
fn another(id: &str) -> String {
    if let Ok(number) = id.parse::<u32>() {
        return (number ^ 0x3fff_0000).to_string();
    }
    if id.bytes().all(|byte| byte.is_ascii_digit()) {
        return id.chars().rev().collect();
    }
    // The last eight only: the version of a UUID stays.
    let length = id.chars().count();
    let swap = |(place, sign): (usize, char)| match sign {
        _ if place + 8 < length => sign,
        '0'..='8' => char::from(sign as u8 + 1),
        '9' => '0',
        'a'..='e' | 'A'..='E' => char::from(sign as u8 + 1),
        'f' => 'a',
        'F' => 'A',
        other => other,
    };
    let swapped: String = id.chars().enumerate().map(swap).collect();
    if swapped == id { format!("{id}-") } else { swapped }
}

#[cfg(test)]
mod tests {
    use super::super::lock::Lock;
    use super::*;

    #[test]
    fn an_id_is_found_in_a_path_and_changed_in_its_form() {
        let lock = Lock::read("route PUT /v1/a/{id}/b access=jwt object.id=A/Update").unwrap();
        let route = &lock.routes[0];
        let id = ObjectId::from("/v1/a/6f1d3c52-9d0e-4c0b-8a57-0e8f5d7e4b19");
        assert_eq!(id.parts(route), ["6f1d3c52-9d0e-4c0b-8a57-0e8f5d7e4b19"]);
        assert_eq!(id.missing(route).name(route), "6f1d3c52-9d0e-4c0b-8a57-0e8f6e8f5c20");
        assert_eq!(ObjectId::from(7).parts(route), ["7"]);
        assert_ne!(ObjectId::from(7).missing(route).name(route), "7");
        assert_ne!(ObjectId::from("zz").missing(route).name(route), "zz");
    }
}
