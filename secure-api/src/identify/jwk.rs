//! A set of JSON Web Keys (RFC 7517): read strictly, refused as a whole when one key is wrong (C111).
//!
//! Refused and not skipped: the file is the operator's own, and a key that silently does not count is found out when
//! tokens are rotated to it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use zeroize::Zeroizing;

use super::algorithm::{Algorithm, Family};
use super::keyring::VerifyingKey;
use super::public_key;
use super::quality::{self, KeyFault};
use crate::validate::{Document, Json, Members, Unreadable};

/// Members that only a private key has (RFC 7518, 6.2.2 and 6.3.2).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "oth"];

/// The most keys of a set.
pub(super) const MAX_KEYS: usize = 64;

/// What is asked of symmetric keys beyond their length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Secrets {
    /// They must not be guessable.
    Unguessable,
    /// Published test vectors use keys such as 32 zeros.
    #[cfg(test)]
    OfVectors,
}

/// The keys of a set, or everything that is wrong with it.
pub(super) fn parse_set(
    document: &[u8],
    rsa: Option<Algorithm>,
    secrets: Secrets,
) -> Result<Vec<VerifyingKey>, Vec<KeyFault>> {
    let malformed =
        || vec![KeyFault::new("is no JSON object with a list `keys` of objects", "write a JWK set, RFC 7517, 5")];
    let set = Document::read(document).map_err(|Unreadable| malformed())?;
    let Some(Json::List(entries)) = set.members().get("keys") else { return Err(malformed()) };
    if entries.is_empty() || entries.len() > MAX_KEYS {
        return Err(vec![KeyFault::new("holds no key, or more than 64", "write between one key and 64 into `keys`")]);
    }
    let mut keys = Vec::with_capacity(entries.len());
    let mut problems = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let Json::Object(entry) = entry else { return Err(malformed()) };
        match parse(&entry, rsa, secrets) {
            Ok(key) => keys.push(key),
            Err(problem) => {
                problems.push(KeyFault::new(format!("{}: {}", key_name(&entry, place), problem.what), problem.help));
            }
        }
    }
    problems.extend(set_problems(&keys));
    if problems.is_empty() { Ok(keys) } else { Err(problems) }
}

/// What is wrong with keys that would each be right alone.
pub(super) fn set_problems(keys: &[VerifyingKey]) -> Vec<KeyFault> {
    let mut problems = Vec::new();
    let mut ids: Vec<&str> = keys.iter().filter_map(VerifyingKey::key_id).collect();
    ids.sort_unstable();
    if ids.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
        problems.push(KeyFault::new("holds two keys with the same `kid`", "give each key a `kid` of its own"));
    }
    let symmetric = keys.iter().filter(|key| key.algorithm().family() == Family::Hmac).count();
    if symmetric != 0 && symmetric != keys.len() {
        problems.push(KeyFault::new(
            "mixes symmetric and asymmetric keys",
            "keep secrets apart from public keys: one kind an issuer",
        ));
    }
    problems
}

pub(super) fn parse(key: &Members<'_>, rsa: Option<Algorithm>, secrets: Secrets) -> Result<VerifyingKey, KeyFault> {
    for_verification(key)?;
    let algorithm = algorithm(key, rsa)?;
    let id = text(key, "kid")?;
    if id.is_some_and(|id| id.is_empty() || id.len() > 255) {
        return Err(KeyFault::new("has a `kid` that is empty or longer than 255 bytes", "give it a short `kid`"));
    }
    let material = match algorithm.family() {
        Family::Hmac => symmetric(key, algorithm, secrets)?,
        _ if PRIVATE.into_iter().any(|name| key.has(name)) => {
            return Err(KeyFault::new(
                "holds a private key",
                "whoever verifies needs the public members only; consider this key exposed",
            ));
        }
        Family::Rsa => public_key::rsa(&bytes(key, "n")?, &bytes(key, "e")?)?,
        Family::Ec => public_key::ec(point(key, algorithm)?, algorithm)?,
        Family::Ed => public_key::ed(&sized(key, "x", 32)?)?,
    };
    Ok(VerifyingKey::new(algorithm, id, material))
}

