//! What every answer must be, and every refusal.

use std::collections::BTreeMap;

use http::HeaderMap;
use secure_api_testing::TestResponse;
use serde_json::Value;

use crate::RawAnswer;

/// The headers that no answer may lack (C102). Written here a second time, so that a change of the defaults is seen.
pub const DEFAULT_HEADERS: [(&str, &str); 7] = [
    ("content-security-policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
];

/// What would tell how the server is made.
const INTERNALS: [&str; 9] =
    ["panicked", ".rs", "serde", "secure_api", "secure-api", "axum", "hyper", "thread", "at line"];

/// An answer, however it came.
pub trait Answer {
    /// The status on the wire.
    fn wire_status(&self) -> u16;
    /// All headers.
    fn fields(&self) -> &HeaderMap;
    /// The body.
    fn content(&self) -> &str;

    /// A header as text; empty where it is missing.
    fn field(&self, name: &str) -> &str {
        self.fields().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Answer for TestResponse {
    fn wire_status(&self) -> u16 {
        self.status()
    }
    fn fields(&self) -> &HeaderMap {
        self.headers()
    }
    fn content(&self) -> &str {
        self.text()
    }
}

impl Answer for RawAnswer {
    fn wire_status(&self) -> u16 {
        self.status
    }
    fn fields(&self) -> &HeaderMap {
        &self.headers
    }
    fn content(&self) -> &str {
        &self.body
    }
}

/// Asserts that the defaults are on an answer, once each, and that nothing tells what serves it.
///
/// # Panics
/// Where one is missing.
pub fn assert_hardened(answer: &impl Answer) {
    let status = answer.wire_status();
    for (name, expected) in DEFAULT_HEADERS {
        assert_eq!(answer.field(name), expected, "{name} of a {status}");
        assert_eq!(answer.fields().get_all(name).iter().count(), 1, "{name} of a {status}");
    }
    let varies = answer.fields().get_all("vary").iter().any(|value| value.to_str().is_ok_and(|v| v.contains("origin")));
    assert!(varies, "a {status} does not vary by origin");
    for absent in ["server", "x-powered-by", "x-xss-protection"] {
        assert!(!answer.fields().contains_key(absent), "{absent} of a {status}");
    }
    let id = answer.field("x-request-id");
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "the request id {id:?} of a {status}");
}

/// Asserts that an answer refuses with this status: hardened, not stored, a problem that says the same status and nothing
/// of how the server is made. Returns the problem.
///
/// # Panics
/// Where it does not.
pub fn assert_refused(answer: &impl Answer, status: u16) -> Value {
    let body = answer.content();
    assert_eq!(answer.wire_status(), status, "{body}");
    assert_hardened(answer);
    assert_eq!(answer.field("content-type"), "application/problem+json", "{body}");
    assert_eq!(answer.field("cache-control"), "no-store", "{body}");
    for internal in INTERNALS {
        assert!(!body.contains(internal), "{internal} is in {body}");
    }
    let problem: Value = serde_json::from_str(body).expect("a problem is JSON");
    assert_eq!(problem["status"], status, "{body}");
    assert!(problem["type"].is_string() && problem["title"].is_string(), "{body}");
    // C116: an id in the body only where no two refusals are compared.
    assert_eq!(problem.get("request_id").is_some(), status >= 500, "{body}");
    problem
}

/// Everything a client could compare: without what differs between any two answers.
#[must_use]
pub fn comparable(answer: &TestResponse) -> (u16, BTreeMap<String, Vec<u8>>, String) {
    let told = ["x-request-id", "date", "ratelimit", "ratelimit-policy"];
    let headers = answer.headers().iter().filter(|(name, _)| !told.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
    (answer.status(), headers, answer.text().to_owned())
}
