//! A token that was verified a moment ago depends on its issuer as any other does.

use secure_api_tests::Served;
use serde_json::json;

use super::*;

/// Within which nobody would verify a token again for its own sake.
const MINUTE: Duration = Duration::from_secs(60);

/// An issuer that is asked again each minute, and an application that knows a token of it.
async fn known(signer: &Signer, clock: &TestClock) -> (Fake, Served, String) {
    let fake = Fake::plain(&[signer]).await;
    let set = json!({ "keys": [signer.jwk()] }).to_string();
    fake.answer(SET, Reply::json_with(&set, "cache-control: max-age=60\r\n"));
    let app = Served::start(api([fake.jwt().known_keys_for(2 * MINUTE)], clock)).await;
    let token = signer.token(&fake, clock);
    for _ in 0..3 {
        assert_eq!(status(&app, &token).await, 200);
    }
    (fake, app, token)
}

#[tokio::test]
async fn a_known_token_is_refused_once_its_key_is_rotated_out() {
    let (old, new, clock) = (Signer::new("old"), Signer::new("new"), TestClock::new());
    let (fake, app, token) = known(&old, &clock).await;
    fake.publish(&[&new]);
    clock.advance(MINUTE);
    until_status(&app, &token, 401).await;
    assert_eq!(status(&app, &new.token(&fake, &clock)).await, 200);
    assert_eq!(status(&app, &token).await, 401);
}

#[tokio::test]
async fn a_known_token_is_refused_once_its_issuer_withdraws_all_keys() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let (fake, app, token) = known(&signer, &clock).await;
    fake.answer(SET, Reply::set([]));
    clock.advance(MINUTE);
    until_status(&app, &token, 503).await;
    assert_eq!(status(&app, &token).await, 503);
}

#[tokio::test]
async fn a_known_token_is_refused_once_nobody_has_confirmed_its_key_for_too_long() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let (fake, app, token) = known(&signer, &clock).await;
    fake.down();
    clock.advance(2 * MINUTE - Duration::from_millis(1));
    assert_eq!(status(&app, &token).await, 200);
    clock.advance(Duration::from_millis(1));
    assert_eq!(status(&app, &token).await, 503);
}
