//! JWK sets: what is refused in them (C111).

use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

use super::*;
use crate::identify::{RsaAlgorithm, TokenFault as Fault};

/// A point on P-256, from RFC 7517, A.1.
const X: &str = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
const Y: &str = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";
/// A modulus of 2048 bits, from the same place.
const N: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

fn ec() -> Value {
    json!({ "kty": "EC", "crv": "P-256", "x": X, "y": Y, "kid": "ec" })
}

fn rsa() -> Value {
    json!({ "kty": "RSA", "alg": "RS256", "n": N, "e": "AQAB", "kid": "rsa" })
}

fn oct(id: &str) -> Value {
    json!({ "kty": "oct", "alg": "HS256", "k": encode(SECRET), "kid": id })
}

fn set(keys: impl Into<Vec<Value>>) -> Jwt {
    from_text(&json!({ "keys": keys.into() }).to_string())
}

fn from_text(text: &str) -> Jwt {
    Jwt::issuer(ISSUER).audience(AUDIENCE).key(Key::jwk_set(fixed(text)))
}

#[track_caller]
fn refused(key: Value, because: &str) {
    let faults = faults_of(vec![set([key])]);
    assert!(faults.contains(because), "{faults}");
}

#[test]
fn right_sets_are_loaded() {
    for keys in [vec![ec()], vec![rsa()], vec![ec(), rsa()], vec![oct("a")], vec![oct("a"), oct("b")]] {
        assert!(built(vec![set(keys.clone())]).is_ok(), "{keys:?}");
    }
    assert!(built(vec![set([with(ec(), json!({ "alg": "ES256", "use": "sig", "key_ops": ["verify"] }))])]).is_ok());
    let ed = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    assert!(built(vec![set([ed])]).is_ok());
    let p384 = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
    // An uncompressed point: a byte that says so, and the two coordinates.
    let (x, y) = p384.public_key().as_ref()[1..].split_at(48);
    let p384 = json!({ "kty": "EC", "crv": "P-384", "x": encode(x), "y": encode(y) });
    assert!(built(vec![set([p384.clone()])]).is_ok());
    assert!(built(vec![set([with(p384.clone(), json!({ "alg": "ES384" }))])]).is_ok());
    refused(with(p384, json!({ "alg": "ES256" })), "do not fit");
}

#[test]
fn keys_that_are_not_for_verifying_signatures() {
    refused(with(ec(), json!({ "use": "enc" })), "is not for signatures");
    refused(with(ec(), json!({ "use": 1 })), "`use` that is no string");
    for operations in [json!(["encrypt"]), json!(["sign"]), json!([]), json!("verify"), json!([1])] {
        refused(with(ec(), json!({ "key_ops": operations })), "is not for verification");
    }
}

#[test]
fn algorithms_that_do_not_fit() {
    for alg in ["ES384", "ES512", "ES256K", "RS256", "HS256", "none", "es256", "RSA-OAEP"] {
        refused(with(ec(), json!({ "alg": alg })), "do not fit");
    }
    for changes in [
        json!({ "crv": "P-521" }),
        json!({ "crv": "secp256k1" }),
        json!({ "crv": null }),
        json!({ "kty": "RSA" }),
        json!({ "kty": null }),
    ] {
        refused(with(ec(), changes), "do not fit");
    }
    refused(with(rsa(), json!({ "alg": "ES256" })), "do not fit");
    refused(with(rsa(), json!({ "alg": "HS256" })), "do not fit");
    refused(with(oct("a"), json!({ "alg": "A256KW" })), "do not fit");
    refused(with(oct("a"), json!({ "alg": null })), "is a secret without `alg`");
    refused(with(rsa(), json!({ "alg": null })), "is an RSA key without `alg`");
    let document = json!({ "keys": [with(rsa(), json!({ "alg": null }))] }).to_string();
    let named = Key::jwk_set(fixed(document)).rsa_as(RsaAlgorithm::Rs256);
    assert!(built(vec![Jwt::issuer(ISSUER).audience(AUDIENCE).key(named)]).is_ok());
    let misused = Key::hs256(fixed(SECRET)).rsa_as(RsaAlgorithm::Rs256);
    assert!(faults_of(vec![Jwt::issuer(ISSUER).audience(AUDIENCE).key(misused)]).contains("is no JWK set"));
}

#[test]
fn numbers_that_are_no_key() {
    refused(with(ec(), json!({ "x": Y, "y": X })), "is no public key of ES256");
    refused(with(ec(), json!({ "x": encode([1; 31]) })), "not 32 bytes long");
    refused(with(ec(), json!({ "y": null })), "not 32 bytes long");
    refused(with(ec(), json!({ "y": format!("{Y}=") })), "is not base64url");
    refused(with(rsa(), json!({ "n": encode([0xc1; 128]) })), "RSA key of 1024 bits");
    refused(with(rsa(), json!({ "n": encode([0xc1; 2048]) })), "RSA key of 16384 bits");
    refused(with(rsa(), json!({ "n": encode([0x7f; 256]) })), "RSA key of 2047 bits");
    refused(with(rsa(), json!({ "n": encode([0xc2; 256]) })), "even modulus");
    refused(with(rsa(), json!({ "n": null })), "leading zeros, or none");
    for exponent in [&[1_u8][..], &[3], &[1, 0, 0], &[1, 0, 2], &[1, 0, 0, 0, 1]] {
        refused(with(rsa(), json!({ "e": encode(exponent) })), "unsafe public exponent");
    }
    assert!(built(vec![set([with(rsa(), json!({ "e": encode([1, 0, 0, 1]) }))])]).is_ok(), "the longest that is taken");
    refused(with(oct("a"), json!({ "k": "" })), "is shorter than 32 bytes");
    refused(with(oct("a"), json!({ "k": encode([7; 31]) })), "is shorter than 32 bytes");
    refused(with(oct("a"), json!({ "k": encode([0; 32]) })), "over and over");
    refused(with(oct("a"), json!({ "alg": "HS512" })), "is shorter than 64 bytes");
}

