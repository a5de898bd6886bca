//! How an application is tested: the articles API, by nothing but `secure-api-testing`.

mod callers;
mod input;
mod limits;
mod lock;
mod objects;
mod tokens;

use articles::article::Role;
use secure_api_testing::{Refusal, TestClient, Value, json};

/// An article that nobody has written.
const MISSING: &str = "/articles/00000000-0000-4000-8000-000000000000";

/// A client of an application of its own, with no articles yet.
fn client() -> TestClient {
    TestClient::of(articles::api())
}

/// An author by name.
fn author(client: &TestClient, name: &str) -> TestClient {
    client.as_subject(name).as_role(Role::Editor)
}

fn draft() -> Value {
    json!({ "title": "On tests", "contact": "ada@example.com", "tags": ["tests"], "text": "They fail." })
}

/// The path of a draft of this author.
async fn drafted(author: &TestClient) -> String {
    author.post("/articles").json(&draft()).await.assert_status(201).location().to_owned()
}

/// The path of an article of this author that is public.
async fn published(author: &TestClient) -> String {
    let path = drafted(author).await;
    author.post(&format!("{path}/publish")).await.assert_status(200);
    path
}
