//! Where the common providers put roles and scopes, each by its own documentation.
//!
//! A preset names places and gives no name a meaning: `.same_names()` or `.grant(..)` has to follow.

use super::{RoleMap, ScopeMap};

/// Presets of providers.
impl RoleMap {
    /// Keycloak, the roles of the realm: `realm_access.roles`, a list. A realm serves many applications, so that its `admin`
    /// is seldom this one's: [`keycloak_client`](Self::keycloak_client) has the roles of one client.
    ///
    /// From Keycloak's Server Administration Guide, "Protocol mappers" and "Assigning permissions using roles and groups".
    #[must_use]
    pub fn keycloak() -> Self {
        Self::path(["realm_access", "roles"])
    }

    /// Keycloak, the roles of one client: `resource_access.<client id>.roles`, a list. The id may contain dots.
    ///
    /// From the same chapters as [`keycloak`](Self::keycloak).
    #[must_use]
    pub fn keycloak_client(client: impl Into<String>) -> Self {
        Self::path(["resource_access".to_owned(), client.into(), "roles".to_owned()])
    }

    /// Amazon Cognito, the groups of the user pool: `cognito:groups`, a list.
    ///
    /// From the Cognito Developer Guide, "Understanding the access token". By the same page such a token has an `aud` only
    /// where the client asked for a resource ("resource binding"): for one without,
    /// [`Jwt::audience_in_client_id`](crate::identify::Jwt::audience_in_client_id).
    #[must_use]
    pub fn cognito() -> Self {
        Self::path(["cognito:groups"])
    }

    /// Microsoft Entra ID, the app roles of this application: `roles`, a list of their values.
    ///
    /// From "Access token claims reference" of the Microsoft identity platform.
    #[must_use]
    pub fn entra() -> Self {
        Self::path(["roles"])
    }

    /// Microsoft Entra ID, the groups of the directory: `groups`, a list of object ids, which `.grant("<id>", Role::..)` maps.
    ///
    /// From the same reference as [`entra`](Self::entra). A user of more than 200 groups has no such claim but a link instead
    /// ("groups overage"), and so none of these roles here; app roles have no such bound.
    #[must_use]
    pub fn entra_groups() -> Self {
        Self::path(["groups"])
    }

    /// Auth0, roles in a claim that an Action sets: `RoleMap::auth0("https://app.example.com/roles")`. A claim of one's own
    /// has a namespace there, and roles are in no token without one.
    ///
    /// From Auth0's "Create Custom Claims".
    #[must_use]
    pub fn auth0(claim: impl Into<String>) -> Self {
        Self::path([claim.into()])
    }

    /// Auth0, the permissions of the caller for this API as roles: `permissions`, a list. As scopes:
    /// [`ScopeMap::auth0_permissions`].
    ///
    /// From Auth0's "Enable Role-Based Access Control for APIs": it is there with RBAC and "Add Permissions in the Access
    /// Token" switched on.
    #[must_use]
    pub fn auth0_permissions() -> Self {
        Self::path(["permissions"])
    }

    /// Okta, the groups claim of a custom authorization server: `groups`, a list, the name that Okta's guides give it.
    ///
    /// From Okta's "Customize tokens returned from Okta with a groups claim"; the org authorization server puts it into ID
    /// tokens alone.
    #[must_use]
    pub fn okta() -> Self {
        Self::path(["groups"])
    }
}

/// Presets of providers.
impl ScopeMap {
    /// Keycloak: `scope`, separated by spaces.
    ///
    /// From Keycloak's Server Administration Guide, "Client scopes".
    #[must_use]
    pub fn keycloak() -> Self {
        Self::path(["scope"])
    }

    /// Amazon Cognito: `scope`, separated by spaces, those of one resource server: `https://api.example.com/articles.read` is
    /// `articles.read` of the resource server `https://api.example.com`.
    ///
    /// From the Cognito Developer Guide, "Scopes, M2M, and resource servers".
    #[must_use]
    pub fn cognito(resource_server: &str) -> Self {
        Self::path(["scope"]).prefixed(&format!("{resource_server}/"))
    }

    /// Microsoft Entra ID: `scp`, separated by spaces, what a user lets a client do. A client that acts for itself has app
    /// roles instead: [`RoleMap::entra`].
    ///
    /// From "Access token claims reference" of the Microsoft identity platform.
    #[must_use]
    pub fn entra() -> Self {
        Self::path(["scp"])
    }

    /// Auth0: `scope`, separated by spaces, what the client asked for.
    ///
    /// From Auth0's "Enable Role-Based Access Control for APIs": with RBAC it is what the user has of that; without, all that
    /// was asked for.
    #[must_use]
    pub fn auth0() -> Self {
        Self::path(["scope"])
    }

    /// Auth0: `permissions`, a list, all that the user has for this API, whatever the client asked for.
    ///
    /// From the same page as [`auth0`](Self::auth0); it takes "Add Permissions in the Access Token".
    #[must_use]
    pub fn auth0_permissions() -> Self {
        Self::path(["permissions"])
    }

    /// Okta: `scp`, a list.
    ///
    /// From Okta's "OpenID Connect & OAuth 2.0 API", "Access token".
    #[must_use]
    pub fn okta() -> Self {
        Self::path(["scp"])
    }
}
