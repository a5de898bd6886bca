//! What attackers make of a good token, beyond what [`TestToken::hostile`] has.

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::{TestIssuer, TestToken};

/// A forgery: its name, and how it is made of a good token.
pub(super) type Forgery = (&'static str, fn(&TestToken) -> String);

/// All that is made here.
pub(super) const FORGERIES: [Forgery; 62] = [
    ("alg None", |good| good.clone().header("alg", "None").mint_with(|_| Vec::new())),
    ("alg noNE", |good| good.clone().header("alg", "noNE").mint_with(|_| Vec::new())),
    ("without alg", |good| good.clone().without_header("alg").mint()),
    ("alg null", |good| good.clone().header("alg", Value::Null).mint()),
    ("alg of another family", |good| good.clone().header("alg", "RS256").mint()),
    ("alg of another curve", |good| good.clone().header("alg", "ES384").mint()),
    ("alg in lower case", |good| good.clone().header("alg", "es256").mint()),
    ("alg of an encryption", |good| good.clone().header("alg", "RSA-OAEP").header("enc", "A256GCM").mint()),
    ("kid that is a path", |good| by_secret(good, "../../../../../../dev/null", b"")),
    ("kid that is SQL", |good| by_secret(good, "x' UNION SELECT 'secret' -- ", b"secret")),
    ("kid that is a command", |good| by_secret(good, "|touch /tmp/owned", b"")),
    ("jku of somebody else", |good| elsewhere(good, "jku", json!("https://attacker.test/jwks.json"))),
    ("x5u of somebody else", |good| elsewhere(good, "x5u", json!("https://attacker.test/chain.pem"))),
    ("x5c of somebody else", |good| elsewhere(good, "x5c", json!(["MIIB"]))),
    ("signed by another issuer", |good| good.clone().signed_by(&TestIssuer::new()).mint()),
    ("crit with b64", |good| good.clone().header("crit", json!(["b64"])).header("b64", false).mint()),
    ("b64 false", |good| good.clone().header("b64", false).mint()),
    ("empty crit", |good| good.clone().header("crit", json!([])).mint()),
    ("zip", |good| good.clone().header("zip", "DEF").mint()),
    ("type of a DPoP proof", |good| good.clone().header("typ", "dpop+jwt").mint()),
    ("type of a security event", |good| good.clone().header("typ", "secevent+jwt").mint()),
    ("exp as a text", |good| good.clone().claim("exp", "never").mint()),
    ("exp below zero", |good| good.clone().claim("exp", -1).mint()),
    ("exp null", |good| good.clone().claim("exp", Value::Null).mint()),
    ("exp beyond all numbers", |good| raw_claims(good, r#""exp":1e400"#)),
    ("exp beyond 64 bits", |good| raw_claims(good, r#""exp":99999999999999999999"#)),
    ("exp in milliseconds", |good| {
        let end = good.said("exp").as_u64().unwrap_or_default();
        good.clone().claim("exp", end * 1_000).mint()
    }),
    ("nbf as a text", |good| good.clone().claim("nbf", "yesterday").mint()),
    ("iss in an array", |good| {
        let name = good.said("iss");
        good.clone().claim("iss", json!([name])).mint()
    }),
    ("iss with a slash more", |good| more(good, "iss", "/")),
    ("iss with a suffix", |good| more(good, "iss", ".attacker.test")),
    ("iss in upper case", |good| {
        let name = text(good, "iss").to_uppercase();
        good.clone().claim("iss", name).mint()
    }),
    ("aud with a suffix", |good| more(good, "aud", ".attacker.test")),
    ("aud of others", |good| good.clone().claim("aud", json!(["https://one.test", "https://two.test"])).mint()),
    ("aud of nobody", |good| good.clone().claim("aud", json!([])).mint()),
    ("aud as an object", |good| good.clone().claim("aud", json!({ "https://api.test": true })).mint()),
    ("sub as a number", |good| good.clone().claim("sub", 7).mint()),
    ("sub null", |good| good.clone().claim("sub", Value::Null).mint()),
    ("bound to a certificate", |good| good.clone().claim("cnf", json!({ "x5t#S256": "a".repeat(43) })).mint()),
    ("type of a refresh token in its claims", |good| good.clone().claim("typ", "Refresh").mint()),
    ("use of an ID token in its claims", |good| good.clone().claim("token_use", "id").mint()),
    ("jti as a number", |good| good.clone().claim("jti", 7).mint()),
    ("sub twice", |good| raw_claims(good, r#""sub":"attack-admin""#)),
    ("sub twice, once escaped", |good| raw_claims(good, r#""\u0073ub":"attack-admin""#)),
    ("alg twice", |good| raw_header(good, r#""alg":"none""#)),
    ("claims nested deep", |good| raw_claims(good, &format!(r#""x":{}{}"#, "[".repeat(200), "]".repeat(200)))),
    ("of 9 KiB", |good| good.clone().claim("x", "x".repeat(7_000)).mint()),
    ("with padding", |good| format!("{}==", good.mint())),
    ("with other bits at its end", unused_bits),
    ("with a space in it", |good| good.mint().replacen('.', ". ", 1)),
    ("with signs of plain base64", |good| good.mint().replacen('.', "+/.", 1)),
    ("of five segments", |good| {
        let token = good.mint();
        format!("{token}.{token}").split('.').take(5).collect::<Vec<_>>().join(".")
    }),
    ("of one segment", |good| good.mint().split('.').next().unwrap_or_default().to_owned()),
    ("with a dot before it", |good| format!(".{}", good.mint())),
    ("with a dot after it", |good| format!("{}.", good.mint())),
    ("of dots", |_| "..".to_owned()),
    ("as JSON", |good| as_json(good)),
    ("with a signature in DER", |good| good.mint_with(|message| der(&good.sign(message)))),
    ("with half of the signature", |good| {
        good.mint_with(|message| {
            let mut half = good.sign(message);
            half.truncate(half.len() / 2);
            half
        })
    }),
    ("with the signature of another token", |good| borrowed(good)),
    ("with claims that are no UTF-8", |good| parts(good, &good.header_text(), b"{\"sub\":\"\xff\xfe\"}")),
    ("with claims that are a list", |good| parts(good, &good.header_text(), b"[]")),
];

/// Signed with HS256 by a secret that a server may be led to.
fn by_secret(good: &TestToken, kid: &str, secret: &[u8]) -> String {
    let key = hmac::Key::new(HMAC_SHA256, secret);
    let token = good.clone().header("alg", "HS256").header("kid", kid);
    token.mint_with(|message| hmac::sign(&key, message).as_ref().to_vec())
}

/// Signed by a key that the header points to.
fn elsewhere(good: &TestToken, name: &str, value: Value) -> String {
    good.clone().header(name, value).signed_by(&TestIssuer::new()).mint()
}

fn text(good: &TestToken, claim: &str) -> String {
    good.said(claim).as_str().unwrap_or_default().to_owned()
}

fn more(good: &TestToken, claim: &str, suffix: &str) -> String {
    let value = text(good, claim) + suffix;
    good.clone().claim(claim, value).mint()
}

/// With a member more, as no map could have it, after all others.
fn with_member(object: &str, member: &str) -> String {
    format!("{},{member}}}", object.strip_suffix('}').unwrap_or(object))
}

fn raw_claims(good: &TestToken, member: &str) -> String {
    // What the member says must not stand there twice, unless that is the point of it.
    let good = if member.starts_with("\"exp\"") { good.clone().without("exp") } else { good.clone() };
    parts(&good, &good.header_text(), with_member(&good.claims_text(), member).as_bytes())
}

fn raw_header(good: &TestToken, member: &str) -> String {
    parts(good, &with_member(&good.header_text(), member), good.claims_text().as_bytes())
}

/// Signed as it stands.
fn parts(good: &TestToken, header: &str, claims: &[u8]) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = URL_SAFE_NO_PAD.encode(good.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// The same bytes, written with bits that nothing looks at.
fn unused_bits(good: &TestToken) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut token = good.mint();
    let last = token.pop().unwrap_or('A');
    let place = ALPHABET.iter().position(|sign| char::from(*sign) == last).unwrap_or(0);
    token.push(char::from(ALPHABET[place ^ 1]));
    token
}

fn as_json(good: &TestToken) -> String {
    let token = good.mint();
    let part = |place| token.split('.').nth(place).unwrap_or_default();
    json!({ "protected": part(0), "payload": part(1), "signature": part(2) }).to_string()
}

fn borrowed(good: &TestToken) -> String {
    let other = good.clone().claim("sub", "attack-admin").mint_with(|_| Vec::new());
    let signature = good.mint().rsplit('.').next().unwrap_or_default().to_owned();
    let signed = other.rsplit_once('.').map_or("", |(signed, _)| signed);
    format!("{signed}.{signature}")
}

/// As X.509 writes an ECDSA signature, which JWS does not.
fn der(fixed: &[u8]) -> Vec<u8> {
    let integer = |bytes: &[u8]| {
        let bytes = &bytes[bytes.iter().take_while(|byte| **byte == 0).count().min(bytes.len() - 1)..];
        let sign = if bytes[0] >= 0x80 { vec![0] } else { Vec::new() };
        let body = [sign, bytes.to_vec()].concat();
        [vec![2, body.len() as u8], body].concat()
    };
    let (r, s) = fixed.split_at(fixed.len() / 2);
    let body = [integer(r), integer(s)].concat();
    [vec![0x30, body.len() as u8], body].concat()
}
