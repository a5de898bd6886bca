//! placeholder
use crate::policy::{Roles, Vocabulary};
/// Who calls.
#[derive(Clone, Debug)]
pub struct Identity;
impl Identity {
    pub(crate) fn role_bits(&self, _: &Vocabulary) -> u64 {
        0
    }
    pub(crate) fn scope_bits(&self, _: &Vocabulary) -> u64 {
        0
    }
}
/// Issuer and subject.
#[derive(Clone, Debug)]
pub struct Principal;
/// Who calls, or nobody known.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Nobody known.
    Anonymous,
    /// Known.
    Known(Identity),
}
impl Caller {
    /// Who.
    pub fn identity(&self) -> Option<&Identity> {
        None
    }
    /// Whether the caller is this one.
    pub fn is(&self, _: &Principal) -> bool {
        false
    }
    /// Whether the caller has the role.
    pub fn has_role(&self, _: impl Roles) -> bool {
        false
    }
}
