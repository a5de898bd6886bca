//! Whether a key is worth anything (C32, C111).

use super::algorithm::Algorithm;

/// What is wrong with a key, never repeating it, and how to mend it.
#[derive(Debug)]
pub(super) struct KeyFault {
    pub(super) what: String,
    pub(super) help: &'static str,
}

impl KeyFault {
    pub(super) fn new(what: impl Into<String>, help: &'static str) -> Self {
        Self { what: what.into(), help }
    }
}

const GENERATE: &str = "generate one: `openssl rand -base64 64`";

/// The fewest different bytes of a secret. 32 random hexadecimal digits have 14 on average.
const MIN_DIFFERENT: usize = 8;

/// The fewest letters and digits of a secret that are no words of placeholders.
const MIN_UNWORDED: usize = 16;

/// The fewest letters in words of placeholders that make one: `secret` has six.
const MIN_WORDED: usize = 6;

/// Words that are shorter stand in random texts by chance, three of them now and then.
const MIN_WORD: usize = 4;

/// What people write where a secret belongs, longest first where one holds another.
const PLACEHOLDERS: &[&str] = &[
    "supersecret",
    "changethis",
    "placeholder",
    "development",
    "production",
    "changeit",
    "changeme",
    "password",
    "passphrase",
    "insecure",
    "replace",
    "default",
    "example",
    "letmein",
    "keyboard",
    "welcome",
    "secret",
    "please",
    "change",
    "secure",
    "qwerty",
    "dummy",
    "token",
    "admin",
    "hs256",
    "hs384",
    "hs512",
    "super",
    "value",
    "local",
    "never",
    "least",
    "bytes",
    "chars",
    "characters",
    "string",
    "random",
    "test",
    "very",
    "long",
    "some",
    "your",
    "this",
    "that",
    "with",
    "must",
    "here",
    "insert",
    "todo",
    "fixme",
    "prod",
    "demo",
    "user",
    "root",
    "sign",
    "pass",
    "enough",
    "minimum",
    "should",
    "jwt",
    "key",
    "the",
    "not",
    "for",
    "and",
    "bit",
    "dev",
    "api",
    "app",
    "auth",
    "foo",
    "bar",
    "my",
    "is",
    "at",
    "in",
    "me",
];

/// An HMAC secret that is too short for its hash.
pub(super) fn short_secret(secret: &[u8], algorithm: Algorithm) -> Option<KeyFault> {
    let least = algorithm.secret_bytes();
    let name = algorithm.name();
    (secret.len() < least)
        .then(|| KeyFault::new(format!("is shorter than {least} bytes, which {name} needs"), GENERATE))
}

/// What is wrong with a secret for an HMAC with SHA-256 that signs no tokens, and how to mend it.
pub(crate) fn weak_secret(secret: &[u8]) -> Option<(String, &'static str)> {
    let fault = short_secret(secret, Algorithm::Hs256).or_else(|| guessable_secret(secret, Algorithm::Hs256))?;
    Some((fault.what, fault.help))
}

/// A secret of the right length that can be guessed.
pub(super) fn guessable_secret(secret: &[u8], algorithm: Algorithm) -> Option<KeyFault> {
    let what = if secret.iter().all(u8::is_ascii_hexdigit) && secret.len() / 2 < algorithm.secret_bytes() {
        "is hexadecimal text, four bits a digit, and too short for that"
    } else if different_bytes(secret) < MIN_DIFFERENT {
        "consists of a few characters over and over"
    } else if repeats(secret) {
        "is one text repeated"
    } else if counts(secret) {
        "is a sequence such as 12345678"
    } else if is_placeholder(secret) {
        "is a placeholder that nobody replaced"
    } else {
        return None;
    };
    Some(KeyFault::new(what, GENERATE))
}

fn different_bytes(secret: &[u8]) -> usize {
    let mut sorted = secret.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let different = sorted.len();
    zeroize::Zeroize::zeroize(&mut sorted);
    different
}

fn repeats(secret: &[u8]) -> bool {
    (1..=secret.len() / 2).any(|period| secret.iter().skip(period).zip(secret).all(|(a, b)| a == b))
}

// Of random bytes one pair in 85 is neighbours, of random hexadecimal digits one in six.
fn counts(secret: &[u8]) -> bool {
    let pairs = secret.iter().zip(secret.iter().skip(1));
    let neighbours = pairs.filter(|(a, b)| a.abs_diff(**b) <= 1 || (**a == b'9' && **b == b'0')).count();
    neighbours * 2 >= secret.len()
}

// A random text loses a few letters that happen to be a word, and keeps far more than enough.
fn is_placeholder(secret: &[u8]) -> bool {
    let Ok(text) = core::str::from_utf8(secret) else { return false };
    let mut text = zeroize::Zeroizing::new(text.to_ascii_lowercase());
    let mut worded = 0;
    for word in PLACEHOLDERS {
        if word.len() >= MIN_WORD {
            worded += text.matches(word).count() * word.len();
        }
        text = zeroize::Zeroizing::new(text.replace(word, " "));
    }
    let unworded = text.chars().filter(char::is_ascii_alphanumeric).count();
    worded >= MIN_WORDED && unworded < MIN_UNWORDED
}

/// A public RSA key that is too small, has a bad exponent, or was made by the library whose primes can be computed.
pub(super) fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<(), KeyFault> {
    if modulus.first().is_none_or(|byte| *byte == 0) || exponent.first().is_none_or(|byte| *byte == 0) {
        return Err(KeyFault::new(
            "has a number with leading zeros, or none",
            "write `n` and `e` without leading zeros",
        ));
    }
    let bits = modulus.len() * 8 - modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
    if !(2048..=8192).contains(&bits) {
        return Err(KeyFault::new(
            format!("is an RSA key of {bits} bits"),
            "use a key of 2048 to 8192 bits, better 3072",
        ));
    }
    // FIPS 186-5, A.1.1: odd and above 2^16. A huge one only buys an attacker our time.
    let value = exponent.iter().fold(0_u64, |value, byte| value.wrapping_shl(8) | u64::from(*byte));
    if exponent.len() > 4 || value <= 1 << 16 || value % 2 == 0 {
        return Err(KeyFault::new("has an unsafe public exponent", "make a key with the exponent 65537"));
    }
    if modulus.last().is_none_or(|byte| byte % 2 == 0) {
        return Err(KeyFault::new("has an even modulus", "make a new key"));
    }
    if is_roca(modulus) {
        return Err(KeyFault::new("has the ROCA weakness (CVE-2017-15361)", "make a new key with another library"));
    }
    Ok(())
}

/// Primes whose residues tell those keys apart: each of them is a power of 65537 by every one of these.
const ROCA_PRIMES: [u32; 17] = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

fn is_roca(modulus: &[u8]) -> bool {
    ROCA_PRIMES.into_iter().all(|prime| {
        let residue = modulus.iter().fold(0, |residue, byte| (residue * 256 + u32::from(*byte)) % prime);
        let mut power = 1;
        (0..prime).any(|_| {
            power = power * (65537 % prime) % prime;
            power == residue
        })
    })
}
