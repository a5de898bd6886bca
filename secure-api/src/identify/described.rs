//! What the inventory says of an issuer: what is declared, and no key.

use super::Jwt;
use super::declared::{Keys, Setting};
use super::grants::RoleMap;
use crate::inventory::{self, Issuer};
use crate::provide::key_source::Environment;

impl Jwt {
    /// All that is declared of it. `roles` is the map of roles where it has none of its own.
    pub(crate) fn described(&self, roles: RoleMap) -> Issuer {
        let roles = self.roles.clone().unwrap_or(roles);
        let scopes = self.scopes.clone().unwrap_or_default();
        let grants = roles.0.described().chain(scopes.0.described()).collect();
        Issuer {
            issuer: self.issuer.described(&self.environment),
            audience: self.audience.described(&self.environment),
            keys: self.keys.described(),
            algorithms: self.keys.algorithms(),
            profile_rfc9068: self.access_tokens_only,
            audience_in_client_id: self.by_client,
            leeway_s: self.leeway.as_secs(),
            known_keys_s: self.keys.known_s(),
            grants,
        }
    }

    /// What was lowered of it, and why.
    pub(crate) fn danger(&self) -> Option<(String, &'static str)> {
        #[cfg(feature = "oidc")]
        if let Keys::Fetched(fetched) = &self.keys {
            let name = self.issuer.described(&self.environment);
            let name = name.variable.map(|variable| format!("${variable}")).or(name.value).unwrap_or_default();
            let what = format!("the issuer `{name}` may be in a private network");
            return fetched.private_network.map(|reason| (what, reason));
        }
        None
    }
}

impl Setting {
    fn described(&self, environment: &Environment) -> inventory::Setting {
        match self {
            Setting::Given(value) => {
                inventory::Setting { value: Some(value.clone()), variable: None, here: Some(value.clone()) }
            }
            Setting::Variable { name, or } => inventory::Setting {
                value: or.clone(),
                variable: Some((*name).to_owned()),
                here: environment.text(name).ok().flatten().or_else(|| or.clone()),
            },
        }
    }
}

impl Keys {
    fn described(&self) -> inventory::Keys {
        match self {
            Keys::Declared(_) => inventory::Keys::Declared,
            Keys::Environment { or_development: false } => inventory::Keys::Environment,
            Keys::Environment { or_development: true } => inventory::Keys::EnvironmentOrDevelopment,
            #[cfg(feature = "oidc")]
            Keys::Fetched(_) => inventory::Keys::Fetched,
        }
    }

    /// How long those that were fetched are used without another answer.
    fn known_s(&self) -> Option<u64> {
        match self {
            Keys::Declared(_) | Keys::Environment { .. } => None,
            #[cfg(feature = "oidc")]
            Keys::Fetched(fetched) => Some(fetched.known_for.as_secs()),
        }
    }

    /// Those that are named, sorted, unless a key may name another.
    fn algorithms(&self) -> Option<Vec<String>> {
        let mut names: Vec<String> = match self {
            Keys::Declared(keys) => {
                keys.iter().map(|key| key.algorithm().map(|one| one.name().to_owned())).collect::<Option<_>>()?
            }
            Keys::Environment { .. } => return None,
            #[cfg(feature = "oidc")]
            Keys::Fetched(fetched) => {
                fetched.algorithms.as_ref()?.iter().map(|listed| listed.algorithm().name().to_owned()).collect()
            }
        };
        names.sort_unstable();
        names.dedup();
        Some(names)
    }
}
