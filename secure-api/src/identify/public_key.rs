//! Public keys: PEM to numbers, and whether the numbers are a key.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::DecodingKey;

use super::algorithm::{Algorithm, Family};
use super::keyring::CRYPTO;
use super::quality::{self, KeyFault};

const PUBLIC_PEM: &str = "give the public key as PEM, `-----BEGIN PUBLIC KEY-----`";

/// A public key of `algorithm` in PEM.
pub(super) fn from_pem(pem: &[u8], algorithm: Algorithm) -> Result<DecodingKey, KeyFault> {
    let der = der(pem)?;
    match algorithm.family() {
        Family::Rsa => {
            let numbers = (CRYPTO.key_utils.rsa_pub_components_from_public_key)(&der);
            let (modulus, exponent) = numbers.map_err(|_| unfit(algorithm))?;
            rsa(&modulus, &exponent)
        }
        Family::Ec => ec(der, algorithm),
        Family::Ed => ed(&der),
        Family::Hmac => Err(unfit(algorithm)),
    }
}

pub(super) fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<DecodingKey, KeyFault> {
    quality::rsa(modulus, exponent)?;
    Ok(DecodingKey::from_rsa_raw_components(modulus, exponent))
}

/// A point, or the DER that holds one. It has to be on the curve.
pub(super) fn ec(key: Vec<u8>, algorithm: Algorithm) -> Result<DecodingKey, KeyFault> {
    let verification = match algorithm {
        Algorithm::Es256 => &ECDSA_P256_SHA256_FIXED,
        Algorithm::Es384 => &ECDSA_P384_SHA384_FIXED,
        _ => return Err(unfit(algorithm)),
    };
    ParsedPublicKey::new(verification, &key).map_err(|_| unfit(algorithm))?;
    Ok(DecodingKey::from_ec_der(&key))
}

pub(super) fn ed(key: &[u8]) -> Result<DecodingKey, KeyFault> {
    ParsedPublicKey::new(&ED25519, key).map_err(|_| unfit(Algorithm::EdDsa))?;
    Ok(DecodingKey::from_ed_der(key))
}

fn unfit(algorithm: Algorithm) -> KeyFault {
    KeyFault::new(format!("is no public key of {}", algorithm.name()), PUBLIC_PEM)
}

fn der(pem: &[u8]) -> Result<Vec<u8>, KeyFault> {
    let malformed = || KeyFault::new("is no PEM with one public key", PUBLIC_PEM);
    let text = core::str::from_utf8(pem).map_err(|_| malformed())?.trim();
    if text.contains("PRIVATE KEY-----") {
        return Err(KeyFault::new(
            "holds a private key",
            "whoever verifies needs the public key only: `openssl pkey -pubout`, and consider this one exposed",
        ));
    }
    let between = |kind: &str| {
        let body = text.strip_prefix(&format!("-----BEGIN {kind}-----"))?;
        body.strip_suffix(&format!("-----END {kind}-----"))
    };
    let body = between("PUBLIC KEY").or_else(|| between("RSA PUBLIC KEY")).ok_or_else(malformed)?;
    let body: String = body.split_ascii_whitespace().collect();
    STANDARD.decode(body).map_err(|_| malformed())
}
