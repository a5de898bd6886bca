//! Which tokens are believed, and for how long.

use std::time::Duration;

use secure_api_testing::TestIssuer;

use super::*;

#[tokio::test]
async fn a_token_is_good_until_it_expires() {
    let client = client();
    let held = client.with_token(client.as_subject("ada").token());
    held.get("/me").await.assert_status(200);
    client.clock().advance(Duration::from_secs(4 * 60));
    held.get("/me").await.assert_status(200);
    client.clock().advance(Duration::from_secs(2 * 60));
    held.get("/me").await.assert_refused(Refusal::BadCredentials);
    // Who has a new one is let in.
    client.as_subject("ada").get("/me").await.assert_status(200);
}

#[tokio::test]
async fn no_token_that_attackers_make_is_believed() {
    let client = client();
    let token = client.issuer().token("ada").role("admin");
    client.with_token(&token).get("/me").await.assert_status(200);
    for (what, hostile) in token.hostile() {
        let answer = client.with_token(hostile).get("/me").await;
        assert_eq!(answer.refusal(), Some(Refusal::BadCredentials), "{what}: {answer}");
    }
    client.with_token(token.signed_by(&TestIssuer::new())).get("/me").await.assert_refused(Refusal::BadCredentials);
}

/// Also where nobody has to be known, and where nobody would be let in.
#[tokio::test]
async fn a_bad_token_is_told_so_on_a_public_route() {
    let client = client();
    client.with_token("no.token").get(MISSING).await.assert_refused(Refusal::BadCredentials);
    client.anonymous().get(MISSING).await.assert_refused(Refusal::NotFound);
}
