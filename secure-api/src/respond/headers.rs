//! The headers that every answer carries (C102).

use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue};

use crate::limit::RateStates;
use crate::policy::RoutePolicy;

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

pub(super) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");
const NOTHING: HeaderValue = HeaderValue::from_static("");

/// The default headers, made once and cloned for each answer.
///
/// A clone costs a tenth of what it costs to insert as many, and has no room to spare: what nearly every answer carries
/// besides stands in it from the start, to be filled in.
#[derive(Clone, Debug)]
pub(crate) struct HeaderTemplate {
    headers: HeaderMap,
    refusal: HeaderMap,
}

/// The headers of the answers of one route, made once in the same way.
#[derive(Clone, Debug)]
pub(crate) struct RouteHeaders {
    headers: HeaderMap,
}

impl HeaderTemplate {
    pub(crate) fn new() -> Self {
        let headers = defaults();
        let mut refusal = headers.clone();
        refusal.insert(REQUEST_ID, NOTHING);
        refusal.insert(header::CACHE_CONTROL, NO_STORE);
        refusal.insert(header::CONTENT_TYPE, PROBLEM);
        Self { headers, refusal }
    }

    /// The headers of an answer that is no route's.
    pub(crate) fn fill(&self) -> HeaderMap {
        self.headers.clone()
    }

    /// The headers of a refusal. Whoever takes them fills in the id.
    pub(crate) fn refusal(&self) -> HeaderMap {
        self.refusal.clone()
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

/// Room for what is filled in as well: a map that is full grows before it looks whether the name is there.
fn defaults() -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(3 * DEFAULTS.len());
    headers.extend(DEFAULTS.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))));
    headers
}

impl RouteHeaders {
    pub(crate) fn new(policy: &RoutePolicy, json: bool) -> Self {
        let mut headers = defaults();
        headers.insert(REQUEST_ID, NOTHING);
        if policy.access.scheme().is_some() {
            headers.insert(header::CACHE_CONTROL, NO_STORE);
        }
        if json {
            headers.insert(header::CONTENT_TYPE, JSON);
        }
        for name in RateStates::FIELDS {
            headers.insert(name, NOTHING);
        }
        Self { headers }
    }

    /// The headers of one answer. Whoever takes them fills in the id, and the fields of limits or takes them off.
    pub(crate) fn fill(&self) -> HeaderMap {
        self.headers.clone()
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
