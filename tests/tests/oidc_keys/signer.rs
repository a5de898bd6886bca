//! Keys of issuers, and the tokens they sign.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secure_api::provide::clock::Clock;
use secure_api_testing::TestClock;
use serde_json::{Value, json};

use crate::fake::{AUDIENCE, Fake};

/// A key on P-256, made for the test.
pub(super) struct Signer {
    pub(super) kid: String,
    pair: EcdsaKeyPair,
}

impl Signer {
    pub(super) fn new(kid: &str) -> Self {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).expect("there is randomness");
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref()).expect("a key of ours is one");
        Self { kid: kid.to_owned(), pair }
    }

    /// The public key, as a set has it.
    pub(super) fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let (x, y) = (encode(&point[1..33]), encode(&point[33..]));
        json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": self.kid, "use": "sig", "alg": "ES256" })
    }

    /// A token of an issuer that holds, for an hour by this clock.
    pub(super) fn token(&self, of: &Fake, clock: &TestClock) -> String {
        self.sign(&json!({}), &claims(of, clock))
    }

    /// A token with these claims, and these members of the header beside the usual ones or in their place.
    pub(super) fn sign(&self, header: &Value, claims: &Value) -> String {
        let header = merged(json!({ "alg": "ES256", "typ": "at+jwt", "kid": self.kid }), header);
        let signed = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).expect("there is randomness");
        format!("{signed}.{}", encode(signature))
    }
}

/// The claims of RFC 9068.
pub(super) fn claims(of: &Fake, clock: &TestClock) -> Value {
    let now = clock.unix_s();
    json!({
        "iss": of.issuer, "aud": AUDIENCE, "sub": "ada", "client_id": "app", "jti": "1", "iat": now, "exp": now + 3600,
    })
}

/// `base` with the members of `changes`; one that is `null` there is left out.
pub(super) fn merged(mut base: Value, changes: &Value) -> Value {
    let members = base.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        match value {
            Value::Null => members.remove(name),
            value => members.insert(name.clone(), value.clone()),
        };
    }
    base
}

pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// An RSA key of 2048 bits, whose set names no algorithm.
pub(super) struct RsaSigner(RsaKeyPair);

impl RsaSigner {
    pub(super) fn new() -> Self {
        Self(RsaKeyPair::generate(KeySize::Rsa2048).expect("there is randomness"))
    }

    pub(super) fn jwk(&self) -> Value {
        // DER of a sequence of two numbers: nine bytes before the 256 of the first, and 65537 at the end.
        let modulus = &self.0.public_key().as_ref()[9..265];
        json!({ "kty": "RSA", "n": encode(modulus), "e": "AQAB", "kid": "rsa" })
    }

    pub(super) fn token(&self, algorithm: &str, claims: &Value) -> String {
        let scheme: &dyn RsaEncoding = if algorithm == "PS256" { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
        let header = json!({ "alg": algorithm, "typ": "at+jwt", "kid": "rsa" });
        let signed = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(scheme, &SystemRandom::new(), signed.as_bytes(), &mut signature).expect("a key signs");
        format!("{signed}.{}", encode(signature))
    }
}
