//! An application that says that it may be attacked, and by which lock file (C128): the one route that says so, and what it needs.
//!
//! A caller sends 32 random bytes as 43 characters of base64url. The answer has two members, in base64url as well: `lock`, the
//! SHA-256 of the lock file, and `proof`, the HMAC-SHA256 by the shared secret of [`LABEL`], the nonce as it was sent and that hash.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use axum::extract::{Json, Query};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::identify::weak_secret;
use crate::respond::{Problem, answerer};
use crate::secret::KeySource;
use crate::validate::{Text, Valid};
use crate::{get, input, output, routes, secure};

use super::{Faults, Routes};

/// What is signed is said to be this, so that it is of no use elsewhere.
const LABEL: &[u8] = b"secure-api attack challenge v1\n";

/// What the application was given.
#[derive(Clone)]
pub(super) struct Attacked {
    pub(super) lock: String,
    secret: KeySource,
}

/// Who answers.
pub(crate) struct Answerer {
    key: hmac::Key,
    lock: [u8; 32],
}

impl Attacked {
    pub(super) fn new(lock: String, secret: KeySource) -> Self {
        Self { lock, secret }
    }

    /// With the secret, where it is good enough.
    pub(super) fn answerer(&self, faults: &mut Faults) -> Option<Answerer> {
        let secret = match self.secret.load() {
            Ok(secret) => secret,
            Err(fault) => {
                fault.report(faults);
                return None;
            }
        };
        if let Some((what, help)) = weak_secret(secret.expose()) {
            faults.push(format!("{} {what}, and attacks are answered with it", self.secret.name()), help);
            return None;
        }
        Answerer::new(secret.expose(), &self.lock)
    }
}

impl Answerer {
    fn new(secret: &[u8], lock: &str) -> Option<Self> {
        let lock = digest(&SHA256, lock.as_bytes()).as_ref().try_into().ok()?;
        Some(Self { key: hmac::Key::new(HMAC_SHA256, secret), lock })
    }

    fn answer(&self, nonce: &str) -> ChallengeAnswer {
        let mut signed = hmac::Context::with_key(&self.key);
        [LABEL, nonce.as_bytes(), &self.lock].into_iter().for_each(|part| signed.update(part));
        let encoded = |bytes: &[u8]| Text::try_from(URL_SAFE_NO_PAD.encode(bytes)).unwrap_or_default();
        ChallengeAnswer { lock: encoded(&self.lock), proof: encoded(signed.sign().as_ref()) }
    }
}

/// Neither the key nor what it is of.
impl core::fmt::Debug for Answerer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Answerer").finish_non_exhaustive()
    }
}

/// What a campaign asks before anything else.
#[input]
struct Challenge {
    /// 32 random bytes in base64url.
    nonce: Text<43, 43>,
}

/// That the application may be attacked by this lock file, by somebody who knows the secret.
#[output]
struct ChallengeAnswer {
    /// The SHA-256 of the lock file.
    lock: Text<0, 43>,
    /// The HMAC-SHA256 of the nonce and of that hash.
    proof: Text<0, 43>,
}

/// The one route.
pub(super) fn routes<S: Send + Sync + 'static>() -> Routes<S> {
    routes![challenge]
}

#[get("/.well-known/secure-api-attack")]
#[secure(
    public = "proves that this deployment may be attacked; tells the hash of the lock file",
    rate = "60/min per address"
)]
async fn challenge(asked: Valid<Query<Challenge>>) -> Result<Json<ChallengeAnswer>, Problem> {
    let answerer = answerer().ok_or_else(Problem::not_found)?;
    Ok(Json(answerer.answer(asked.nonce.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_of_one_secret_one_nonce_and_one_lock() {
        let of = |secret: &[u8], lock: &str, nonce: &str| Answerer::new(secret, lock).unwrap().answer(nonce);
        let one = of(b"one", "lock", "nonce");
        assert_eq!((one.lock.as_str().len(), one.proof.as_str().len()), (43, 43));
        assert_eq!(one.proof, of(b"one", "lock", "nonce").proof);
        for other in [of(b"two", "lock", "nonce"), of(b"one", "lick", "nonce"), of(b"one", "lock", "nance")] {
            assert_ne!(one.proof, other.proof);
        }
    }
}
