//! The keys of one issuer, ready to verify.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::hmac;
use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, aws_lc};
use jsonwebtoken::{AlgorithmFamily, DecodingKey};

use super::TokenFault;
use super::algorithm::{Algorithm, Family};

/// Named here and not looked up: the process-wide default panics when feature unification turns on two backends or none.
pub(super) static CRYPTO: &CryptoProvider = &aws_lc::DEFAULT_PROVIDER;

/// How many keys a token without a key identifier is tried with.
const MAX_TRIED: usize = 4;

/// How many verifiers a thread keeps.
const MAX_KEPT: usize = 64;

/// The keys of one issuer.
#[derive(Default)]
pub(super) struct Keyring {
    /// Never used again for another ring; 0 for one that is empty from the start.
    number: u64,
    keys: Vec<VerifyingKey>,
}

/// One key with its one algorithm.
pub(super) struct VerifyingKey {
    /// Never used again for another key, so that a thread never takes a verifier it keeps for the wrong one.
    number: u64,
    algorithm: Algorithm,
    key_id: Option<Box<str>>,
    key: DecodingKey,
    /// Of an HMAC, set up once: setting it up costs half as much as the HMAC.
    secret: Option<Box<hmac::Key>>,
}

impl Keyring {
    pub(super) fn new(keys: Vec<VerifyingKey>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self { number: NEXT.fetch_add(1, Ordering::Relaxed), keys }
    }

    /// Tells it from every other ring, and from that of the same issuer before its keys were replaced.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Whether one of the keys that a header may mean made `signature`. The identifier picks a key, the algorithm never
    /// does: a key that is picked and has another algorithm than the header says is refused, which is what stops an RSA
    /// key serving as HMAC secret.
    pub(super) fn check(
        &self,
        algorithm: Algorithm,
        key_id: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), TokenFault> {
        let key_id = key_id.filter(|_| self.keys.iter().any(|key| key.key_id.is_some()));
        let meant = |key: &&VerifyingKey| key_id.is_none() || key.key_id.as_deref() == key_id || !guard!(KeyId);
        let fits = |key: &&VerifyingKey| meant(key) && (key.algorithm == algorithm || !guard!(AlgorithmOfKey));
        if !self.keys.iter().any(|key| meant(&key)) {
            return Err(TokenFault::UnknownKey);
        }
        match self.keys.iter().filter(fits).count() {
            0 => Err(TokenFault::Algorithm),
            count if count > MAX_TRIED => Err(TokenFault::UnknownKey),
            _ if self.keys.iter().filter(fits).any(|key| key.made(message, signature) || !guard!(Signature)) => Ok(()),
            _ => Err(TokenFault::Signature),
        }
    }

    /// Whether both hold the same secret. Public keys may be shared: a provider with many tenants signs for all of them.
    pub(super) fn shares_secret_with(&self, other: &Keyring) -> bool {
        self.secrets().any(|secret| other.secrets().any(|known| known == secret))
    }

    fn secrets(&self) -> impl Iterator<Item = &[u8]> {
        let symmetric = self.keys.iter().filter(|key| key.algorithm.family() == Family::Hmac);
        symmetric.filter_map(|key| key.key.try_get_as_bytes().ok())
    }
}

impl VerifyingKey {
    pub(super) fn new(algorithm: Algorithm, key_id: Option<&str>, key: DecodingKey) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        // The bytes of a public key are no secret.
        let bytes = key.try_get_as_bytes().ok().filter(|_| key.family() == AlgorithmFamily::Hmac);
        let secret = bytes.zip(algorithm.hmac()).map(|(bytes, hmac)| Box::new(hmac::Key::new(hmac, bytes)));
        Self { number: NEXT.fetch_add(1, Ordering::Relaxed), algorithm, key_id: key_id.map(Box::from), key, secret }
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// Whether `signature` is this key's over `message`.
    pub(super) fn made(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.secret {
            // In constant time.
            Some(secret) => hmac::verify(secret, message, signature).is_ok(),
            None => self.made_by_pair(message, &signature.to_vec()),
        }
    }

    fn made_by_pair(&self, message: &[u8], signature: &Vec<u8>) -> bool {
        // A verifier can neither be sent nor shared: each thread keeps its own.
        thread_local! {
            static KEPT: RefCell<Vec<(u64, Box<dyn JwtVerifier>)>> = const { RefCell::new(Vec::new()) };
        }
        let kept = KEPT.try_with(|kept| {
            let mut kept = kept.try_borrow_mut().ok()?;
            if let Some((_, verifier)) = kept.iter().find(|(number, _)| *number == self.number) {
                return Some(verifier.verify(message, signature).is_ok());
            }
            let verifier = self.verifier()?;
            let made = verifier.verify(message, signature).is_ok();
            if kept.len() >= MAX_KEPT {
                kept.clear();
            }
            kept.push((self.number, verifier));
            Some(made)
        });
        kept.ok().flatten().unwrap_or(false)
    }

    /// `None` when the key does not fit its algorithm, which is checked when keys are loaded.
    pub(super) fn verifier(&self) -> Option<Box<dyn JwtVerifier>> {
        (CRYPTO.verifier_factory)(&self.algorithm.library(), &self.key).ok()
    }
}
