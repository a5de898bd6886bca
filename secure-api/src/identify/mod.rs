//! Who calls: tokens to identities.
//!
//! A token is refused (401, one body for every cause) unless it has three segments of canonical base64url within 8 KiB, a
//! header that asks for nothing we do not understand, a signature by a key of its issuer with that key's one algorithm, and
//! claims that name us, are in time, and have a subject. Header and claims are read here, strictly; the library only checks
//! signatures, since it accepts more than is safe (repeated names, `crit`, tokens of other kinds).
//!
//! What an issuer's names of roles and scopes mean is said by a [`RoleMap`] and a [`ScopeMap`]; an application that keeps roles
//! itself hands in a [`RoleCache`], and one that ends tokens before they expire a [`Revocations`].
//!
//! Not here: sessions.

mod algorithm;
mod base64url;
mod caller;
mod claims;
mod credential;
mod custom_claims;
mod declared;
mod described;
#[cfg(secure_api_development)]
mod development;
mod grants;
mod header;
mod identity;
mod issuer;
mod judged;
mod jwk;
mod jws;
mod jwt;
mod key;
mod keyring;
#[cfg(feature = "oidc")]
mod oidc;
mod principal;
mod public_key;
mod quality;
mod revocations;
mod stored_roles;
#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "the place of the vectors is told by the environment")]
mod tests;
mod token_fault;
mod verifier;

pub use caller::Caller;
pub(crate) use credential::{Credential, credential};
pub use custom_claims::Claims;
#[cfg(secure_api_development)]
pub(crate) use development::Development;
pub use grants::{GrantKind, IgnoredGrant, IgnoredGrants, RoleMap, ScopeMap};
pub use identity::{ClaimsMismatch, Identity};
pub(crate) use judged::Judged;
pub use jwt::{DEFAULT_LEEWAY, Jwt, JwtAudience, JwtIssuer, MAX_LEEWAY};
pub use key::{Key, RsaAlgorithm};
#[cfg(feature = "oidc")]
pub use oidc::{OidcIssuer, SigningAlgorithm};
pub(crate) use principal::CountedAs;
pub use principal::Principal;
pub(crate) use quality::weak_secret;
pub use revocations::{MAX_TOKEN_LIFE, Revocations, RevocationsFull};
pub use stored_roles::{MAX_ROLE_AGE, RoleCache, RoleStore, RolesUnavailable, StoredRoles};
pub use token_fault::TokenFault;
pub(crate) use verifier::{Known, Missing, Unverified, Verifier, build};
