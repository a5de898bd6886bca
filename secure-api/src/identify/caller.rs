//! Whoever calls: known or not.

use super::{Identity, Principal};
use crate::policy::Roles;

/// Whoever calls. Rules about objects decide on it.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Nobody who said who they are.
    Anonymous,
    /// A caller who proved who it is.
    Known(Identity),
}

impl Caller {
    /// The identity of a known caller.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        match self {
            Caller::Anonymous => None,
            Caller::Known(identity) => Some(identity),
        }
    }

    /// Whether the caller is `principal`. An unknown caller is nobody.
    #[must_use]
    pub fn is(&self, principal: &Principal) -> bool {
        self.identity().is_some_and(|identity| identity.principal() == principal)
    }

    /// Whether the caller is known and has `role`.
    #[must_use]
    pub fn has_role<R: Roles>(&self, role: R) -> bool {
        self.identity().is_some_and(|identity| identity.has_role(role))
    }
}
