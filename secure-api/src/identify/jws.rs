//! A token as it stands on the wire: three segments, taken apart without trusting any of it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::TokenFault;
use super::header::Header;
use super::keyring::Keyring;

/// The most bytes of a token: 8 KiB (C38).
pub(super) const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// The segments, decoded.
pub(super) struct Compact<'a> {
    /// What is signed: the first two segments as they came.
    pub(super) signed: &'a str,
    pub(super) header: Vec<u8>,
    pub(super) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

impl<'a> Compact<'a> {
    pub(super) fn parse(token: &'a str) -> Result<Self, TokenFault> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenFault::TooLong);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenFault::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(TokenFault::Malformed)?;
        let token = Self { signed, header: decode(header)?, payload: decode(payload)?, signature: decode(signature)? };
        if token.header.is_empty() || token.signature.is_empty() { Err(TokenFault::Malformed) } else { Ok(token) }
    }
}

/// Checks the signature, not the claims, and hands back the bytes that were signed.
#[cfg(test)]
pub(super) fn verify_jws(token: &str, keys: &Keyring) -> Result<Vec<u8>, TokenFault> {
    let token = Compact::parse(token)?;
    let header = Header::parse(&token.header)?;
    check_signature(&token, &header, keys)?;
    Ok(token.payload)
}

/// Whether one of `keys` that the header may choose made the signature.
pub(super) fn check_signature(token: &Compact<'_>, header: &Header<'_>, keys: &Keyring) -> Result<(), TokenFault> {
    keys.check(header.algorithm, header.key_id(), token.signed.as_bytes(), &token.signature)
}

// The alphabet has no dot, so that a fourth segment fails here; neither padding, white space nor unused bits that are
// set pass, so that a token has one spelling.
fn decode(segment: &str) -> Result<Vec<u8>, TokenFault> {
    URL_SAFE_NO_PAD.decode(segment).map_err(|_| TokenFault::Malformed)
}
