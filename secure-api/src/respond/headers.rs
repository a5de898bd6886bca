//! The headers that every answer carries (C102).

use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue};

/// Ours alone, and unique: a client's own id is logged, not adopted.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const DEFAULTS: [(HeaderName, &str); 8] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Two years, as Mozilla's guideline has it. Browsers ignore it over plain HTTP.
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    (header::VARY, "origin"),
];

/// Room beyond the template, so that its clone never grows.
const ROOM: usize = 16;

/// The default headers, made once and cloned for each answer.
#[derive(Clone, Debug)]
pub(crate) struct HeaderTemplate {
    headers: HeaderMap,
}

impl HeaderTemplate {
    pub(crate) fn new() -> Self {
        let mut headers = HeaderMap::with_capacity(DEFAULTS.len() + ROOM);
        for (name, value) in DEFAULTS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        Self { headers }
    }

    /// The headers of one answer.
    pub(crate) fn fill(&self) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(DEFAULTS.len() + ROOM);
        headers.extend(self.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        headers
    }

    /// Puts the defaults on an answer that is not ours. What would weaken them is replaced; what gives away the server is
    /// taken off.
    pub(crate) fn harden(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.headers {
            if name == header::VARY {
                headers.append(name, value.clone());
            } else {
                headers.insert(name, value.clone());
            }
        }
        for name in [header::SERVER, HeaderName::from_static("x-powered-by"), header::X_XSS_PROTECTION] {
            headers.remove(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_adopted_answer_cannot_keep_a_weaker_policy() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src *"));
        headers.insert(header::SERVER, HeaderValue::from_static("old/1.0"));
        HeaderTemplate::new().harden(&mut headers);
        assert!(headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'none'"));
        assert!(!headers.contains_key(header::SERVER));
    }
}
