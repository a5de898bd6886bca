//! A verification that may be used again.

use super::Identity;

/// Who a token said its bearer is, and what that depended on. It names no token: whoever keeps it says which one it is of.
#[derive(Clone)]
pub(crate) struct Judged {
    pub(super) identity: Identity,
    /// The place of the issuer among those of its verifier.
    pub(super) issuer: usize,
    /// The number of the ring whose key made the signature.
    pub(super) ring: u64,
    /// From when, and until before when, in seconds since 1970-01-01 UTC, the leeway included.
    pub(super) from_unix_s: u64,
    pub(super) until_unix_s: u64,
}

impl Judged {
    /// The caller.
    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }
}
