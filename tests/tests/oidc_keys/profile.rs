//! What a key of the issuer signed is not yet an access token for us.

use serde_json::json;

use super::*;
use crate::fake::AUDIENCE;
use crate::signer::RsaSigner;

#[tokio::test]
async fn only_an_access_token_of_rfc_9068_passes_its_profile() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let client = client([fake.jwt().profile_rfc9068()], &clock);
    let claims = claims(&fake, &clock);
    assert_eq!(status(&client, &signer.sign(&json!({}), &claims)).await, 200);
    assert_eq!(status(&client, &signer.sign(&json!({ "typ": "application/at+jwt" }), &claims)).await, 200);
    for typ in [json!(null), json!("JWT"), json!("logout+jwt"), json!("dpop+jwt"), json!("rt+jwt")] {
        assert_eq!(status(&client, &signer.sign(&json!({ "typ": typ }), &claims)).await, 401, "{typ}");
    }
    for name in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"] {
        let without = merged(claims.clone(), &json!({ name: null }));
        assert_eq!(status(&client, &signer.sign(&json!({}), &without)).await, 401, "{name}");
    }
}

#[tokio::test]
async fn tokens_of_another_kind_from_the_same_issuer_are_refused() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let client = client([fake.jwt()], &clock);
    let judged = |changes| {
        let token = signer.sign(&json!({ "typ": "JWT" }), &merged(claims(&fake, &clock), &changes));
        let client = client.clone();
        async move { status(&client, &token).await }
    };
    assert_eq!(judged(json!({})).await, 200);
    assert_eq!(judged(json!({ "cnf": { "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } })).await, 401, "bound");
    assert_eq!(judged(json!({ "at_hash": "x" })).await, 401, "an id token");
    assert_eq!(judged(json!({ "typ": "Refresh" })).await, 401, "a refresh token");
    assert_eq!(judged(json!({ "aud": "app" })).await, 401, "for its client");
    assert_eq!(judged(json!({ "exp": clock.unix_s() - 60 })).await, 401);
}

#[tokio::test]
async fn an_audience_in_client_id_is_that_of_access_tokens_without_another() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let client = client([fake.jwt().audience_in_client_id()], &clock);
    // As Amazon Cognito writes them: the app client is named, and no audience.
    let access = json!({ "aud": null, "client_id": AUDIENCE, "token_use": "access" });
    let judged = |changes| {
        let claims = merged(merged(claims(&fake, &clock), &access), &changes);
        let token = signer.sign(&json!({ "typ": null }), &claims);
        let client = client.clone();
        async move { status(&client, &token).await }
    };
    assert_eq!(judged(json!({})).await, 200);
    assert_eq!(judged(json!({ "client_id": "another" })).await, 401);
    assert_eq!(judged(json!({ "client_id": null })).await, 401);
    assert_eq!(judged(json!({ "token_use": "id" })).await, 401);
    assert_eq!(judged(json!({ "token_use": null })).await, 401);
    assert_eq!(judged(json!({ "aud": AUDIENCE })).await, 401, "a token that names its audience");
    let plain = self::client([fake.jwt()], &clock);
    let token = signer.sign(&json!({ "typ": null }), &merged(claims(&fake, &clock), &access));
    assert_eq!(status(&plain, &token).await, 401, "where nobody said so");
}

#[tokio::test]
async fn a_caller_is_issuer_and_subject_whatever_else_a_token_names() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let client = client([fake.jwt()], &clock);
    let named = json!({ "client_id": "ada", "sub": "app", "email": "ada@example.com", "preferred_username": "ada" });
    let token = signer.sign(&json!({}), &merged(claims(&fake, &clock), &named));
    let answer = ask(&client, &token).await;
    assert_eq!(answer.text(), format!(r#"{{"issuer":"{}","subject":"app"}}"#, fake.issuer));
}

#[tokio::test]
async fn an_issuer_signs_with_the_algorithms_that_were_declared() {
    let (signer, rsa, clock) = (Signer::new("a"), RsaSigner::new(), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let said = start_is_refused([fake.jwt().algorithms([SigningAlgorithm::EdDsa])]).await;
    assert!(said.contains("ES256, which is not among the declared algorithms"), "{said}");
    fake.answer(SET, Reply::set([signer.jwk(), rsa.jwk()]));
    let claims = claims(&fake, &clock);
    let (rs256, ps256, es256) =
        (rsa.token("RS256", &claims), rsa.token("PS256", &claims), signer.sign(&json!({}), &claims));
    for (algorithms, expected) in [
        (&[SigningAlgorithm::Rs256][..], [200, 401, 401]),
        (&[SigningAlgorithm::Ps256, SigningAlgorithm::Es256], [401, 200, 200]),
        (&[SigningAlgorithm::Es256], [401, 401, 200]),
        (&[SigningAlgorithm::Rs256, SigningAlgorithm::Ps256, SigningAlgorithm::Es256], [401, 401, 200]),
    ] {
        let client = client([fake.jwt().algorithms(algorithms.iter().copied())], &clock);
        let judged = [status(&client, &rs256).await, status(&client, &ps256).await, status(&client, &es256).await];
        assert_eq!(judged, expected, "{algorithms:?}");
    }
}
