//! Tokens of one issuer, in every algorithm that is compared.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use secure_api::identify::{Jwt, Key};
use secure_api::provide::key_source::{KeySource, SecretBytes, SecretProvider, SecretUnavailable};
use serde_json::json;

use crate::app::{AUDIENCE, ISSUER};

/// Where the secret of HS256 is, for every server that is compared.
const SECRET: &str = "JWT_SECRET";
/// How long a token is valid.
const LIFETIME_S: u64 = 12 * 3_600;

/// What tokens are signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Hs256,
    Rs256,
    Es256,
    EdDsa,
}

/// An issuer.
pub(crate) struct Issuer {
    algorithm: Algorithm,
    key: SigningKey,
    issued_s: u64,
}

enum SigningKey {
    Hmac(Box<hmac::Key>),
    Rsa(Box<RsaKeyPair>),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// A public key in PEM.
struct Pem(String);

impl Algorithm {
    pub(crate) const ALL: [Self; 4] = [Self::Hs256, Self::Rs256, Self::Es256, Self::EdDsa];

    /// The name in a token's header.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

impl Issuer {
    /// One whose tokens are issued at this time. The secret of HS256 is in the environment; the other keys are made here.
    pub(crate) fn new(algorithm: Algorithm, issued_s: u64) -> Self {
        let key = match algorithm {
            Algorithm::Hs256 => SigningKey::Hmac(Box::new(hmac::Key::new(hmac::HMAC_SHA256, secret().as_bytes()))),
            Algorithm::Rs256 => SigningKey::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA key"))),
            Algorithm::Es256 => {
                let pair = EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING);
                SigningKey::Ecdsa(pair.expect("a key on P-256"))
            }
            Algorithm::EdDsa => SigningKey::Ed25519(Ed25519KeyPair::generate().expect("an Ed25519 key")),
        };
        Self { algorithm, key, issued_s }
    }

    /// The declaration of this issuer.
    pub(crate) fn jwt(&self) -> Jwt {
        let source = || KeySource::provider(Pem(self.key.pem()));
        let key = match self.algorithm {
            Algorithm::Hs256 => Key::hs256(KeySource::env(SECRET)),
            Algorithm::Rs256 => Key::rs256(source()),
            Algorithm::Es256 => Key::es256(source()),
            Algorithm::EdDsa => Key::eddsa(source()),
        };
        Jwt::issuer(ISSUER).audience(AUDIENCE).key(key)
    }

    /// A token of an editor: `number` makes it another token.
    pub(crate) fn token(&self, caller: &str, number: u64) -> String {
        self.token_with_role(caller, "editor", number)
    }

    /// A token of a caller with another role.
    pub(crate) fn token_with_role(&self, caller: &str, role: &str, number: u64) -> String {
        let header = json!({ "alg": self.algorithm.name(), "typ": "JWT" });
        let claims = json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": caller, "roles": [role],
            "iat": self.issued_s, "exp": self.issued_s + LIFETIME_S, "jti": format!("{number:08}"),
        });
        let encoded = |part: serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encoded(header), encoded(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.key.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    /// A well-formed token with another one's signature.
    pub(crate) fn forgery(&self, caller: &str, number: u64) -> String {
        let (token, other) = (self.token(caller, number), self.token("somebody-else", number));
        let signed = token.rsplit_once('.').map_or("", |(signed, _)| signed);
        let signature = other.rsplit_once('.').map_or("", |(_, signature)| signature);
        format!("{signed}.{signature}")
    }
}

impl SigningKey {
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Hmac(key) => hmac::sign(key, message).as_ref().to_vec(),
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let made = pair.sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature);
                made.expect("an RSA signature");
                signature
            }
            Self::Ecdsa(pair) => {
                pair.sign(&SystemRandom::new(), message).expect("an ECDSA signature").as_ref().to_vec()
            }
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }

    fn pem(&self) -> String {
        let der = match self {
            Self::Hmac(_) => return String::new(),
            Self::Rsa(pair) => pair.public_key().as_der(),
            Self::Ecdsa(pair) => pair.public_key().as_der(),
            Self::Ed25519(pair) => pair.public_key().as_der(),
        };
        let der = der.expect("a public key in DER");
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der.as_ref()))
    }
}

impl SecretProvider for Pem {
    fn load(&self) -> Result<SecretBytes, SecretUnavailable> {
        Ok(SecretBytes::new(self.0.clone().into_bytes()))
    }
}

#[allow(clippy::disallowed_methods, reason = "the servers that are compared share a secret, by the environment")]
pub(crate) fn secret() -> String {
    std::env::var(SECRET)
        .unwrap_or_else(|_| panic!("{SECRET} is not set: `tests/bench/gate` and its neighbours make one"))
}
