//! Where in an issuer's claims names stand, and how they are read there.

use super::GrantKind;
use crate::identify::TokenFault;
use crate::validate::{Items, Json, Members};

/// Claims with a meaning of their own, which carry no roles and no scopes.
const REGISTERED: [&str; 8] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf"];

/// A place for names.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// Of roles `role` or `roles`; of scopes `scope` or `scp`.
    Usual,
    /// A claim by its path, name by name.
    Path(Vec<String>),
    Nowhere,
}

impl Place {
    pub(super) fn path<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        Self::Path(names.into_iter().map(Into::into).collect())
    }

    /// A claim by its dotted path. A URL is the name of one claim, since all of them have dots.
    pub(super) fn dotted(path: &str) -> Self {
        if path.contains("://") { Self::path([path]) } else { Self::path(path.split('.')) }
    }

    /// Whether a claim there could carry names.
    pub(super) fn is_usable(&self) -> bool {
        let Self::Path(names) = self else { return true };
        let registered = |first: &String| REGISTERED.contains(&first.as_str());
        !names.iter().any(String::is_empty) && names.first().is_some_and(|first| !registered(first))
    }

    /// What `grant` makes of all names that stand there.
    pub(super) fn read(
        &self,
        kind: GrantKind,
        claims: &Members<'_>,
        grant: &dyn Fn(&str) -> u64,
    ) -> Result<u64, TokenFault> {
        match (self, kind) {
            (Self::Nowhere, _) => Ok(0),
            (Self::Usual, GrantKind::Role) => usual_roles(claims, grant),
            (Self::Usual, GrantKind::Scope) => usual_scopes(claims, grant),
            (Self::Path(path), _) => bits_of(value_at(claims, path)?, kind, grant),
        }
    }

    /// The path to write a name at, and whether several stand there in one text.
    #[cfg(secure_api_development)]
    pub(super) fn written(&self, kind: GrantKind) -> Option<(Vec<&str>, bool)> {
        match (self, kind) {
            (Self::Nowhere, _) => None,
            (Self::Usual, GrantKind::Role) => Some((vec!["roles"], false)),
            (Self::Usual, GrantKind::Scope) => Some((vec!["scope"], true)),
            (Self::Path(path), _) => Some((path.iter().map(String::as_str).collect(), false)),
        }
    }
}

// Two claims that say different things: somebody reads the one, somebody else the other.
fn usual_roles(claims: &Members<'_>, grant: &dyn Fn(&str) -> u64) -> Result<u64, TokenFault> {
    let one = claims.text("role").map_err(|_| TokenFault::Grants)?;
    match (one, claims.get("roles")) {
        (None, None) => Ok(0),
        (Some(one), None) => Ok(grant(one)),
        (None, Some(Json::List(many))) => bits_of_list(many, grant),
        (Some(one), Some(Json::List(many))) if !many.is_empty() && all_say(many, one) => bits_of_list(many, grant),
        (_, Some(_)) => Err(TokenFault::Grants),
    }
}

fn all_say(many: Items<'_>, one: &str) -> bool {
    many.iter().all(|item| matches!(item, Json::Text(name) if name == one))
}

/// `scope`, separated by spaces (RFC 8693, 4.2), or `scp`, a list or such a text.
fn usual_scopes(claims: &Members<'_>, grant: &dyn Fn(&str) -> u64) -> Result<u64, TokenFault> {
    let scope = claims.text("scope").map_err(|_| TokenFault::Grants)?.map(|text| bits_of_words(text, grant));
    let scp = claims.get("scp").map(|value| bits_of(Some(value), GrantKind::Scope, grant)).transpose()?;
    match (scope, scp) {
        (Some(scope), Some(scp)) if scope != scp => Err(TokenFault::Grants),
        (scope, scp) => Ok(scope.or(scp).unwrap_or(0)),
    }
}

fn value_at<'c>(claims: &Members<'c>, path: &[String]) -> Result<Option<Json<'c>>, TokenFault> {
    let Some((last, parents)) = path.split_last() else { return Ok(None) };
    let mut members = *claims;
    for name in parents {
        match members.get(name) {
            None => return Ok(None),
            Some(Json::Object(inner)) => members = inner,
            Some(_) => return Err(TokenFault::Grants),
        }
    }
    Ok(members.get(last))
}

/// A text is one role, or scopes separated by spaces; a list holds one name an element.
fn bits_of(value: Option<Json<'_>>, kind: GrantKind, grant: &dyn Fn(&str) -> u64) -> Result<u64, TokenFault> {
    match (value, kind) {
        (None, _) => Ok(0),
        (Some(Json::Text(one)), GrantKind::Role) => Ok(grant(one)),
        (Some(Json::Text(words)), GrantKind::Scope) => Ok(bits_of_words(words, grant)),
        (Some(Json::List(items)), _) => bits_of_list(items, grant),
        (Some(_), _) => Err(TokenFault::Grants),
    }
}

fn bits_of_words(words: &str, grant: &dyn Fn(&str) -> u64) -> u64 {
    words.split(' ').fold(0, |bits, name| bits | grant(name))
}

fn bits_of_list(items: Items<'_>, grant: &dyn Fn(&str) -> u64) -> Result<u64, TokenFault> {
    if !items.iter().all(|item| matches!(item, Json::Text(_))) {
        return Err(TokenFault::Grants);
    }
    let names = items.iter().filter_map(|item| if let Json::Text(name) = item { Some(name) } else { None });
    Ok(names.fold(0, |bits, name| bits | grant(name)))
}
