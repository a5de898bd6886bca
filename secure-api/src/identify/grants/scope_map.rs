//! How an issuer's claims become scopes.

use super::GrantKind;
use super::map::{Granted, Map};
use super::place::Place;
use crate::policy::Scopes;

/// How the claims of one issuer become scopes of the application. Where none is declared of the only issuer, it is
/// [`usual`](ScopeMap::usual)`.same_names()`; of several, each says it.
///
/// ```
/// use secure_api::identify::ScopeMap;
///
/// let auth0 = ScopeMap::auth0_permissions().same_names();
/// let cognito = ScopeMap::cognito("https://api.example.com").same_names();
/// ```
/// It is built as a [`RoleMap`](super::RoleMap) is; a string holds names separated by spaces, and a list one an element.
#[derive(Clone, Debug)]
pub struct ScopeMap(pub(in crate::identify) Map);

impl ScopeMap {
    /// The claim `scope` (RFC 9068, 2.2.3), or `scp`. Both in one token have to say the same.
    #[must_use]
    pub fn usual() -> Self {
        Self(Map::at(GrantKind::Scope, Place::Usual))
    }

    /// A claim by its dotted path, such as `permissions`, or by a URL, which is one name.
    #[must_use]
    pub fn claim(dotted: &str) -> Self {
        Self(Map::at(GrantKind::Scope, Place::dotted(dotted)))
    }

    /// A claim by its path, name by name, for names that contain dots.
    #[must_use]
    pub fn path<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        Self(Map::at(GrantKind::Scope, Place::path(names)))
    }

    /// The tokens of this issuer grant no scopes, whatever they say.
    #[must_use]
    pub fn none() -> Self {
        Self(Map::at(GrantKind::Scope, Place::Nowhere))
    }

    /// The places of `other` too, each with the meaning that its names have there. A token grants the scopes of all places.
    #[must_use]
    pub fn and(self, other: ScopeMap) -> Self {
        Self(self.0.and(other.0))
    }

    /// The issuer's names are the application's.
    #[must_use]
    pub fn same_names(self) -> Self {
        Self(self.0.same_names())
    }

    /// Only names that begin so count, by what follows: `https://api.example.com/read` after `https://api.example.com/` is
    /// `read`.
    #[must_use]
    pub fn prefixed(self, prefix: &str) -> Self {
        Self(self.0.prefixed(prefix))
    }

    /// A token with `name` in the claim grants `scope`, and all that it includes.
    #[must_use]
    pub fn grant<S: Scopes>(self, name: impl AsRef<str>, scope: S) -> Self {
        Self(self.0.grant(name.as_ref(), Granted { bit: scope.bit(), vocabulary: S::VOCABULARY }))
    }
}

impl Default for ScopeMap {
    /// The claim `scope` or `scp`, with the application's names. Right for an application with one issuer.
    fn default() -> Self {
        Self::usual().same_names()
    }
}
