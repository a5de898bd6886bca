//! Keys as they are declared: a source, and the one algorithm that goes with it.

use core::fmt;

use jsonwebtoken::DecodingKey;

use super::algorithm::{Algorithm, Family};
use super::jwk::{self, Secrets};
use super::keyring::{Keyring, VerifyingKey};
use super::public_key;
use super::quality::{self, KeyFault};
use crate::api::Faults;
use crate::provide::key_source::KeySource;

/// A key of an issuer. The constructor fixes its algorithm, so that no token can choose another one for it.
#[derive(Clone)]
pub struct Key {
    source: KeySource,
    form: Form,
}

/// The algorithm of RSA keys that do not name theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RsaAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
}

#[derive(Clone, Copy)]
enum Form {
    One(Algorithm),
    Set {
        rsa: Option<RsaAlgorithm>,
    },
    /// `rsa_as` was called on a key that is no set.
    Misused,
}

macro_rules! constructors {
    ($($(#[doc = $doc:literal])* $name:ident: $algorithm:ident,)*) => {
        $(
            $(#[doc = $doc])*
            #[must_use]
            pub fn $name(source: KeySource) -> Self {
                Self { source, form: Form::One(Algorithm::$algorithm) }
            }
        )*
    };
}

impl Key {
    constructors! {
        /// A secret of at least 32 bytes for HMAC with SHA-256. Whoever can verify with it can also sign.
        hs256: Hs256,
        /// A secret of at least 48 bytes for HMAC with SHA-384. Whoever can verify with it can also sign.
        hs384: Hs384,
        /// A secret of at least 64 bytes for HMAC with SHA-512. Whoever can verify with it can also sign.
        hs512: Hs512,
        /// A public RSA key in PEM, for PKCS #1 v1.5 signatures with SHA-256.
        rs256: Rs256,
        /// A public RSA key in PEM, for PKCS #1 v1.5 signatures with SHA-384.
        rs384: Rs384,
        /// A public RSA key in PEM, for PKCS #1 v1.5 signatures with SHA-512.
        rs512: Rs512,
        /// A public RSA key in PEM, for PSS signatures with SHA-256.
        ps256: Ps256,
        /// A public RSA key in PEM, for PSS signatures with SHA-384.
        ps384: Ps384,
        /// A public RSA key in PEM, for PSS signatures with SHA-512.
        ps512: Ps512,
        /// A public key on the curve P-256 in PEM.
        es256: Es256,
        /// A public key on the curve P-384 in PEM.
        es384: Es384,
        /// A public Ed25519 key in PEM.
        eddsa: EdDsa,
    }

    /// The keys of a JWK set. Each names its algorithm or its curve, and has a `kid` of its own if it has one. Symmetric
    /// keys are allowed, since the source is local, but not beside asymmetric ones.
    #[must_use]
    pub fn jwk_set(source: KeySource) -> Self {
        Self { source, form: Form::Set { rsa: None } }
    }

    /// The algorithm of those RSA keys of a JWK set that name none.
    #[must_use]
    pub fn rsa_as(mut self, algorithm: RsaAlgorithm) -> Self {
        self.form = match self.form {
            Form::Set { .. } => Form::Set { rsa: Some(algorithm) },
            _ => Form::Misused,
        };
        self
    }

    /// The one algorithm that it has, unless it is a set.
    pub(super) fn algorithm(&self) -> Option<Algorithm> {
        match self.form {
            Form::One(algorithm) => Some(algorithm),
            Form::Set { .. } | Form::Misused => None,
        }
    }

    fn load(&self, faults: &mut Faults) -> Vec<VerifyingKey> {
        let bytes = match self.source.load() {
            Ok(bytes) => bytes,
            Err(fault) => {
                fault.report(faults);
                return Vec::new();
            }
        };
        let loaded = match self.form {
            Form::One(algorithm) => {
                one(bytes.expose(), algorithm).map(|key| vec![key]).map_err(|problem| vec![problem])
            }
            Form::Set { rsa } => jwk::parse_set(bytes.expose(), rsa.map(RsaAlgorithm::algorithm), Secrets::Unguessable),
            Form::Misused => Err(vec![KeyFault::new(
                "names an algorithm for RSA keys and is no JWK set",
                "call `rsa_as` on `Key::jwk_set(..)` only",
            )]),
        };
        loaded.unwrap_or_else(|problems| {
            report(problems, &self.source.name(), faults);
            Vec::new()
        })
    }
}

/// Loads all keys of an issuer. Whatever is wrong with them ends in `faults`.
pub(super) fn load_all(keys: &[Key], issuer: &str, faults: &mut Faults) -> Keyring {
    let loaded: Vec<VerifyingKey> = keys.iter().flat_map(|key| key.load(faults)).collect();
    if keys.len() > 1 {
        report(jwk::set_problems(&loaded), &format!("the issuer `{issuer}`"), faults);
    }
    Keyring::new(loaded)
}

fn one(bytes: &[u8], algorithm: Algorithm) -> Result<VerifyingKey, KeyFault> {
    let key = if algorithm.family() == Family::Hmac {
        secret(bytes, algorithm)?
    } else {
        public_key::from_pem(bytes, algorithm)?
    };
    Ok(VerifyingKey::new(algorithm, None, key))
}

fn secret(bytes: &[u8], algorithm: Algorithm) -> Result<DecodingKey, KeyFault> {
    if bytes.starts_with(b"-----BEGIN") {
        return Err(KeyFault::new(
            "is PEM and declared as a secret",
            "declare it by its algorithm, such as `Key::es256(..)`",
        ));
    }
    let problem = quality::short_secret(bytes, algorithm).or_else(|| quality::guessable_secret(bytes, algorithm));
    problem.map_or_else(|| Ok(DecodingKey::from_secret(bytes)), Err)
}

fn report(problems: Vec<KeyFault>, whose: &str, faults: &mut Faults) {
    for problem in problems {
        let separator = if problem.what.starts_with("key ") { ", " } else { " " };
        faults.push(format!("{whose}{separator}{}", problem.what), problem.help);
    }
}

impl RsaAlgorithm {
    fn algorithm(self) -> Algorithm {
        match self {
            RsaAlgorithm::Rs256 => Algorithm::Rs256,
            RsaAlgorithm::Rs384 => Algorithm::Rs384,
            RsaAlgorithm::Rs512 => Algorithm::Rs512,
            RsaAlgorithm::Ps256 => Algorithm::Ps256,
            RsaAlgorithm::Ps384 => Algorithm::Ps384,
            RsaAlgorithm::Ps512 => Algorithm::Ps512,
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("source", &self.source).finish_non_exhaustive()
    }
}