/// An odd number of 2048 bits that leaves 1 when divided by each prime that the ROCA test looks at.
fn roca_modulus() -> Vec<u8> {
    let product: u128 =
        [11_u128, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157].iter().product();
    let mut modulus = vec![0; 256];
    modulus[0] = 0xc1;
    let residue = modulus.iter().fold(0, |residue, byte| (residue * 256 + u128::from(*byte)) % product);
    let low = product - residue + 1;
    let low = if low.is_multiple_of(2) { low + product } else { low };
    modulus[240..].copy_from_slice(&low.to_be_bytes());
    modulus
}

#[test]
fn an_rsa_key_whose_primes_can_be_computed() {
    refused(with(rsa(), json!({ "n": encode(roca_modulus()) })), "ROCA");
}

#[test]
fn private_keys_do_not_belong_there() {
    for name in ["d", "p", "q", "dp", "dq", "qi", "oth"] {
        refused(with(ec(), json!({ name: "AQ" })), "holds a private key");
        refused(with(rsa(), json!({ name: "AQ" })), "holds a private key");
    }
}

#[test]
fn keys_that_do_not_go_together() {
    let faults = |keys: Vec<Value>| faults_of(vec![set(keys)]);
    assert!(faults(vec![oct("a"), oct("a")]).contains("two keys with the same `kid`"));
    assert!(faults(vec![ec(), oct("a")]).contains("mixes symmetric and asymmetric"));
    assert!(faults(vec![]).contains("holds no key"));
    let all = faults(vec![with(ec(), json!({ "use": "enc" })), with(rsa(), json!({ "e": "AQ" }))]);
    assert!(all.contains("key 1 (`ec`)") && all.contains("key 2 (`rsa`)"), "all faults at once: {all}");
}

#[test]
fn a_set_is_read_strictly() {
    let good = json!({ "keys": [oct("a")] }).to_string();
    for text in
        ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[1]}"#, &format!("{good}x"), &good.replace(']', "],\"keys\":[]")]
    {
        assert!(built(vec![from_text(text)]).is_err(), "{text}");
    }
    let twice = good.replace(r#""kty":"oct""#, r#""kty":"oct","kty":"oct""#);
    assert!(faults_of(vec![from_text(&twice)]).contains("no JSON object"));
    refused(with(ec(), json!({ "kid": "" })), "`kid` that is empty");
    refused(with(ec(), json!({ "kid": 1 })), "`kid` that is no string");
}

#[test]
fn the_bounds_of_a_set_are_inclusive() {
    let keys = |many: usize| (0..many).map(|number| oct(&number.to_string())).collect::<Vec<_>>();
    assert!(built(vec![set(keys(64))]).is_ok());
    assert!(faults_of(vec![set(keys(65))]).contains("more than 64"));
    assert!(built(vec![set([with(ec(), json!({ "kid": "k".repeat(255) }))])]).is_ok());
    refused(with(ec(), json!({ "kid": "k".repeat(256) })), "longer than 255 bytes");
    refused(with(ec(), json!({ "kid": "k".repeat(64), "use": 1 })), "(`kkk");
    let unnamed = faults_of(vec![set([with(ec(), json!({ "kid": "k".repeat(65), "use": 1 }))])]);
    assert!(!unnamed.contains("kkk"), "what is that long is not repeated: {unnamed}");
}

#[test]
fn a_token_picks_its_key_by_name() {
    let other = b"Hx5cN8qWm2Lr7VdK4tYb9GpS1zJf6UeQ3aTo0iRwBvXyZuEk";
    let verifier = verifier(set([oct("a"), with(oct("b"), json!({ "k": encode(other) }))]));
    let judged = |id: Value, secret: &[u8]| {
        let header = with(header(), json!({ "kid": id }));
        let signed = format!("{}.{}", encode(header.to_string()), encode(claims().to_string()));
        verifier.verify(&sign(&signed, Algorithm::HS256, &EncodingKey::from_secret(secret)), NOW).err()
    };
    assert_eq!(judged(json!("a"), SECRET), None);
    assert_eq!(judged(json!("b"), other), None);
    assert_eq!(judged(json!("b"), SECRET), Some(Fault::Signature));
    for unknown in ["", "A", "a ", "../a", "c"] {
        assert_eq!(judged(json!(unknown), SECRET), Some(Fault::UnknownKey), "{unknown}");
    }
    assert_eq!(judged(json!(null), SECRET), None, "without a name the few keys there are get tried");
    assert_eq!(judged(json!(null), other), None);
}

#[test]
fn a_token_without_a_key_name_is_tried_with_few_keys_only() {
    let keys: Vec<Value> = (0..5).map(|id| oct(&id.to_string())).collect();
    let judged = |keys: &[Value]| verifier(set(keys)).verify(&mint(&header(), &claims()), NOW).err();
    assert_eq!(judged(&keys[..4]), None);
    assert_eq!(judged(&keys), Some(Fault::UnknownKey));
}

#[test]
fn the_faults_of_a_set_repeat_no_secret() {
    let text = json!({ "keys": [with(oct("a"), json!({ "alg": "HS512" })), oct("b"), oct("b")] }).to_string();
    let faults = faults_of(vec![from_text(&text)]);
    assert!(!faults.contains(&encode(SECRET)) && faults.contains("64 bytes"), "{faults}");
}
