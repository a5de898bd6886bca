//! The requests that are measured, as bytes.

use crate::token::Issuer;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// A caller with the same token again and again.
    GetCached,
    /// A caller with another token each time.
    GetVerified,
    PostCached,
    PostVerified,
    Ping,
    NoToken,
    /// The same, one a second: no flood, so that each refusal may be told of by itself.
    NoTokenCalm,
    MalformedToken,
    /// A well-formed token each time, with a signature of another one.
    BadSignature,
    /// A known caller who asks for more than the route gives.
    OverLimit,
    TooLarge,
}

impl Case {
    pub(crate) const ALL: [Self; 11] = [
        Self::GetCached,
        Self::GetVerified,
        Self::PostCached,
        Self::PostVerified,
        Self::Ping,
        Self::NoToken,
        Self::NoTokenCalm,
        Self::MalformedToken,
        Self::BadSignature,
        Self::OverLimit,
        Self::TooLarge,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::GetCached => "get-cached",
            Self::GetVerified => "get-verified",
            Self::PostCached => "post-cached",
            Self::PostVerified => "post-verified",
            Self::Ping => "ping",
            Self::NoToken => "no-token",
            Self::NoTokenCalm => "no-token-calm",
            Self::MalformedToken => "malformed-token",
            Self::BadSignature => "bad-signature",
            Self::OverLimit => "over-limit",
            Self::TooLarge => "too-large",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|case| case.name() == name)
    }

    /// Bare axum has no security to refuse by: only what it answers as we do.
    pub(crate) const fn is_bares(self) -> bool {
        matches!(self, Self::GetCached | Self::PostCached | Self::Ping)
    }

    /// The status of the answers.
    pub(crate) const fn status(self) -> u16 {
        match self {
            Self::GetCached | Self::GetVerified | Self::Ping => 200,
            Self::PostCached | Self::PostVerified => 201,
            Self::NoToken | Self::NoTokenCalm | Self::MalformedToken | Self::BadSignature => 401,
            Self::OverLimit => 429,
            Self::TooLarge => 413,
        }
    }

    /// What passes by the stepped clock between two requests.
    pub(crate) const fn step_ms(self) -> u64 {
        if matches!(self, Self::NoTokenCalm) { 1_000 } else { 1 }
    }

    /// Whether the answer ends the connection, since it comes before the body.
    pub(crate) const fn closes(self) -> bool {
        matches!(self, Self::TooLarge)
    }

    /// One of the requests.
    pub(crate) fn request(self, issuer: &Issuer, number: u64) -> Vec<u8> {
        match self {
            Self::GetCached => get("/articles/7", Some(&issuer.token("caller-0001", 0))),
            Self::GetVerified => get("/articles/7", Some(&issuer.token("caller-0001", number))),
            Self::PostCached => post(&issuer.token("caller-0001", 0)),
            // Others than those of the `GET`s, which are known by then.
            Self::PostVerified => post(&issuer.token("caller-0001", 1 << 32 | number)),
            Self::Ping => get("/ping", None),
            Self::NoToken | Self::NoTokenCalm => get("/articles/7", None),
            Self::MalformedToken => get("/articles/7", Some("no.token-at-all")),
            Self::BadSignature => get("/articles/7", Some(&issuer.forgery("caller-0001", number))),
            Self::OverLimit => get("/scarce", Some(&issuer.token("caller-0001", 0))),
            Self::TooLarge => head("POST", "/articles", Some(&issuer.token("caller-0001", 0)), Some(1_000_000)),
        }
    }
}

/// A `GET`, by a caller or by nobody.
pub(crate) fn get(path: &str, token: Option<&str>) -> Vec<u8> {
    head("GET", path, token, None)
}

/// A `POST` of an article.
pub(crate) fn post(token: &str) -> Vec<u8> {
    let mut request = head("POST", "/articles", Some(token), Some(DRAFT.len()));
    request.extend_from_slice(DRAFT.as_bytes());
    request
}

const DRAFT: &str = r#"{"title":"What a request costs","contact":"ada@example.org","tags":["speed","security"],"text":"The quick brown fox jumps over the lazy dog. The quick brown fox jumps over the lazy dog."}"#;

fn head(method: &str, path: &str, token: Option<&str>, length: Option<usize>) -> Vec<u8> {
    let mut lines = format!("{method} {path} HTTP/1.1\r\nhost: api.test\r\nuser-agent: bench\r\naccept: */*\r\n");
    if let Some(token) = token {
        lines.push_str(&format!("authorization: Bearer {token}\r\n"));
    }
    if let Some(length) = length {
        lines.push_str(&format!("content-type: application/json\r\ncontent-length: {length}\r\n"));
    }
    lines.push_str("\r\n");
    lines.into_bytes()
}
