//! An issuer that goes away, and comes back.

use secure_api_tests::{Log, assert_refused};
use serde_json::json;

use super::*;

const HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::test]
async fn known_keys_serve_for_the_time_that_was_said_and_then_nothing_does() {
    let (log, signer, clock) = (Log::capture(), Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let client = client([fake.jwt().known_keys_for(2 * HOUR)], &clock);
    assert_eq!(status(&client, &signer.token(&fake, &clock)).await, 200);
    fake.down();
    for _ in 0..119 {
        clock.advance(Duration::from_secs(60));
        assert_eq!(status(&client, &signer.token(&fake, &clock)).await, 200);
        assert_eq!(status(&client, &Signer::new("b").token(&fake, &clock)).await, 401);
    }
    clock.advance(Duration::from_millis(59_999));
    assert_eq!(status(&client, &signer.token(&fake, &clock)).await, 200);
    clock.advance(Duration::from_millis(1));
    let answer = ask(&client, &signer.token(&fake, &clock)).await;
    assert_refused(&answer, 503);
    assert!(!answer.header("retry-after").is_empty());
    assert!(answer.header("www-authenticate").is_empty(), "it may be a good token");
    assert_eq!(status(&client, "no.token.atall").await, 401, "this one no key could make good");
    assert_eq!(client.get("/me").send().await.status(), 401);
    assert_eq!(client.get("/health").send().await.status(), 204);
    let events = |name: &str| log.audit().iter().filter(|event| event["event"] == name).count();
    assert!(events("issuer_unreachable") > 10);
    until(|| events("issuer_keys_stale") == 1).await;

    fake.up();
    clock.advance(Duration::from_secs(30));
    assert_eq!(status(&client, &signer.token(&fake, &clock)).await, 200, "the first who asks waits for the answer");
    until(|| log.text().contains("the same keys, after failures")).await;
}

#[tokio::test]
async fn that_keys_may_not_serve_any_longer_is_told_without_being_asked() {
    let (log, signer, clock) = (Log::capture(), Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let client = client([fake.jwt().known_keys_for(Duration::from_secs(120))], &clock);
    assert_eq!(status(&client, &signer.token(&fake, &clock)).await, 200);
    fake.down();
    let failures = || log.audit().iter().filter(|event| event["event"] == "issuer_unreachable").count();
    for (passed, wait_s) in [60, 5, 10, 20].into_iter().enumerate() {
        clock.advance(Duration::from_secs(wait_s));
        until(|| failures() == passed + 1).await;
    }
    assert!(!log.text().contains("issuer_keys_stale"));
    clock.advance(Duration::from_secs(25));
    until(|| log.text().contains("issuer_keys_stale")).await;
}

async fn until(holds: impl Fn() -> bool) {
    let held = async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, held).await.expect("it comes to hold");
}

#[tokio::test]
async fn without_keys_a_forgery_is_neither_believed_nor_called_one() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    fake.down();
    let client = client([fake.jwt()], &clock);
    let claims = claims(&fake, &clock);
    for token in [
        signer.sign(&json!({}), &claims),
        Signer::new("a").sign(&json!({}), &claims),
        signer.sign(&json!({ "kid": null }), &claims),
        signer.sign(&json!({ "alg": "HS256" }), &claims),
    ] {
        assert_refused(&ask(&client, &token).await, 503);
    }
}

#[tokio::test]
async fn a_flood_without_keys_asks_the_issuer_as_seldom_as_one_request() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    fake.down();
    let client = client([fake.jwt()], &clock);
    let token = signer.token(&fake, &clock);
    for _ in 0..500 {
        assert_eq!(status(&client, &token).await, 503);
    }
    assert_eq!(fake.asked(DOCUMENT), 1);
    clock.advance(Duration::from_secs(5));
    fake.until_asked(DOCUMENT, 2).await;
    for _ in 0..500 {
        assert_eq!(status(&client, &token).await, 503);
    }
    assert_eq!(fake.asked(DOCUMENT), 2);
}

#[tokio::test]
async fn an_issuer_that_is_gone_altogether_may_come_back() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let (jwt, addr, token) = (fake.jwt(), fake.addr, signer.token(&fake, &clock));
    drop(fake);
    tokio::task::yield_now().await;
    let client = client([jwt], &clock);
    assert_eq!(status(&client, &token).await, 503, "nobody listens");
    let fake = Fake::again(addr, &[&signer]).await;
    clock.advance(Duration::from_secs(5));
    until_status(&client, &token, 200).await;
    assert_eq!(fake.asked(SET), 1);
}
