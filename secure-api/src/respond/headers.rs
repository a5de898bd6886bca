//! The headers that every answer carries (C102).

use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue};

use crate::limit::{RATE_LIMIT, RATE_LIMIT_POLICY, RouteLimits};
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
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const NOTHING: HeaderValue = HeaderValue::from_static("");

/// The default headers, made once and cloned for each answer.
///
/// A clone costs a tenth of what it costs to insert as many, and has no room to spare: what nearly every answer carries
/// besides stands in it from the start, to be filled in.
#[derive(Clone, Debug)]
pub(crate) struct HeaderTemplate {
    headers: HeaderMap,
    refusal: HeaderMap,
    challenge: HeaderMap,
}

/// The headers of the answers of one route, made once in the same way: for strangers and for callers, who have other limits.
#[derive(Clone, Debug)]
pub(crate) struct RouteHeaders {
    for_strangers: HeaderMap,
    for_callers: HeaderMap,
}

impl HeaderTemplate {
    pub(crate) fn new() -> Self {
        let headers = defaults(&[]);
        let mut refusal = defaults(&[REQUEST_ID]);
        if guard!(NoStoreRefusals) {
            refusal.insert(header::CACHE_CONTROL, NO_STORE);
        }
        refusal.insert(header::CONTENT_TYPE, if guard!(ProblemType) { PROBLEM } else { JSON });
        let mut challenge = defaults(&[REQUEST_ID, header::WWW_AUTHENTICATE]);
        challenge.extend(refusal.clone());
        Self { headers, refusal, challenge }
    }

    /// The headers of an answer that is no route's.
    pub(crate) fn fill(&self) -> HeaderMap {
        self.headers.clone()
    }

    /// The headers of a refusal. Whoever takes them fills in the id.
    pub(crate) fn refusal(&self) -> HeaderMap {
        self.refusal.clone()
    }

    /// The headers of a refusal that asks for a credential. Whoever takes them fills in the id, and what is asked for.
    pub(crate) fn challenge(&self) -> HeaderMap {
        self.challenge.clone()
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

/// How many headers of a template are filled in at the most.
const BLANKS: usize = 3;

/// Puts a value under a name that stands once in these headers, or not at all. What a template leaves to be filled in stands first,
/// and is found there in a quarter of the time that its hash takes.
pub(super) fn fill(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    match headers.iter_mut().take(BLANKS).find(|(known, _)| **known == name) {
        Some((_, blank)) => *blank = value,
        None => drop(headers.insert(name, value)),
    }
}

/// Room for more than that as well: a map that is full grows before it looks whether the name is there.
fn defaults(blank: &[HeaderName]) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(3 * DEFAULTS.len());
    headers.extend(blank.iter().map(|name| (name.clone(), NOTHING)));
    headers.extend(DEFAULTS.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))));
    #[cfg(secure_api_mutation)]
    crate::mutation::strip(&mut headers);
    headers
}

impl RouteHeaders {
    pub(crate) fn new(policy: &RoutePolicy, limits: &RouteLimits, located: bool) -> Self {
        let made = |caller_is_known| {
            let limits = limits.policy(caller_is_known).filter(|_| guard!(RateFields));
            let mut blank = vec![REQUEST_ID];
            blank.extend(limits.map(|_| RATE_LIMIT));
            blank.extend(located.then_some(header::LOCATION));
            let mut headers = defaults(&blank);
            headers.insert(header::CONTENT_TYPE, JSON);
            if guard!(NoStore) && policy.access.scheme().is_some() {
                headers.insert(header::CACHE_CONTROL, NO_STORE);
            }
            if let Some(limits) = limits {
                headers.insert(RATE_LIMIT_POLICY, limits.clone());
            }
            headers
        };
        Self { for_strangers: made(false), for_callers: made(true) }
    }

    /// The headers of one answer with a body of JSON. Whoever takes them fills in the id and what is left of the limits, and the
    /// location where the route has one each time.
    pub(crate) fn fill(&self, caller_is_known: bool) -> HeaderMap {
        if caller_is_known { self.for_callers.clone() } else { self.for_strangers.clone() }
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
