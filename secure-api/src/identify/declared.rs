//! The parts of a declaration that may come from the environment, and what they amount to once read.

#[cfg(feature = "oidc")]
use std::sync::Arc;

use super::grants::{RoleMap, ScopeMap};
use super::key::{Key, load_all};
use super::keyring::Keyring;
#[cfg(feature = "oidc")]
use super::oidc::{OidcDeclaration, RemoteKeys};
use crate::api::Faults;
use crate::provide::key_source::{Environment, KeySource};

const SECRET: &str = "JWT_SECRET";
const SECRET_FILE: &str = "JWT_SECRET_FILE";
const KEY_SET: &str = "JWT_JWKS";
pub(super) const ISSUER: &str = "JWT_ISSUER";
pub(super) const AUDIENCE: &str = "JWT_AUDIENCE";

/// A text of the declaration, or where it comes from.
#[derive(Clone)]
pub(super) enum Setting {
    Given(String),
    Variable { name: &'static str, or: Option<String> },
}

/// The keys of the declaration, or where they come from.
#[derive(Clone)]
pub(super) enum Keys {
    Declared(Vec<Key>),
    Environment {
        or_development: bool,
    },
    /// From the issuer, over the network.
    #[cfg(feature = "oidc")]
    Fetched(Box<OidcDeclaration>),
}

/// A declaration with everything read.
pub(super) struct Settled {
    pub(super) issuer: String,
    pub(super) audience: String,
    pub(super) keys: Loaded,
    pub(super) leeway_s: u64,
    pub(super) access_tokens_only: bool,
    pub(super) by_client: bool,
    pub(super) roles: Option<RoleMap>,
    pub(super) scopes: Option<ScopeMap>,
}

/// The keys that were loaded.
#[derive(Default)]
pub(super) struct Loaded {
    pub(super) ring: Keyring,
    /// In place of the ring, where keys are fetched.
    #[cfg(feature = "oidc")]
    pub(super) remote: Option<Arc<RemoteKeys>>,
    #[cfg(secure_api_development)]
    pub(super) development: Option<super::development::DevelopmentKey>,
}

impl Setting {
    pub(super) fn default_to(&mut self, value: String) -> bool {
        match self {
            Setting::Given(_) => false,
            Setting::Variable { or, .. } => {
                *or = Some(value);
                true
            }
        }
    }

    pub(super) fn read(self, environment: &Environment, claim: &str, faults: &mut Faults) -> Option<String> {
        let value = match self {
            Setting::Given(value) => value,
            Setting::Variable { name, or } => match (environment.text(name), or) {
                (Err(fault), _) => {
                    fault.report(faults);
                    return None;
                }
                (Ok(Some(value)), _) | (Ok(None), Some(value)) => value,
                (Ok(None), None) => {
                    faults.push(format!("`{name}` is not set"), format!("set `{name}` to the `{claim}` of the tokens"));
                    return None;
                }
            },
        };
        if value.is_empty() || value.contains(|c: char| c.is_whitespace() || c.is_control()) {
            faults.push(
                format!("the `{claim}` of the tokens is declared empty or with white space"),
                "write it exactly as it stands in the tokens",
            );
            return None;
        }
        Some(value)
    }
}

impl Keys {
    pub(super) fn read(self, environment: &Environment, issuer: &str, faults: &mut Faults) -> Loaded {
        let or_development = match self {
            Keys::Declared(keys) => return Loaded::of(&keys, issuer, faults),
            Keys::Environment { or_development } => or_development,
            #[cfg(feature = "oidc")]
            Keys::Fetched(fetched) => {
                let remote = fetched.settle(issuer, faults).map(Arc::new);
                return Loaded { remote, ..Loaded::default() };
            }
        };
        let secret = environment.has(SECRET) || environment.has(SECRET_FILE);
        match (secret, environment.text(KEY_SET)) {
            (_, Err(fault)) => fault.report(faults),
            (true, Ok(Some(_))) => faults.push(
                format!("`{KEY_SET}` is set and so is `{SECRET}` or `{SECRET_FILE}`"),
                "unset one of them: an issuer has either a secret or public keys",
            ),
            (true, Ok(None)) => {
                let secret = KeySource::variable(SECRET, environment.clone());
                return Loaded::of(&[Key::hs256(secret)], issuer, faults);
            }
            (false, Ok(Some(path))) => return Loaded::of(&[Key::jwk_set(KeySource::file(path))], issuer, faults),
            (false, Ok(None)) => return Loaded::missing(or_development, faults),
        }
        Loaded::default()
    }
}

impl Loaded {
    fn of(keys: &[Key], issuer: &str, faults: &mut Faults) -> Self {
        Self { ring: load_all(keys, issuer, faults), ..Self::default() }
    }

    fn missing(or_development: bool, faults: &mut Faults) -> Self {
        #[cfg(secure_api_development)]
        if or_development {
            return super::development::DevelopmentKey::random(faults).map(Self::development).unwrap_or_default();
        }
        let also = if or_development { ". A development key exists in debug builds only" } else { "" };
        faults.push(
            format!("there is no key for tokens: none of `{SECRET}`, `{SECRET_FILE}` and `{KEY_SET}` is set"),
            format!("set `{SECRET}` to 32 random bytes or more (`openssl rand -base64 64`), or `{KEY_SET}` to the path of a JWK set{also}"),
        );
        Self::default()
    }

    #[cfg(secure_api_development)]
    fn development(key: super::development::DevelopmentKey) -> Self {
        Self {
            ring: Keyring::new(vec![key.verifying()]),
            #[cfg(feature = "oidc")]
            remote: None,
            development: Some(key),
        }
    }
}
