//! What would break out of SQL, a path or a page is kept and found as it is; and who may keep what, and how often.

use std::path::PathBuf;
use std::time::Duration;

use secure_api_testing::{Method, Refusal, TestClient, Value, json};
use sinks::Notes;

/// An application with a folder of its own.
struct Running {
    client: TestClient,
    files: PathBuf,
}

impl Running {
    async fn start(test: &str) -> Self {
        let files = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test).join("files");
        std::fs::create_dir_all(&files).unwrap();
        let notes = Notes::open(files.clone()).await.unwrap();
        Self { client: TestClient::of(sinks::api(notes)).as_subject("ada"), files }
    }

    async fn keep(&self, title: &str) -> Value {
        let note = json!({ "title": title, "text": "<script>alert(1)</script>" });
        let answer = self.client.post("/notes").json(&note).await.assert_status(201);
        answer.assert_header("content-type", "application/json").json()
    }

    async fn found(&self, term: &str) -> Vec<String> {
        let encoded: String = term.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let found: Value = self.client.get(&format!("/notes?term={encoded}")).await.assert_status(200).json();
        found.as_array().unwrap().iter().map(|note| note["title"].as_str().unwrap().to_owned()).collect()
    }

    async fn file(&self, method: &str, name: &str) -> u16 {
        let request = match method {
            "PUT" => self.client.put("/files").json(&json!({ "file": name, "text": "kept" })),
            _ => self.client.get(&format!("/files/{name}")),
        };
        request.await.status()
    }
}

#[tokio::test]
async fn sql_in_a_value_is_a_value() {
    let app = Running::start("sql").await;
    let titles = ["'; DROP TABLE notes; --", "' OR '1'='1", "\\", "\"quoted\"", "/* all */"];
    for title in titles {
        assert_eq!(app.keep(title).await["title"], title);
    }
    for title in titles {
        assert_eq!(app.found(title).await, [title], "finds itself and nothing else");
    }
    assert_eq!(app.found("' UNION SELECT 1, 'x', 'y' --").await, Vec::<String>::new());
}

#[tokio::test]
async fn wildcards_of_like_stand_for_themselves() {
    let app = Running::start("like").await;
    for title in ["100% wool", "100 sheep", "a_b", "axb", "c\\d"] {
        app.keep(title).await;
    }
    assert_eq!(app.found("%").await, ["100% wool"]);
    assert_eq!(app.found("_").await, ["a_b"]);
    assert_eq!(app.found("\\").await, ["c\\d"]);
    assert_eq!(app.found("100").await, ["100% wool", "100 sheep"]);
}

#[tokio::test]
async fn html_in_a_value_is_a_string_of_json() {
    let app = Running::start("html").await;
    let note = app.keep("<img src=x onerror=alert(1)>").await;
    assert_eq!(note["text"], "<script>alert(1)</script>");
}

#[tokio::test]
async fn the_name_of_a_file_leads_nowhere_else() {
    let app = Running::start("files").await;
    let outside = app.files.parent().unwrap().join("outside.txt");
    std::fs::write(&outside, "not yours").unwrap();
    assert_eq!(app.file("PUT", "note-1.txt").await, 204);
    assert_eq!(app.file("GET", "note-1.txt").await, 200);
    for name in ["../outside.txt", "/etc/passwd", "..", "a/b", "a\\b", ".env", "-rf", "a\0b", "nul.txt"] {
        assert_eq!(app.file("PUT", name).await, 422, "{name:?}");
    }
    for name in ["..%2foutside.txt", "%2fetc%2fpasswd", ".env", "..%5coutside.txt"] {
        let status = app.file("GET", name).await;
        assert!(matches!(status, 400 | 404), "{name}: {status}");
    }
    assert_eq!(std::fs::read_to_string(&outside).unwrap(), "not yours");
}

#[tokio::test]
async fn every_route_is_for_callers_whoever_they_are() {
    let app = Running::start("callers").await;
    let note = json!({ "title": "One", "text": "" });
    for (method, path, body, expected) in [
        (Method::POST, "/notes", note, 201),
        (Method::GET, "/notes?term=One", Value::Null, 200),
        (Method::PUT, "/files", json!({ "file": "one.txt", "text": "" }), 204),
        (Method::GET, "/files/one.txt", Value::Null, 200),
    ] {
        for (caller, status) in [(app.client.anonymous(), 401), (app.client.as_subject("eve"), expected)] {
            caller.request(method.clone(), path).json(&body).await.assert_status(status);
        }
    }
}

#[tokio::test]
async fn what_is_kept_has_a_length() {
    let app = Running::start("lengths").await;
    let (create, attach) = (|| app.client.post("/notes"), || app.client.put("/files"));
    let long = "x".repeat(2001);
    create().json(&json!({ "title": "", "text": "" })).await.assert_invalid("title", "length");
    create().json(&json!({ "title": "One", "text": long })).await.assert_invalid("text", "length");
    create().json(&json!({ "title": "One", "text": "", "id": 7 })).await.assert_invalid("id", "unknown_field");
    attach().json(&json!({ "file": "one.txt", "text": long })).await.assert_invalid("text", "length");
    app.client.get("/notes?term=").await.assert_invalid("term", "length");
}

#[tokio::test]
async fn a_minute_has_sixty_requests_and_a_token_ends() {
    let app = Running::start("limits").await;
    for (method, path) in
        [(Method::POST, "/notes"), (Method::GET, "/notes?term=One"), (Method::PUT, "/files"), (Method::GET, "/files/a")]
    {
        app.client.request(method, path).drain().await.assert_admitted(60);
    }
    let held = app.client.with_token(app.client.token());
    app.client.clock().advance(Duration::from_secs(60));
    held.get("/notes?term=One").await.assert_status(200);
    app.client.clock().advance(Duration::from_secs(5 * 60));
    held.get("/notes?term=One").await.assert_refused(Refusal::BadCredentials);
}
