//! What is sent, by whom, and what came back.

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

/// A request of a case.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) method: String,
    /// Path and query.
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
    pub(super) who: Who,
}

/// Its body.
#[derive(Clone, Debug, Default)]
pub(super) enum Body {
    #[default]
    None,
    /// With the length that it has.
    Whole(Bytes),
    /// In chunks, without a length.
    Chunked(Bytes),
}

/// Who sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Nobody,
    /// Somebody whom the issuer vouches for, with a token made when it is sent.
    Caller(Caller),
    /// The bearer of this text.
    Bearer(String),
}

/// What the issuer says of a caller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) subject: String,
    pub(super) roles: Vec<String>,
    pub(super) scopes: Vec<String>,
}

impl Caller {
    pub(super) fn named(subject: &str) -> Self {
        Self { subject: subject.to_owned(), ..Self::default() }
    }

    /// The same grants of somebody else.
    pub(super) fn called(&self, subject: &str) -> Self {
        Self { subject: subject.to_owned(), ..self.clone() }
    }
}

impl From<Caller> for Who {
    fn from(caller: Caller) -> Self {
        Self::Caller(caller)
    }
}

/// For a reader of a report.
impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nobody => f.write_str("nobody"),
            Self::Bearer(_) => f.write_str("the bearer of a token"),
            Self::Caller(Caller { subject, roles, scopes }) => {
                write!(f, "`{subject}`")?;
                for (what, names) in [("role", roles), ("scope", scopes)] {
                    if !names.is_empty() {
                        write!(f, ", {what} {}", names.join(" "))?;
                    }
                }
                Ok(())
            }
        }
    }
}

impl Ask {
    pub(super) fn new(method: &str, target: impl Into<String>, who: impl Into<Who>) -> Self {
        let (method, target) = (method.to_owned(), target.into());
        Self { method, target, headers: Vec::new(), body: Body::None, who: who.into() }
    }

    pub(super) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// In place of the header of that name.
    pub(super) fn only_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.header(name, value)
    }

    pub(super) fn json(self, body: &Value) -> Self {
        self.only_header("content-type", "application/json").body(body.to_string())
    }

    pub(super) fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Body::Whole(body.into());
        self
    }

    pub(super) fn by(mut self, who: impl Into<Who>) -> Self {
        self.who = who.into();
        self
    }

    pub(super) fn to(mut self, target: impl Into<String>) -> Self {
        self.target = target.into();
        self
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match &self.body {
            Body::None => &[],
            Body::Whole(bytes) | Body::Chunked(bytes) => bytes,
        }
    }
}

/// An answer, whole.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    /// A header as text; empty where it is missing.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body, if it is JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The fields that are wrong, as a 422 names them.
    pub(super) fn faulty_fields(&self) -> Vec<String> {
        let errors = self.json().and_then(|body| body.get("errors").cloned());
        let errors = errors.and_then(|errors| errors.as_array().cloned()).unwrap_or_default();
        errors.iter().filter_map(|error| Some(error.get("field")?.as_str()?.to_owned())).collect()
    }

    /// Whether a text is anywhere in it.
    pub(super) fn holds(&self, text: &str) -> bool {
        let in_header = |value: &http::HeaderValue| holds(value.as_bytes(), text);
        self.headers.values().any(in_header) || holds(&self.body, text)
    }

    /// All but what may differ between two answers that are the same: the request id, the date, and what is left of limits.
    pub(super) fn telling(&self) -> (u16, Vec<(String, Vec<u8>)>, Bytes) {
        let own = ["x-request-id", "date", "ratelimit", "ratelimit-policy", "retry-after"];
        let kept = self.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
        let mut headers: Vec<_> =
            kept.map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect();
        headers.sort();
        (self.status, headers, self.body.clone())
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    !text.is_empty() && bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// What a case sent and what it was answered.
#[derive(Clone, Debug)]
pub(super) enum Exchange {
    Asked {
        ask: Box<Ask>,
        answer: Option<Answer>,
    },
    /// Bytes on a connection of their own, and the answers that came on it.
    Raw {
        sent: Vec<u8>,
        answers: Vec<Answer>,
    },
}
