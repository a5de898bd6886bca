//! What would break out of SQL, a path or a page is kept and found as it is.

use std::path::PathBuf;

use secure_api_testing::{TestClient, TestIssuer};
use serde_json::{Value, json};
use sinks::Notes;

/// An application with a folder of its own.
struct Running {
    client: TestClient,
    token: String,
    files: PathBuf,
}

impl Running {
    async fn start(test: &str) -> Self {
        let files = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test).join("files");
        std::fs::create_dir_all(&files).unwrap();
        let issuer = TestIssuer::new();
        let notes = Notes::open(files.clone()).await.unwrap();
        let app = sinks::api(notes).jwt(issuer.jwt()).build().unwrap();
        Self { client: TestClient::in_memory(app), token: issuer.token("ada").mint(), files }
    }

    async fn keep(&self, title: &str) -> Value {
        let note = json!({ "title": title, "text": "<script>alert(1)</script>" });
        let answer = self.client.post("/notes").bearer(&self.token).json(&note).send().await;
        assert_eq!(answer.status(), 201, "{title}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/json");
        answer.json()
    }

    async fn found(&self, term: &str) -> Vec<String> {
        let encoded: String = term.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let answer = self.client.get(&format!("/notes?term={encoded}")).bearer(&self.token).send().await;
        assert_eq!(answer.status(), 200, "{term}: {}", answer.text());
        let found: Value = answer.json();
        found.as_array().unwrap().iter().map(|note| note["title"].as_str().unwrap().to_owned()).collect()
    }

    async fn file(&self, method: &str, name: &str) -> u16 {
        let request = match method {
            "PUT" => self.client.put("/files").json(&json!({ "file": name, "text": "kept" })),
            _ => self.client.get(&format!("/files/{name}")),
        };
        request.bearer(&self.token).send().await.status()
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
