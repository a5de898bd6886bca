//! How an issuer's claims become roles (C120).

use super::TokenFault;
use super::members::{Json, Members};
use crate::api::Faults;
use crate::policy::{Roles, Vocabulary};

/// Claims with a meaning of their own, which carry no roles.
const REGISTERED: [&str; 8] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf"];

/// How the claims of one issuer become roles of the application.
///
/// ```
/// use secure_api::identify::RoleMap;
///
/// let keycloak = RoleMap::claim("realm_access.roles").same_names();
/// let cognito = RoleMap::path(["cognito:groups"]).same_names();
/// ```
/// Names that mean nothing to the application grant nothing; a claim of the wrong type makes the token invalid.
#[derive(Clone, Debug)]
pub struct RoleMap {
    place: Place,
    same_names: bool,
    grants: Vec<(String, Granted)>,
}

#[derive(Clone, Copy, Debug)]
struct Granted {
    bit: u64,
    vocabulary: &'static Vocabulary,
}

#[derive(Clone, Debug)]
enum Place {
    /// `role` or `roles`.
    Usual,
    Path(Vec<String>),
    Nowhere,
}

impl RoleMap {
    /// The claim `role`, a string, or `roles`, a list of strings. Both in one token have to say the same.
    #[must_use]
    pub fn usual() -> Self {
        Self::at(Place::Usual)
    }

    /// A claim by its dotted path, such as `realm_access.roles`. It holds a string or a list of strings.
    #[must_use]
    pub fn claim(dotted: &str) -> Self {
        Self::path(dotted.split('.'))
    }

    /// A claim by its path, name by name, for names that contain dots: `["https://example.com/roles"]`.
    #[must_use]
    pub fn path<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        Self::at(Place::Path(names.into_iter().map(Into::into).collect()))
    }

    /// This issuer's callers have no roles.
    #[must_use]
    pub fn none() -> Self {
        Self::at(Place::Nowhere)
    }

    /// The issuer's names are the application's.
    #[must_use]
    pub fn same_names(mut self) -> Self {
        self.same_names = true;
        self
    }

    /// Who has `name` in the claim has `role`, and all that it includes.
    #[must_use]
    pub fn grant<R: Roles>(mut self, name: impl Into<String>, role: R) -> Self {
        self.grants.push((name.into(), Granted { bit: role.bit(), vocabulary: R::VOCABULARY }));
        self
    }

    fn at(place: Place) -> Self {
        Self { place, same_names: false, grants: Vec::new() }
    }

    /// Settles the map against the vocabulary of the application. What is wrong with it ends in `faults`.
    pub(super) fn settle(
        self,
        vocabulary: Option<&'static Vocabulary>,
        issuer: &str,
        faults: &mut Faults,
    ) -> RoleReader {
        let mapped = self.same_names || !self.grants.is_empty();
        match &self.place {
            Place::Nowhere if mapped => faults.push(
                format!("the role map of `{issuer}` names roles and no claim"),
                "begin it with `RoleMap::usual()` or `RoleMap::claim(..)`",
            ),
            Place::Nowhere => {}
            _ if !mapped => faults.push(
                format!("the role map of `{issuer}` grants nothing"),
                "add `.same_names()` or `.grant(\"name\", Role::..)`, or write `RoleMap::none()`",
            ),
            Place::Path(names) if !is_usable(names) => faults.push(
                format!("the role map of `{issuer}` names no claim that could carry roles"),
                "name a claim such as `RoleMap::claim(\"realm_access.roles\")`",
            ),
            Place::Path(_) | Place::Usual => {}
        }
        let vocabulary = vocabulary.or_else(|| self.grants.first().map(|(_, granted)| granted.vocabulary));
        let foreign =
            |(_, granted): &(String, Granted)| vocabulary.is_some_and(|known| !known.same(granted.vocabulary));
        if self.grants.iter().any(foreign) {
            faults.push(
                format!("the role map of `{issuer}` grants roles of another enum than the application's"),
                "grant roles of the enum that the routes ask for",
            );
        }
        let grants = self.grants.into_iter().map(|(name, granted)| (name.into_boxed_str(), granted.bit)).collect();
        RoleReader { place: self.place, same_names: self.same_names, grants, vocabulary }
    }
}

impl Default for RoleMap {
    /// The claim `role` or `roles`, with the application's names. Right for an application with one issuer.
    fn default() -> Self {
        Self::usual().same_names()
    }
}

fn is_usable(names: &[String]) -> bool {
    let registered = |first: &String| REGISTERED.contains(&first.as_str());
    !names.iter().any(String::is_empty) && names.first().is_some_and(|first| !registered(first))
}

/// A settled map: reads roles from claims.
#[derive(Debug)]
pub(super) struct RoleReader {
    place: Place,
    same_names: bool,
    grants: Box<[(Box<str>, u64)]>,
    vocabulary: Option<&'static Vocabulary>,
}

