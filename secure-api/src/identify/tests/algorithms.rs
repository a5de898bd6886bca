//! Public keys, and that each verifies its one algorithm and no other (C29).

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, KeyPair, RsaKeyPair,
};
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::DecodingKey;

use super::*;
use crate::identify::TokenFault as Fault;

/// The public key as PEM, the private one for the library.
struct Pair {
    public: String,
    private: EncodingKey,
}

fn pem(kind: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<&str> = body.as_bytes().chunks(64).map(|line| core::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", lines.join("\n"))
}

fn rsa(size: KeySize) -> Pair {
    let pair = RsaKeyPair::generate(size).unwrap();
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    // The library signs with PKCS #1, which stands in PKCS #8 after 26 bytes.
    let private: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    Pair { public: pem("PUBLIC KEY", public.as_ref()), private: EncodingKey::from_rsa_der(&private.as_ref()[26..]) }
}

fn ec(algorithm: &'static EcdsaSigningAlgorithm) -> Pair {
    let private = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, private.as_ref()).unwrap();
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    Pair { public: pem("PUBLIC KEY", public.as_ref()), private: EncodingKey::from_ec_der(private.as_ref()) }
}

fn ed() -> Pair {
    let private = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8(private.as_ref()).unwrap();
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    Pair { public: pem("PUBLIC KEY", public.as_ref()), private: EncodingKey::from_ed_der(private.as_ref()) }
}

fn signed_by(key: &EncodingKey, name: &str, algorithm: Algorithm) -> String {
    let header = json!({ "alg": name, "typ": "JWT" });
    sign(&format!("{}.{}", encode(header.to_string()), encode(claims().to_string())), algorithm, key)
}

fn with_key(key: Key) -> Jwt {
    Jwt::issuer(ISSUER).audience(AUDIENCE).key(key)
}

#[test]
fn an_rsa_key_verifies_its_one_algorithm() {
    let pair = rsa(KeySize::Rsa2048);
    let kinds = [
        (Key::rs256 as fn(KeySource) -> Key, "RS256", Algorithm::RS256),
        (Key::rs384, "RS384", Algorithm::RS384),
        (Key::rs512, "RS512", Algorithm::RS512),
        (Key::ps256, "PS256", Algorithm::PS256),
        (Key::ps384, "PS384", Algorithm::PS384),
        (Key::ps512, "PS512", Algorithm::PS512),
    ];
    for (key, name, _) in kinds {
        let verifier = verifier(with_key(key(fixed(&pair.public))));
        for (_, other, algorithm) in kinds {
            let expected = if other == name { None } else { Some(Fault::Algorithm) };
            assert_eq!(
                verifier.verify(&signed_by(&pair.private, other, algorithm), NOW).err(),
                expected,
                "{other} at {name}"
            );
        }
        // What `alg` says and what signed are two things as well.
        let forged = signed_by(&pair.private, name, if name == "RS256" { Algorithm::PS256 } else { Algorithm::RS256 });
        assert_eq!(verifier.verify(&forged, NOW).err(), Some(Fault::Signature));
    }
}

#[test]
fn a_secret_judges_as_the_library_does() {
    use crate::identify::algorithm::Algorithm;
    use crate::identify::keyring::VerifyingKey;
    let secret = [SECRET, SECRET].concat();
    for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
        let key = VerifyingKey::new(algorithm, None, DecodingKey::from_secret(&secret));
        let library = key.verifier().unwrap();
        let public = VerifyingKey::new(algorithm, None, DecodingKey::from_ed_der(&secret));
        let signer = (CRYPTO.signer_factory)(&algorithm.library(), &EncodingKey::from_secret(&secret)).unwrap();
        for length in [0, 1, 55, 56, 63, 64, 65, 200, 8_192] {
            let message = vec![b'm'; length];
            let right = signer.try_sign(&message).unwrap();
            let mut altered = right.clone();
            altered[length % right.len()] ^= 1;
            let shorter = right[..right.len() - 1].to_vec();
            let longer = [&right[..], &[0]].concat();
            for (signature, holds) in
                [(&right, true), (&altered, false), (&shorter, false), (&longer, false), (&Vec::new(), false)]
            {
                assert!(!public.made(&message, signature), "bytes of a public key");
                assert_eq!(key.made(&message, signature), holds, "{} {length}", algorithm.name());
                assert_eq!(library.verify(&message, signature).is_ok(), holds, "{} {length}", algorithm.name());
            }
        }
    }
}

