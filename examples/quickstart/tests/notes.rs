//! What the quickstart promises, by nothing but `secure-api-testing`. An application of one file is tested as a module; one that
//! grows gets a library, as `examples/small` has it.

use std::time::Duration;

use secure_api_testing::{Refusal, TestClient, Value, json};

#[path = "../src/main.rs"]
#[allow(dead_code, reason = "no test calls `main`")]
mod quickstart;

#[tokio::test]
async fn a_note_is_its_owners() {
    let client = TestClient::of(quickstart::api());
    let owner = client.as_subject("dev-nobody");
    let note: Value = owner.get("/notes/1").await.assert_status(200).json();
    assert_eq!(note, json!({ "id": 1, "text": "hello" }));

    client.anonymous().get("/notes/1").await.assert_refused(Refusal::NoCredentials);
    // Somebody else is told what there is to tell of a note that does not exist: nothing.
    let eve = client.as_subject("eve");
    let denied = eve.get("/notes/1").await.assert_refused(Refusal::NotFound);
    assert_eq!(denied.problem(), eve.get("/notes/2").await.assert_refused(Refusal::NotFound).problem());
}

#[tokio::test]
async fn health_is_everybodys() {
    TestClient::of(quickstart::api()).anonymous().get("/health").await.assert_status(200);
}

#[tokio::test]
async fn a_minute_has_sixty_requests() {
    let client = TestClient::of(quickstart::api());
    let owner = client.as_subject("dev-nobody");
    owner.get("/notes/1").drain().await.assert_admitted(60);
    client.clock().advance(Duration::from_secs(60));
    owner.get("/notes/1").await.assert_status(200);
    client.anonymous().get("/health").drain().await.assert_admitted(60);
}

#[tokio::test]
async fn a_token_expires() {
    let client = TestClient::of(quickstart::api());
    let held = client.with_token(client.as_subject("dev-nobody").token());
    held.get("/notes/1").await.assert_status(200);
    client.clock().advance(Duration::from_secs(6 * 60));
    held.get("/notes/1").await.assert_refused(Refusal::BadCredentials);
}
