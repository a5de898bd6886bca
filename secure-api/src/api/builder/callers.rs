//! Whose tokens are believed, for what, and until when.

use super::Api;
use crate::identify::{IgnoredGrants, Jwt, Revocations, RoleCache};

impl<S: Clone + Send + Sync + 'static> Api<S> {
    /// Accepts tokens of an issuer. Call it once for each issuer.
    pub fn jwt(mut self, issuer: Jwt) -> Self {
        self.issuers.push(issuer);
        self
    }

    /// Takes the roles of callers from the application's own store, in place of what tokens say of them.
    pub fn roles_from(mut self, roles: RoleCache) -> Self {
        if self.roles.replace(roles).is_some() {
            self.faults
                .push("roles come from two stores", "keep one `.roles_from(..)`: a store may ask several itself");
        }
        self
    }

    /// Refuses what is revoked in `revocations`, of which the application keeps a clone.
    pub fn revocations(mut self, revocations: &Revocations) -> Self {
        if self.revocations.replace(revocations.clone()).is_some() {
            self.faults
                .push("tokens are revoked in two stores", "keep one `.revocations(..)`: its clones are the same");
        }
        self
    }

    /// How many tokens are known from before, and not verified again for ten minutes unless something about them changed: 65,536
    /// where nothing is said, 1,048,576 at the most. Each takes some 300 bytes and its claims, which are kept up to 2 KiB. With
    /// `0` every token is verified each time.
    pub fn remembered_tokens(mut self, most: usize) -> Self {
        self.remembered_tokens = most;
        self
    }

    /// Counts names of roles and scopes that mean nothing to this application in `ignored`, whose clones can be read.
    pub fn ignored_grants(mut self, ignored: &IgnoredGrants) -> Self {
        self.ignored = ignored.clone();
        self
    }
}
