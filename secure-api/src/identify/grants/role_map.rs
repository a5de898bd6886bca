//! How an issuer's claims become roles.

use super::GrantKind;
use super::map::{Granted, Map};
use super::place::Place;
use crate::policy::Roles;

/// How the claims of one issuer become roles of the application.
///
/// ```
/// use secure_api::identify::RoleMap;
///
/// let keycloak = RoleMap::keycloak().same_names();
/// let own_claim = RoleMap::path(["https://app.example.com/roles"]).same_names();
/// ```
/// A map says where names stand, and what they mean; a preset of a provider says the first of these alone, since a realm's or
/// a tenant's `admin` is nobody's admin here until somebody says so. What is said of a map is said of all of its places:
/// ```
/// # use secure_api::Roles;
/// # #[derive(Clone, Copy, Roles)]
/// # enum Role { Reader, Admin }
/// # use secure_api::identify::RoleMap;
/// // Roles of the client `articles` by the application's names, and one role of the realm.
/// let both = RoleMap::keycloak_client("articles")
///     .same_names()
///     .and(RoleMap::keycloak().grant("operations", Role::Admin));
/// ```
/// Names that mean nothing to the application grant nothing, and are counted: [`IgnoredGrants`](super::IgnoredGrants). A claim
/// of the wrong type makes the token invalid.
#[derive(Clone, Debug)]
pub struct RoleMap(pub(in crate::identify) Map);

impl RoleMap {
    /// The claim `role`, a string, or `roles`, a list of strings. Both in one token have to say the same.
    #[must_use]
    pub fn usual() -> Self {
        Self(Map::at(GrantKind::Role, Place::Usual))
    }

    /// A claim by its dotted path, such as `realm_access.roles`, or by a URL, which is one name. It holds a string or a list of
    /// strings.
    #[must_use]
    pub fn claim(dotted: &str) -> Self {
        Self(Map::at(GrantKind::Role, Place::dotted(dotted)))
    }

    /// A claim by its path, name by name, for names that contain dots: `["https://example.com/roles"]`.
    #[must_use]
    pub fn path<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        Self(Map::at(GrantKind::Role, Place::path(names)))
    }

    /// This issuer's callers have no roles.
    #[must_use]
    pub fn none() -> Self {
        Self(Map::at(GrantKind::Role, Place::Nowhere))
    }

    /// The places of `other` too, each with the meaning that its names have there. A caller has the roles of all places.
    #[must_use]
    pub fn and(self, other: RoleMap) -> Self {
        Self(self.0.and(other.0))
    }

    /// The issuer's names are the application's.
    #[must_use]
    pub fn same_names(self) -> Self {
        Self(self.0.same_names())
    }

    /// Only names that begin so count, by what follows: `articles-editor` after `articles-` is `editor`.
    #[must_use]
    pub fn prefixed(self, prefix: &str) -> Self {
        Self(self.0.prefixed(prefix))
    }

    /// Who has `name` in the claim has `role`, and all that it includes.
    #[must_use]
    pub fn grant<R: Roles>(self, name: impl AsRef<str>, role: R) -> Self {
        Self(self.0.grant(name.as_ref(), Granted { bit: role.bit(), vocabulary: R::VOCABULARY }))
    }
}

impl Default for RoleMap {
    /// The claim `role` or `roles`, with the application's names. Right for an application with one issuer.
    fn default() -> Self {
        Self::usual().same_names()
    }
}
