//! What the small application promises, by nothing but `secure-api-testing`.

use std::time::Duration;

use secure_api_testing::{Method, Refusal, TestClient, Value, header, json};
use small::Role;

fn client() -> TestClient {
    TestClient::of(small::api())
}

fn note() -> Value {
    json!({ "text": "Buy milk." })
}

/// What a stranger, a caller without a role, a reader and an editor are told; none of them owns the note.
#[tokio::test]
async fn every_route_by_every_kind_of_caller() {
    let client = client();
    let ada = client.as_subject("ada").as_role(Role::Editor);
    let made = ada.post("/notes").json(&note()).await.assert_status(201);
    let callers =
        [client.anonymous(), client.as_subject("nobody"), client.as_role(Role::Reader), client.as_role(Role::Editor)];
    for (method, path, expected) in [
        (Method::GET, "/health", [200, 200, 200, 200]),
        (Method::POST, "/notes", [401, 403, 403, 201]),
        (Method::GET, made.location(), [401, 403, 404, 404]),
    ] {
        for (caller, status) in callers.iter().zip(expected) {
            caller.request(method.clone(), path).json(&note()).await.assert_status(status);
        }
    }
}

#[tokio::test]
async fn a_note_is_its_owners() {
    let client = client();
    let (ada, eve) = (client.as_subject("ada").as_role(Role::Editor), client.as_subject("eve").as_role(Role::Editor));
    let made = ada.post("/notes").json(&note()).await.assert_status(201);
    let shown: Value = made.follow().await.assert_status(200).json();
    assert_eq!(shown["text"], "Buy milk.");
    eve.get(made.location()).await.assert_refused(Refusal::NotFound);
}

#[tokio::test]
async fn a_note_has_a_text_and_nothing_else() {
    let editor = client().as_role(Role::Editor);
    editor.post("/notes").json(&json!({ "text": "" })).await.assert_invalid("text", "length");
    editor.post("/notes").json(&json!({ "text": "x".repeat(501) })).await.assert_invalid("text", "length");
    editor.post("/notes").json(&json!({})).await.assert_invalid("text", "required");
    let owned = json!({ "text": "Buy milk.", "owner": "eve" });
    editor.post("/notes").json(&owned).await.assert_invalid("owner", "unknown_field");
}

#[tokio::test]
async fn ten_notes_a_minute_are_enough() {
    let client = client();
    let editor = client.as_role(Role::Editor);
    editor.post("/notes").json(&note()).drain().await.assert_admitted(10);
    client.clock().advance(Duration::from_secs(60));
    editor.post("/notes").json(&note()).await.assert_status(201);
    client.anonymous().get("/health").drain().await.assert_admitted(60);
}

#[tokio::test]
async fn a_token_expires() {
    let client = client();
    let held = client.with_token(client.as_role(Role::Editor).token());
    held.post("/notes").json(&note()).await.assert_status(201);
    client.clock().advance(Duration::from_secs(6 * 60));
    held.post("/notes").json(&note()).await.assert_refused(Refusal::BadCredentials);
}

#[tokio::test]
async fn pages_of_one_origin_may_read_answers() {
    let client = client();
    let allowed = "access-control-allow-origin";
    let from = |origin: &str| client.get("/health").header(header::ORIGIN, origin);
    from("https://app.example").await.assert_header(allowed, "https://app.example");
    from("https://evil.example").await.assert_header(allowed, "");
}
