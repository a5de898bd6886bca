//! The question before all others: whether this is a deployment that wants to be attacked, by this lock file.

use std::net::Ipv4Addr;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::NotAttacked;
use crate::attack::ask::{Answer, Ask, Who};
use crate::attack::wire::{Destination, Wire};

const PATH: &str = "/.well-known/secure-api-attack";
/// What is signed says what it is for.
const LABEL: &[u8] = b"secure-api attack challenge v1\n";

/// Asks once; gives the hash of the lock file, as the deployment has it too.
pub(super) async fn met(destination: &Destination, lock: &str, secret: &[u8]) -> Result<String, NotAttacked> {
    let mut nonce = [0; 32];
    rand::fill(&mut nonce).map_err(|_| NotAttacked::Unanswered("there is no randomness to ask with".to_owned()))?;
    let nonce = URL_SAFE_NO_PAD.encode(nonce);
    let ask = Ask::new("GET", format!("{PATH}?nonce={nonce}"), Who::Nobody);
    let answer = Wire::new(destination.clone(), Ipv4Addr::LOCALHOST).send(&ask, None).await;
    judged(&answer.map_err(NotAttacked::Unanswered)?, lock, secret, &nonce)
}

fn judged(answer: &Answer, lock: &str, secret: &[u8], nonce: &str) -> Result<String, NotAttacked> {
    if (300..400).contains(&answer.status) {
        let to = answer.header("location").chars().take(200).collect();
        return Err(NotAttacked::Redirected { status: answer.status, to });
    }
    if answer.status != 200 {
        return Err(NotAttacked::Unanswered(format!("`GET {PATH}` was answered with {}", answer.status)));
    }
    let said = answer.json().unwrap_or_default();
    let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let proof = URL_SAFE_NO_PAD.decode(text("proof")).unwrap_or_default();
    if proof.is_empty() {
        return Err(NotAttacked::Unanswered(format!("the answer of `GET {PATH}` has no proof in it")));
    }
    let hash = digest(&SHA256, lock.as_bytes());
    let told = URL_SAFE_NO_PAD.encode(hash.as_ref());
    if text("lock") != told {
        return Err(NotAttacked::OtherLock);
    }
    let signed = [LABEL, nonce.as_bytes(), hash.as_ref()].concat();
    // In constant time.
    match hmac::verify(&hmac::Key::new(HMAC_SHA256, secret), &signed, &proof) {
        Ok(()) => Ok(told),
        Err(_) => Err(NotAttacked::OtherSecret),
    }
}