impl RoleReader {
    pub(super) fn vocabulary(&self) -> Option<&'static Vocabulary> {
        self.vocabulary
    }

    /// The bits that the claims grant, with all that is included in them.
    pub(super) fn read(&self, claims: &Members<'_>) -> Result<u64, TokenFault> {
        let names = match &self.place {
            Place::Nowhere => Vec::new(),
            Place::Usual => usual_names(claims)?,
            Place::Path(path) => names_of(value_at(claims, path)?)?,
        };
        let bits = names.into_iter().fold(0, |bits, name| bits | self.granted_by(name));
        let excluded = self.vocabulary.is_some_and(|vocabulary| vocabulary.excluded(bits));
        if excluded { Err(TokenFault::Exclusive) } else { Ok(bits) }
    }

    /// The bits that a token could grant at the most, one caller or another.
    pub(super) fn reach(&self) -> u64 {
        let Some(vocabulary) = self.vocabulary else { return 0 };
        match self.place {
            Place::Nowhere => 0,
            _ if self.same_names => u64::MAX,
            _ => self.grants.iter().fold(0, |bits, (_, bit)| bits | vocabulary.granted_with(*bit)),
        }
    }

    fn granted_by(&self, name: &str) -> u64 {
        let Some(vocabulary) = self.vocabulary else { return 0 };
        let same = if self.same_names { vocabulary.granted_by(name) } else { 0 };
        let mapped = self.grants.iter().filter(|(known, _)| **known == *name);
        mapped.fold(same, |bits, (_, bit)| bits | vocabulary.granted_with(*bit))
    }

    /// Where a claim has to stand, and what it has to say, for a caller to have the role `name`.
    #[cfg(secure_api_development)]
    pub(super) fn claim_for(&self, name: &str) -> Option<(Vec<&str>, String)> {
        let bit = self.vocabulary?.bit(name);
        let mapped = || self.grants.iter().find(|(_, granted)| *granted == bit).map(|(known, _)| known.to_string());
        let said = if self.same_names { Some(name.to_owned()) } else { mapped() }?;
        match &self.place {
            Place::Nowhere => None,
            Place::Usual => Some((vec!["roles"], said)),
            Place::Path(path) => Some((path.iter().map(String::as_str).collect(), said)),
        }
    }
}

// Two claims that say different things: somebody reads the one, somebody else the other.
fn usual_names<'c>(claims: &'c Members<'_>) -> Result<Vec<&'c str>, TokenFault> {
    let one = claims.text("role").map_err(|_| TokenFault::Grants)?;
    let many = match claims.get("roles") {
        None => None,
        Some(Json::List(items)) => Some(Json::texts(items).map_err(|_| TokenFault::Grants)?),
        Some(_) => return Err(TokenFault::Grants),
    };
    match (one, many) {
        (None, None) => Ok(Vec::new()),
        (Some(one), None) => Ok(vec![one]),
        (None, Some(many)) => Ok(many),
        (Some(one), Some(many)) if !many.is_empty() && many.iter().all(|name| *name == one) => Ok(many),
        (Some(_), Some(_)) => Err(TokenFault::Grants),
    }
}

fn value_at<'c, 'a>(claims: &'c Members<'a>, path: &[String]) -> Result<Option<&'c Json<'a>>, TokenFault> {
    let Some((last, parents)) = path.split_last() else { return Ok(None) };
    let mut members = claims;
    for name in parents {
        match members.get(name) {
            None => return Ok(None),
            Some(Json::Object(inner)) => members = inner,
            Some(_) => return Err(TokenFault::Grants),
        }
    }
    Ok(members.get(last))
}

fn names_of<'c>(value: Option<&'c Json<'_>>) -> Result<Vec<&'c str>, TokenFault> {
    match value {
        None => Ok(Vec::new()),
        Some(Json::Text(one)) => Ok(vec![one]),
        Some(Json::List(items)) => Json::texts(items).map_err(|_| TokenFault::Grants),
        Some(_) => Err(TokenFault::Grants),
    }
}

/// The scopes a token grants: `scope`, separated by spaces (RFC 8693, 4.2), or `scp`, a list or such a string.
pub(super) fn scopes_of(claims: &Members<'_>, vocabulary: &Vocabulary) -> Result<u64, TokenFault> {
    let scope = claims.text("scope").map_err(|_| TokenFault::Grants)?;
    let scope = scope.map(|text| bits_of(text.split(' '), vocabulary));
    let scp = match claims.get("scp") {
        None => None,
        Some(Json::Text(text)) => Some(bits_of(text.split(' '), vocabulary)),
        Some(Json::List(items)) => {
            Some(bits_of(Json::texts(items).map_err(|_| TokenFault::Grants)?.into_iter(), vocabulary))
        }
        Some(_) => return Err(TokenFault::Grants),
    };
    match (scope, scp) {
        (Some(scope), Some(scp)) if scope != scp => Err(TokenFault::Grants),
        (scope, scp) => Ok(scope.or(scp).unwrap_or(0)),
    }
}

fn bits_of<'n>(names: impl Iterator<Item = &'n str>, vocabulary: &Vocabulary) -> u64 {
    names.fold(0, |bits, name| bits | vocabulary.granted_by(name))
}