#[test]
fn a_public_key_is_no_hmac_secret() {
    for (pair, key) in [
        (rsa(KeySize::Rsa2048), Key::rs256 as fn(KeySource) -> Key),
        (ec(&ECDSA_P256_SHA256_FIXED_SIGNING), Key::es256),
    ] {
        let verifier = verifier(with_key(key(fixed(&pair.public))));
        let forged = signed_by(&EncodingKey::from_secret(pair.public.as_bytes()), "HS256", Algorithm::HS256);
        assert_eq!(verifier.verify(&forged, NOW).err(), Some(Fault::Algorithm));
        assert!(faults_of(vec![with_key(Key::hs256(fixed(&pair.public)))]).contains("is PEM and declared as a secret"));
    }
}

#[test]
fn keys_on_curves_verify() {
    let p256 = ec(&ECDSA_P256_SHA256_FIXED_SIGNING);
    let p384 = ec(&ECDSA_P384_SHA384_FIXED_SIGNING);
    let ed = ed();
    for (key, pair, name, algorithm) in [
        (Key::es256 as fn(KeySource) -> Key, &p256, "ES256", Algorithm::ES256),
        (Key::es384, &p384, "ES384", Algorithm::ES384),
        (Key::eddsa, &ed, "EdDSA", Algorithm::EdDSA),
    ] {
        let verifier = verifier(with_key(key(fixed(&pair.public))));
        let token = signed_by(&pair.private, name, algorithm);
        assert_eq!(verifier.verify(&token, NOW).err(), None, "{name}");
        let (signed, _) = token.rsplit_once('.').unwrap();
        let blank = format!("{signed}.{}", encode([0; 64]));
        assert_eq!(verifier.verify(&blank, NOW).err(), Some(Fault::Signature), "{name}");
    }
    for (key, pair) in
        [(Key::es384 as fn(KeySource) -> Key, &p256), (Key::es256, &ed), (Key::eddsa, &p256), (Key::rs256, &p256)]
    {
        assert!(faults_of(vec![with_key(key(fixed(&pair.public)))]).contains("is no public key of"));
    }
}

#[test]
fn a_key_has_to_be_public_and_whole() {
    let pair = ec(&ECDSA_P256_SHA256_FIXED_SIGNING);
    let fault = |text: &str| faults_of(vec![with_key(Key::es256(fixed(text)))]);
    assert!(fault(&pair.public.replace("PUBLIC", "PRIVATE")).contains("holds a private key"));
    assert!(fault(&pair.public.replace("PUBLIC KEY", "CERTIFICATE")).contains("is no PEM"));
    assert!(fault(&pair.public.replace("-----END", "")).contains("is no PEM"));
    assert!(fault(&format!("{0}{0}", pair.public)).contains("is no PEM"));
    assert!(fault("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE").contains("is no PEM"));
    assert!(fault("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----").contains("is no public key of ES256"));
}

#[test]
fn a_second_key_serves_a_rotation() {
    let next = b"Pw7Rk4TnY6bHd9sGf1mJc3QeU5aWo0iXtBzEyVuKpZq8vL2x";
    let both = verifier(declaration().key(Key::hs256(fixed(next))));
    for secret in [SECRET, next] {
        assert_eq!(
            both.verify(&signed_by(&EncodingKey::from_secret(secret), "HS256", Algorithm::HS256), NOW).err(),
            None
        );
    }
    let public = ec(&ECDSA_P256_SHA256_FIXED_SIGNING).public;
    assert!(faults_of(vec![declaration().key(Key::es256(fixed(public)))]).contains("mixes symmetric and asymmetric"));
}
