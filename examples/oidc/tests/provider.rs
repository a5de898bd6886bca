//! What the example promises, by nothing but `secure-api-testing`, whose issuer serves its keys as a provider does.

use secure_api::identify::Jwt;
use secure_api_testing::{Refusal, TestClient, TestClock, TestIssuer, Value, json};

#[path = "../src/main.rs"]
#[allow(dead_code, reason = "no test calls `main`")]
mod example;

/// The application, and the provider whose keys it fetches.
async fn client() -> TestClient {
    let clock = TestClock::new();
    let issuer = TestIssuer::served().await.with_clock(clock.clone());
    let provider = Jwt::oidc(issuer.name()).audience("https://api.test");
    let app = example::api(provider).clock(clock.clone()).build().unwrap();
    TestClient::in_memory(app).with_issuer(&issuer).with_clock(&clock)
}

/// As the provider writes it.
fn admin(client: &TestClient) -> TestClient {
    client.as_subject("ada").with_claim("role", "admin")
}

#[tokio::test]
async fn every_route_by_every_kind_of_caller() {
    let client = client().await;
    for (path, expected) in [("/health", [200, 200, 200]), ("/me", [401, 200, 200]), ("/admin", [401, 403, 200])] {
        for (caller, status) in [client.anonymous(), client.as_subject("eve"), admin(&client)].iter().zip(expected) {
            caller.get(path).await.assert_status(status);
        }
    }
}

#[tokio::test]
async fn a_role_is_what_the_claim_role_says() {
    let client = client().await;
    let me: Value = admin(&client).get("/me").await.json();
    assert_eq!(me, json!({ "issuer": client.issuer().name(), "subject": "ada", "roles": ["admin"] }));
    for (claim, value) in [("role", json!("visitor")), ("role", json!([])), ("roles", json!(["admin"]))] {
        client.as_subject("eve").with_claim(claim, value).get("/admin").await.assert_refused(Refusal::Forbidden);
    }
    client
        .as_subject("eve")
        .with_claim("role", json!({ "admin": true }))
        .get("/admin")
        .await
        .assert_refused(Refusal::BadCredentials);
}

#[tokio::test]
async fn no_token_that_attackers_make_is_believed() {
    let client = client().await;
    let token = client.issuer().token("ada").role("admin");
    client.with_token(&token).get("/admin").await.assert_status(200);
    for (what, hostile) in token.hostile() {
        for path in ["/me", "/admin"] {
            let answer = client.with_token(&hostile).get(path).await;
            assert_eq!(answer.refusal(), Some(Refusal::BadCredentials), "{what}: {answer}");
        }
    }
    client.with_token(token.signed_by(&TestIssuer::new())).get("/me").await.assert_refused(Refusal::BadCredentials);
}

#[tokio::test]
async fn a_new_key_is_believed_at_once_and_beside_the_old_one() {
    let client = client().await;
    let before = client.with_token(admin(&client).token());
    before.get("/admin").await.assert_status(200);
    client.issuer().rotate();
    admin(&client).get("/admin").await.assert_status(200);
    before.get("/admin").await.assert_status(200);
}

#[tokio::test]
async fn a_key_that_was_withdrawn_is_believed_no_longer() {
    let client = client().await;
    let before = client.with_token(admin(&client).token());
    before.get("/admin").await.assert_status(200);
    client.issuer().rotate_without_overlap();
    // Whoever comes first with the new key has the keys fetched.
    admin(&client).get("/admin").await.assert_status(200);
    before.get("/admin").await.assert_refused(Refusal::BadCredentials);
}