fn for_verification(key: &Members<'_>) -> Result<(), KeyFault> {
    if text(key, "use")?.is_some_and(|purpose| purpose != "sig") {
        return Err(KeyFault::new("is not for signatures (`use`)", "leave keys for encryption out of the set"));
    }
    let Some(operations) = key.get("key_ops") else { return Ok(()) };
    let operations = if let Json::List(items) = operations { items.texts().unwrap_or_default() } else { Vec::new() };
    if operations.contains(&"verify") {
        Ok(())
    } else {
        Err(KeyFault::new("is not for verification (`key_ops`)", "leave it out, or let `key_ops` contain \"verify\""))
    }
}

/// The one algorithm of a key: what it says, else what its curve says, else what the configuration says.
fn algorithm(key: &Members<'_>, rsa: Option<Algorithm>) -> Result<Algorithm, KeyFault> {
    let unfit = || KeyFault::new("has a `kty`, `crv` and `alg` that do not fit, or are not supported", SUPPORTED);
    let stated = match text(key, "alg")? {
        Some(name) => Some(Algorithm::named(name).ok_or_else(unfit)?),
        None => None,
    };
    let kind = text(key, "kty")?.ok_or_else(unfit)?;
    let curve = text(key, "crv")?;
    let implied = match (kind, curve) {
        ("EC", Some("P-256")) => Some(Algorithm::Es256),
        ("EC", Some("P-384")) => Some(Algorithm::Es384),
        ("OKP", Some("Ed25519")) => Some(Algorithm::EdDsa),
        ("RSA" | "oct", None) => None,
        _ => return Err(unfit()),
    };
    let family = if kind == "oct" { Family::Hmac } else { Family::Rsa };
    match (stated, implied) {
        (Some(stated), Some(implied)) if stated == implied => Ok(stated),
        (Some(stated), None) if stated.family() == family => Ok(stated),
        (Some(_), _) => Err(unfit()),
        (None, Some(implied)) => Ok(implied),
        (None, None) if family == Family::Rsa => rsa.ok_or_else(|| {
            KeyFault::new(
                "is an RSA key without `alg`",
                "add `alg` to it, or name the algorithm: `.rsa_as(RsaAlgorithm::Rs256)`, and of an issuer whose keys are fetched \
                 `.algorithms([SigningAlgorithm::Rs256])`",
            )
        }),
        (None, None) => Err(KeyFault::new("is a secret without `alg`", "add `alg` to it, such as \"HS256\"")),
    }
}

const SUPPORTED: &str =
    "use RSA with RS256 to PS512, EC with P-256 or P-384, OKP with Ed25519, or oct with HS256 to HS512";

fn symmetric(key: &Members<'_>, algorithm: Algorithm, secrets: Secrets) -> Result<DecodingKey, KeyFault> {
    let secret = bytes(key, "k")?;
    if let Some(problem) = quality::short_secret(&secret, algorithm) {
        return Err(problem);
    }
    if let (Secrets::Unguessable, Some(problem)) = (secrets, quality::guessable_secret(&secret, algorithm)) {
        return Err(problem);
    }
    Ok(DecodingKey::from_secret(&secret))
}

fn point(key: &Members<'_>, algorithm: Algorithm) -> Result<Vec<u8>, KeyFault> {
    let size = if algorithm == Algorithm::Es256 { 32 } else { 48 };
    let (x, y) = (sized(key, "x", size)?, sized(key, "y", size)?);
    Ok([&[4], x.as_slice(), y.as_slice()].concat())
}

fn sized(key: &Members<'_>, name: &str, size: usize) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
    let bytes = bytes(key, name)?;
    if bytes.len() == size {
        Ok(bytes)
    } else {
        Err(KeyFault::new(format!("has a `{name}` that is not {size} bytes long"), "write the whole coordinate"))
    }
}

fn bytes(key: &Members<'_>, name: &str) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
    let encoded = text(key, name)?.unwrap_or_default();
    let decoded = URL_SAFE_NO_PAD.decode(encoded).map(Zeroizing::new);
    decoded.map_err(|_| {
        KeyFault::new(format!("has a `{name}` that is not base64url"), "encode it as base64url without padding")
    })
}

fn text<'k>(key: &Members<'k>, name: &str) -> Result<Option<&'k str>, KeyFault> {
    let wrong = |_| KeyFault::new(format!("has a `{name}` that is no string"), "write it as a string");
    key.text(name).map_err(wrong)
}

/// A key as messages call it.
pub(super) fn key_name(key: &Members<'_>, place: usize) -> String {
    match key.text("kid") {
        Ok(Some(id)) if id.len() <= 64 => format!("key {} (`{}`)", place + 1, id.escape_debug()),
        _ => format!("key {}", place + 1),
    }
}
