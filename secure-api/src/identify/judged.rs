//! A verification that may be used again.

use super::Identity;
use crate::limit::Found;

/// The most bytes of claims that are kept with a token that is known: what all of them together may take is bounded.
const MOST_CLAIMS: usize = 2 * 1024;

/// Who a token said its bearer is, and what that depended on. It names no token: whoever keeps it says which one it is of.
#[derive(Clone)]
pub(crate) struct Judged {
    pub(crate) identity: Identity,
    /// The place of the issuer among those of its verifier.
    pub(super) issuer: usize,
    /// The number of the ring whose key made the signature.
    pub(super) ring: u64,
    /// From when, and until before when, in seconds since 1970-01-01 UTC, the leeway included.
    pub(super) from_unix_s: u64,
    pub(super) until_unix_s: u64,
    /// Up to which epoch of the revocations it was looked for among them.
    pub(super) seen: u64,
}

impl Found for Judged {
    fn is_small(&self) -> bool {
        self.identity.claims_bytes().len() <= MOST_CLAIMS
    }
}
