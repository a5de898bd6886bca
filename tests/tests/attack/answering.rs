//! An application that says that it may be attacked: to whom, with what, and when it does not start.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secure_api::lock::Lock;
use secure_api::prelude::*;
use secure_api::provide::key_source::{SecretProvider, SecretUnavailable};
use secure_api::secret::{KeySource, SecretBytes};
use secure_api_testing::{TestClient, TestClock, TestIssuer, Value};

use super::notes;

/// 32 bytes of no pattern.
pub(crate) const SECRET: &str = "p9XvK2mQ7sR4tLwZ8yBcN3fHgJ6dUeA1";
const PATH: &str = "/.well-known/secure-api-attack";

/// A secret that a test may write down.
pub(crate) struct Known(pub(crate) &'static str);

impl SecretProvider for Known {
    fn load(&self) -> Result<SecretBytes, SecretUnavailable> {
        Ok(SecretBytes::new(self.0.as_bytes().to_vec()))
    }
}

pub(crate) fn secret(text: &'static str) -> KeySource {
    KeySource::provider(Known(text))
}

/// The lock file of an application that answers attacks.
pub(crate) fn lock_of<S: Clone + Send + Sync + 'static>(api: Api<S>) -> String {
    Lock::of(&api.answer_attacks("", secret(SECRET)).inventory()).to_string()
}

fn nonce(sign: &str) -> String {
    sign.repeat(43)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_knows_the_secret_is_told_by_which_lock_it_may_be_attacked() {
    let issuer = TestIssuer::new();
    let api = || notes::api().jwt(issuer.jwt());
    let lock = lock_of(api());
    let running = serve(api().answer_attacks(lock.clone(), secret(SECRET))).await;
    let client = TestClient::over_socket(running.addr());
    let answer = client.get(&format!("{PATH}?nonce={}", nonce("n"))).await.assert_status(200);
    assert_eq!(answer.header("content-security-policy").split(';').next(), Some("default-src 'none'"));
    assert!(answer.header("ratelimit-policy").contains(";q=60;w=60"), "{answer}");
    let said: Value = answer.json();
    let hash = digest(&SHA256, lock.as_bytes());
    assert_eq!(said["lock"], URL_SAFE_NO_PAD.encode(hash));
    let signed = [b"secure-api attack challenge v1\n", nonce("n").as_bytes(), hash.as_ref()].concat();
    let proof = hmac::sign(&hmac::Key::new(HMAC_SHA256, SECRET.as_bytes()), &signed);
    assert_eq!(said["proof"], URL_SAFE_NO_PAD.encode(proof));
    let other: Value = client.get(&format!("{PATH}?nonce={}", nonce("m"))).await.json();
    assert_ne!(said["proof"], other["proof"]);
    for wrong in ["", "?nonce=", &format!("?nonce={}", "n".repeat(42)), &format!("?nonce={}", "n".repeat(44))] {
        client.get(&format!("{PATH}{wrong}")).await.assert_status(422);
    }
    client.get(&format!("{PATH}?nonce={}&more=1", nonce("n"))).await.assert_status(422);
    client.post(PATH).await.assert_status(405);
}

#[tokio::test]
async fn it_answers_so_often_an_address_and_no_more() {
    let issuer = TestIssuer::new();
    let lock = lock_of(notes::api().jwt(issuer.jwt()));
    let clock = TestClock::new();
    let app = notes::api().jwt(issuer.jwt()).clock(clock.clone()).answer_attacks(lock, secret(SECRET)).build().unwrap();
    let client = TestClient::in_memory(app).with_clock(&clock);
    client.get(&format!("{PATH}?nonce={}", nonce("n"))).drain().await.assert_admitted(60);
    clock.advance(Duration::from_secs(60));
    client.get(&format!("{PATH}?nonce={}", nonce("n"))).await.assert_status(200);
}

#[tokio::test]
async fn an_application_that_was_not_told_to_answers_nobody() {
    TestClient::of(notes::api()).get(&format!("{PATH}?nonce={}", nonce("n"))).await.assert_status(404);
}

#[test]
fn who_answers_is_in_the_inventory_the_report_and_the_lock() {
    let issuer = TestIssuer::new();
    let api = || notes::api().jwt(issuer.jwt());
    let lock = lock_of(api());
    let line = format!("route GET {PATH} ");
    assert!(lock.contains(&line) && !Lock::of(&api().inventory()).to_string().contains(PATH), "{lock}");
    let app = api().answer_attacks(lock, secret(SECRET)).build().unwrap();
    let said = app.report().lines().find(|line| line.starts_with(PATH)).unwrap();
    assert!(said.contains("proves that this deployment may be attacked"), "{said}");
    let route = app.inventory().to_json();
    assert!(route.contains(PATH) && app.inventory().to_string().contains(PATH), "{route}");
}

#[test]
fn with_another_lock_or_a_weak_secret_nothing_starts() {
    let issuer = TestIssuer::new();
    let api = || notes::api().jwt(issuer.jwt());
    let lock = lock_of(api());
    let fault = |lock: &str, text: &'static str| match api().answer_attacks(lock, secret(text)).build() {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    };
    assert_eq!(fault(&lock, SECRET), "");
    let without = Lock::of(&api().inventory()).to_string();
    assert!(fault(&without, SECRET).contains("the application is not what its lock file says"));
    let stricter = lock.replace("role=any(reader)", "role=any(editor)");
    assert!(fault(&stricter, SECRET).contains("lock file"));
    assert!(fault(&lock, &SECRET[..31]).contains("shorter than 32 bytes"));
    assert!(fault(&lock, "abcabcabcabcabcabcabcabcabcabcabcabc").contains("with it"));
    let missing = api().answer_attacks(&*lock, KeySource::env("SECURE_API_NO_SUCH_SECRET")).build();
    assert!(missing.err().unwrap().to_string().contains("`SECURE_API_NO_SUCH_SECRET` is not set"));
    let twice = api().answer_attacks(&*lock, secret(SECRET)).answer_attacks(&*lock, secret(SECRET)).build();
    assert!(twice.err().unwrap().to_string().contains("attacks are answered twice"));
}

/// On a free port. The attack listens to the log of this process already: after the application it could not.
pub(crate) async fn serve<S: Clone + Send + Sync + 'static>(api: Api<S>) -> secure_api::api::Running {
    let _ = notes::attack(notes::api).only("no such case").run().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    api.serve_on(listener).await.unwrap()
}
