//! An answer, whole, and what a test may ask of it.

mod page;
mod problem;
mod rate_limit;
mod refusal;

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use page::PageBody;
pub use problem::{FieldFault, ProblemBody};
pub use rate_limit::RateLimit;
pub use refusal::Refusal;

use crate::{TestClient, TestRequest};

/// An answer, whole.
///
/// Its `Display` is what an assertion that fails prints: who asked for what on which line, the status, the request id, and the
/// body. No token is in it.
#[derive(Clone)]
pub struct TestResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    asked: String,
    client: TestClient,
}

impl TestResponse {
    pub(crate) fn new(answer: Response<Bytes>, asked: String, client: TestClient) -> Self {
        let (parts, body) = answer.into_parts();
        Self { status: parts.status, headers: parts.headers, body, asked, client }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// All headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header as text; empty where it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as text.
    ///
    /// # Panics
    /// Where it is no UTF-8.
    #[must_use]
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_else(|error| panic!("the body is no text: {error}\n{self}"))
    }

    /// The body, read as JSON.
    ///
    /// # Panics
    /// Where it is no JSON of this type.
    #[must_use]
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("the body is no JSON of this type: {error}\n{self}"))
    }

    /// The body of a refusal (RFC 9457).
    ///
    /// # Panics
    /// Where it is none, or says another status than the answer has.
    #[must_use]
    #[track_caller]
    pub fn problem(&self) -> ProblemBody {
        let kind = self.header("content-type");
        assert!(kind == "application/problem+json", "expected a problem, got `{kind}`\n{self}");
        let problem: ProblemBody = self.json();
        assert!(problem.status == self.status(), "the body says the status {}\n{self}", problem.status);
        problem
    }

    /// The body, read as a page of a list: what `Json<Paged<..>>` sends.
    ///
    /// # Panics
    /// Where it is none.
    #[must_use]
    #[track_caller]
    pub fn page<T: DeserializeOwned>(&self) -> PageBody<T> {
        self.json()
    }

    /// What is left of the limits that counted this request, and of those that refused it. None where no limit of a route was
    /// reached.
    ///
    /// # Panics
    /// Where `RateLimit` cannot be read.
    #[must_use]
    #[track_caller]
    pub fn rate_limits(&self) -> Vec<RateLimit> {
        rate_limit::read(self.header("ratelimit")).unwrap_or_else(|| panic!("`RateLimit` cannot be read\n{self}"))
    }

    /// Where the new object is: the path of `Location`, for [`TestClient::get`] of whoever shall look at it.
    ///
    /// # Panics
    /// Where there is none, or it leads to another machine.
    #[must_use]
    #[track_caller]
    pub fn location(&self) -> &str {
        let location = self.header("location");
        assert!(location.starts_with('/') && !location.starts_with("//"), "no path in `Location`\n{self}");
        location
    }

    /// `GET` of its `Location`, by the same caller.
    ///
    /// # Panics
    /// Where there is none, or it leads to another machine.
    #[track_caller]
    pub fn follow(&self) -> TestRequest {
        self.client.get(self.location())
    }

    /// Asserts the status, and gives the answer back.
    ///
    /// # Panics
    /// Where it is another, with the whole answer.
    #[track_caller]
    pub fn assert_status(self, expected: u16) -> Self {
        assert!(self.status() == expected, "expected {expected}, got {}\n{self}", self.status());
        self
    }

    /// Asserts the whole text of a header, and gives the answer back. An empty text is a header that is not there.
    ///
    /// # Panics
    /// Where it is another, with the whole answer.
    #[track_caller]
    pub fn assert_header(self, name: &str, expected: &str) -> Self {
        let found = self.header(name);
        assert!(found == expected, "expected `{name}: {expected}`, got `{found}`\n{self}");
        self
    }

    /// Asserts that a field of the input breaks a rule, as `("title", "length")`: 422, with this code for this field and
    /// possibly others. Gives the answer back.
    ///
    /// # Panics
    /// Where it does not, with the whole answer.
    #[track_caller]
    pub fn assert_invalid(self, field: &str, code: &str) -> Self {
        let answer = self.assert_status(422);
        let found = answer.problem().errors;
        let meant = |fault: &FieldFault| fault.field == field && fault.code == code;
        assert!(found.iter().any(meant), "expected the fault `{code}` of `{field}`\n{answer}");
        answer
    }
}

impl fmt::Display for TestResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.asked)?;
        writeln!(f, "{} with the request id {}", self.status(), self.header("x-request-id"))?;
        for (name, value) in &self.headers {
            writeln!(f, "  {name}: {}", String::from_utf8_lossy(value.as_bytes()))?;
        }
        match serde_json::from_slice::<Value>(&self.body) {
            Ok(json) => write!(f, "{json:#}"),
            Err(_) if self.body.is_empty() => f.write_str("(no body)"),
            Err(_) => f.write_str(&String::from_utf8_lossy(&self.body)),
        }
    }
}

/// The answer alone: a test that looks in it for what it sent does not find its own request.
impl fmt::Debug for TestResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, headers, body, asked: _, client: _ } = self;
        let answer = &mut f.debug_struct("TestResponse");
        answer.field("status", status).field("headers", headers).field("body", body).finish()
    }
}
