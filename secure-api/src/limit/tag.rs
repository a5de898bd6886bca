//! Tokens by what says nothing of them.
//!
//! A tag is what AES-GCM-SIV (RFC 8452) authenticates the token with, under a key that is drawn at start. It takes the same
//! nonce again and again, unlike GCM, and costs a quarter of a CMAC and a twentieth of an HMAC. Only this process can compute
//! it, and no dump of memory can be turned back into a token by it (C121). Two tokens have one tag by a chance of 2^-118 at the
//! most, which nobody can better who has no key.

use aws_lc_rs::aead::{AES_128_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

/// A token by its tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TokenTag(u128);

/// Makes the tags of this process.
pub(super) struct Tags {
    /// `None` where the system has no randomness: then no token has one.
    key: Option<LessSafeKey>,
}

impl Tags {
    pub(super) fn new() -> Self {
        Self { key: random_key() }
    }

    pub(super) fn of(&self, token: &str) -> Option<TokenTag> {
        let (key, nonce) = (self.key.as_ref()?, Nonce::assume_unique_for_key([0; 12]));
        let tag = key.seal_in_place_separate_tag(nonce, Aad::from(token), &mut []).ok()?;
        Some(TokenTag(u128::from_le_bytes(tag.as_ref().try_into().ok()?)))
    }
}

impl TokenTag {
    /// One of so many places, which nobody outside can foresee.
    pub(super) const fn place(self, places: usize) -> usize {
        self.0 as usize % places
    }
}

#[cfg(test)]
impl TokenTag {
    /// A tag of no token.
    pub(super) const fn assumed(number: u128) -> Self {
        Self(number)
    }
}

/// Of the kernel's randomness: aws-lc's own generator keeps 128 KiB for its entropy once it is asked.
fn random_key() -> Option<LessSafeKey> {
    let mut key = Zeroizing::new([0; 16]);
    getrandom::fill(key.as_mut_slice()).ok()?;
    UnboundKey::new(&AES_128_GCM_SIV, key.as_slice()).ok().map(LessSafeKey::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_of_a_token_is_one_memorys_own() {
        let (one, other) = (Tags::new(), Tags::new());
        assert_eq!(one.of("token"), one.of("token"));
        assert_ne!(one.of("token"), one.of("tokem"));
        assert_ne!(one.of("token"), other.of("token"));
    }
}
