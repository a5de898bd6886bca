//! A key that lives as long as the test: no key stands in any source.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use aws_lc_rs::rand::{self, SystemRandom};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// A key with its `kid`.
pub(crate) struct SigningKey {
    material: Material,
    id: String,
}

enum Material {
    /// On the curve P-256, for ES256.
    Pair(EcdsaKeyPair),
    /// A text that whoever verifies has as well, for HS256.
    Secret(String),
    /// A signature that somebody else has made, and what it is of. Nothing else can be signed.
    Made { message: Vec<u8>, signature: Vec<u8> },
}

/// What stands in the place of a signature that nobody here can make.
const NOBODYS: &[u8; 64] = b"a signature that nobody but the issuer can make, and nobody did.";

impl SigningKey {
    /// A key pair. Its `kid` is its thumbprint (RFC 7638).
    pub(crate) fn pair() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("the system has randomness");
        let (x, y) = coordinates(&pair);
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let id = URL_SAFE_NO_PAD.encode(digest(&SHA256, members.as_bytes()));
        Self { material: Material::Pair(pair), id }
    }

    /// A secret of 256 random bits. Its `kid` tells nothing of it.
    pub(crate) fn secret() -> Self {
        Self { material: Material::Secret(random::<32>()), id: number() }
    }

    /// Of a token that somebody else has signed.
    pub(crate) fn made(message: Vec<u8>, signature: Vec<u8>) -> Self {
        Self { material: Material::Made { message, signature }, id: number() }
    }

    /// Another one of the same kind.
    pub(crate) fn another(&self) -> Self {
        match self.material {
            Material::Pair(_) | Material::Made { .. } => Self::pair(),
            Material::Secret(_) => Self::secret(),
        }
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn algorithm(&self) -> &'static str {
        match self.material {
            Material::Pair(_) | Material::Made { .. } => "ES256",
            Material::Secret(_) => "HS256",
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.material {
            Material::Pair(pair) => {
                pair.sign(&SystemRandom::new(), message).expect("a key on P-256 signs").as_ref().to_vec()
            }
            Material::Secret(secret) => {
                hmac::sign(&hmac::Key::new(HMAC_SHA256, secret.as_bytes()), message).as_ref().to_vec()
            }
            Material::Made { message: signed, signature } if signed == message => signature.clone(),
            Material::Made { .. } => NOBODYS.to_vec(),
        }
    }

    /// As an entry of the JWK set that whoever verifies reads: a public part, or the secret.
    pub(crate) fn jwk(&self) -> Value {
        match &self.material {
            Material::Pair(pair) => {
                let (x, y) = coordinates(pair);
                json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.id, "x": x, "y": y })
            }
            Material::Secret(secret) => {
                json!({ "kty": "oct", "alg": "HS256", "use": "sig", "kid": self.id, "k": URL_SAFE_NO_PAD.encode(secret) })
            }
            Material::Made { .. } => Value::Null,
        }
    }

    /// The text that is shared, where one is.
    pub(crate) fn shared(&self) -> Option<&str> {
        match &self.material {
            Material::Pair(_) | Material::Made { .. } => None,
            Material::Secret(secret) => Some(secret),
        }
    }

    /// The public part, where there is one, as PEM has it inside.
    pub(crate) fn public_der(&self) -> Option<Vec<u8>> {
        let Material::Pair(pair) = &self.material else { return None };
        let der = pair.public_key().as_der().expect("a public key on P-256 can be written");
        Some(der.as_ref().to_vec())
    }
}

/// Whether a token would have to be signed by somebody else.
pub(crate) fn is_nobodys(token: &str) -> bool {
    let signature = token.rsplit('.').next().unwrap_or_default();
    let begins = URL_SAFE_NO_PAD.encode(&NOBODYS[..NOBODYS.len() / 4]);
    signature.starts_with(&begins[..begins.len() - 2])
}

/// A number for one token and no other.
pub(super) fn number() -> String {
    random::<16>()
}

fn random<const BYTES: usize>() -> String {
    let mut bytes = [0; BYTES];
    rand::fill(&mut bytes).expect("the system has randomness");
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Of the uncompressed point: one byte, and 32 for each.
fn coordinates(pair: &EcdsaKeyPair) -> (String, String) {
    let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
    (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y))
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.id)
    }
}
