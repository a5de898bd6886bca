//! Claims of an application's own, as a verified type.

use core::fmt;
use core::ops::Deref;

use crate::policy::ClaimSet;

use super::{ClaimsMismatch, Identity};

/// Claims of the caller's token, of a type declared with `#[claims]`. There is no other way to have them.
#[derive(Clone)]
pub struct Claims<T> {
    read: T,
}

impl<T: ClaimSet> Claims<T> {
    pub(crate) fn of(identity: &Identity) -> Result<Self, ClaimsMismatch> {
        identity.claims().map(|read| Self { read })
    }
}

impl<T> Claims<T> {
    /// The claims, without the proof.
    pub fn into_inner(self) -> T {
        self.read
    }
}

/// What a token says of somebody stays out of logs.
impl<T> fmt::Debug for Claims<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims").finish_non_exhaustive()
    }
}

impl<T> Deref for Claims<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.read
    }
}
