//! A token as it stands on the wire: three segments, taken apart without trusting any of it.

use super::TokenFault;
use super::base64url::{decode, decode_into, decoded_len};
use super::header::Header;
use super::keyring::Keyring;
use crate::words::{cut, cut_last};

/// The most bytes of a token: 8 KiB (C38).
pub(super) const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// The segments, decoded but for the first.
pub(super) struct Compact<'a> {
    /// What is signed: the first two segments as they came.
    pub(super) signed: &'a str,
    /// The first as it came, since it is that of the last token as a rule.
    pub(super) header: &'a str,
    pub(super) payload: Vec<u8>,
    pub(super) signature: Signature<'a>,
}

/// The bytes of a signature. Those of all algorithms but RSA's and ES384 fit the room.
pub(super) enum Signature<'a> {
    Short(&'a [u8]),
    Long(Vec<u8>),
}

/// Where a short signature is decoded to.
pub(super) type Room = [u8; 64];

impl<'a> Compact<'a> {
    pub(super) fn parse(token: &'a str, room: &'a mut Room) -> Result<Self, TokenFault> {
        if guard!(TokenLength) && token.len() > MAX_TOKEN_BYTES {
            return Err(TokenFault::TooLong);
        }
        let (signed, signature) = cut_last(token, b'.').ok_or(TokenFault::Malformed)?;
        let (header, payload) = cut(signed, b'.').ok_or(TokenFault::Malformed)?;
        // The alphabet has no dot, so that a fourth segment fails here.
        let (payload, signature) = decode(payload).zip(Signature::of(signature, room)).ok_or(TokenFault::Malformed)?;
        if header.is_empty() || signature.bytes().is_empty() {
            return Err(TokenFault::Malformed);
        }
        Ok(Self { signed, header, payload, signature })
    }
}

impl<'a> Signature<'a> {
    fn of(text: &str, room: &'a mut Room) -> Option<Self> {
        match room.get_mut(..decoded_len(text)) {
            Some(short) => decode_into(text, short).then_some(Self::Short(short)),
            None => decode(text).map(Self::Long),
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Short(bytes) => bytes,
            Self::Long(bytes) => bytes,
        }
    }
}

/// Checks the signature, not the claims, and hands back the bytes that were signed.
#[cfg(test)]
pub(super) fn verify_jws(token: &str, keys: &Keyring) -> Result<Vec<u8>, TokenFault> {
    let mut room = [0; 64];
    let token = Compact::parse(token, &mut room)?;
    let header = Header::of(token.header)?;
    check_signature(&token, &header, keys)?;
    Ok(token.payload)
}

/// Whether one of `keys` that the header may choose made the signature.
pub(super) fn check_signature(token: &Compact<'_>, header: &Header, keys: &Keyring) -> Result<(), TokenFault> {
    keys.check(header.algorithm, header.key_id(), token.signed.as_bytes(), token.signature.bytes())
}
