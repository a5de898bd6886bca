//! The last step: an answer or a refusal becomes a response with every default on it.

use axum::body::Body;
use bytes::Bytes;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

use crate::limit::{Busy, RATE_LIMIT, RateStates, retry_after};
use crate::policy::RoutePolicy;
use crate::request::id::RequestId;

use super::body::problem_json;
use super::cors::{self, Cors};
use super::headers::{HeaderTemplate, NO_STORE, REQUEST_ID, RouteHeaders, fill};
use super::{Refusal, Reply};

const ACCEPT_POST: HeaderName = HeaderName::from_static("accept-post");
const BEARER: HeaderValue = HeaderValue::from_static("Bearer realm=\"api\"");
const INVALID_TOKEN: HeaderValue = HeaderValue::from_static(
    "Bearer realm=\"api\", error=\"invalid_token\", error_description=\"the access token is not valid\"",
);

/// What an answer depends on besides the outcome.
pub(crate) struct Asked<'a> {
    pub(crate) request_id: &'a RequestId,
    pub(crate) method: &'a Method,
    pub(crate) origin: Option<&'a HeaderValue>,
    pub(crate) policy: Option<&'static RoutePolicy>,
    pub(crate) rates: Option<&'a RateStates<'a>>,
    pub(crate) headers: Option<&'a RouteHeaders>,
    pub(crate) caller_is_known: bool,
}

/// Puts the defaults on.
#[derive(Debug)]
pub(crate) struct Finish {
    pub(crate) template: HeaderTemplate,
    pub(crate) cors: Option<Cors>,
}

impl Finish {
    /// An answer of a handler.
    pub(crate) fn reply(&self, asked: &Asked<'_>, reply: Reply) -> Response<Body> {
        let of_a_caller = asked.policy.is_none_or(|policy| policy.access.scheme().is_some());
        if let Some(foreign) = reply.foreign {
            return self.foreign(asked, *foreign, of_a_caller);
        }
        let mut headers = match asked.headers {
            Some(route) => route.fill(asked.caller_is_known),
            None => self.template.fill(),
        };
        self.mark(asked, &mut headers, fill);
        if let Some(rates) = asked.rates {
            match rates.state() {
                Some(state) => fill(&mut headers, RATE_LIMIT, state),
                None => drop(headers.remove(RATE_LIMIT)),
            }
        }
        if guard!(NoStore) && asked.headers.is_none() && of_a_caller {
            headers.insert(header::CACHE_CONTROL, NO_STORE);
        }
        for (name, value) in reply.headers {
            fill(&mut headers, name, value);
        }
        if reply.body.is_none() {
            headers.remove(header::CONTENT_TYPE);
        }
        assemble(asked.method, reply.status, headers, reply.body)
    }

    /// Somebody else's response, as an answer of an adopted router; what is for one caller is stored by nobody.
    fn foreign(&self, asked: &Asked<'_>, answer: Response<Body>, of_a_caller: bool) -> Response<Body> {
        let mut answer = self.adopted(asked, answer);
        if of_a_caller {
            answer.headers_mut().insert(header::CACHE_CONTROL, NO_STORE);
        }
        if asked.method == Method::HEAD {
            *answer.body_mut() = Body::empty();
        }
        answer
    }

    /// A refusal.
    pub(crate) fn refusal(&self, asked: &Asked<'_>, refusal: &Refusal) -> Response<Body> {
        let asks_for_credential = matches!(refusal, Refusal::NoCredentials | Refusal::BadCredentials(_));
        let mut headers = if asks_for_credential { self.template.challenge() } else { self.template.refusal() };
        self.mark(asked, &mut headers, fill);
        if let Some(rates) = asked.rates {
            rates.write(&mut headers);
        }
        explain(refusal, asked, &mut headers);
        assemble(asked.method, refusal.status(), headers, Some(problem_json(refusal, asked.request_id)))
    }

    /// An answer of an adopted router: our headers over its own, and no body of an error that may tell too much.
    pub(crate) fn adopted(&self, asked: &Asked<'_>, mut answer: Response<Body>) -> Response<Body> {
        let status = answer.status();
        let tells_too_much = status.is_server_error() || (status.is_client_error() && !is_json(answer.headers()));
        if tells_too_much {
            let mut ours = self.refusal(asked, &Refusal::Handler(super::Problem::new(status)));
            for kept in [header::ALLOW, header::WWW_AUTHENTICATE, header::RETRY_AFTER] {
                if let Some(value) = answer.headers().get(&kept) {
                    ours.headers_mut().insert(kept, value.clone());
                }
            }
            return ours;
        }
        let headers = answer.headers_mut();
        self.template.harden(headers);
        cors::revoke(headers);
        self.mark(asked, headers, |headers, name, value| drop(headers.insert(name, value)));
        if let Some(rates) = asked.rates {
            rates.write(headers);
        }
        answer
    }

    /// `put` is [`fill`] for headers of ours alone, in which no name stands twice.
    fn mark(&self, asked: &Asked<'_>, headers: &mut HeaderMap, put: fn(&mut HeaderMap, HeaderName, HeaderValue)) {
        if guard!(RequestId)
            && let Ok(id) = HeaderValue::from_bytes(asked.request_id.as_bytes())
        {
            put(headers, REQUEST_ID, id);
        }
        if let Some(cors) = &self.cors {
            cors.grant(asked.origin, headers);
        }
    }
}

/// The headers that one kind of refusal needs.
fn explain(refusal: &Refusal, asked: &Asked<'_>, headers: &mut HeaderMap) {
    match refusal {
        Refusal::NoCredentials if guard!(Challenge) => {
            fill(headers, header::WWW_AUTHENTICATE, BEARER);
        }
        Refusal::CredentialsAmbiguous => challenge(headers, "invalid_request", "more than one credential", None),
        Refusal::BadCredentials(fault) if !guard!(OneRefusal) => {
            challenge(headers, "invalid_token", fault.as_str(), None)
        }
        // One description for every cause: which check failed is nobody's business (C24).
        Refusal::BadCredentials(_) => {
            fill(headers, header::WWW_AUTHENTICATE, INVALID_TOKEN);
        }
        Refusal::LacksScope(needed) if guard!(ScopeTold) => {
            challenge(headers, "insufficient_scope", "the access token lacks scope", Some(needed.names().join(" ")));
        }
        Refusal::MethodNotAllowed(allow) if guard!(Allow) => insert(headers, header::ALLOW, allow),
        Refusal::UnsupportedType(taken) if guard!(TypesTold) => {
            insert(headers, header::ACCEPT, taken);
            if asked.method == Method::POST {
                insert(headers, ACCEPT_POST, taken);
            }
        }
        Refusal::TooMany(exceeded) => exceeded.write(headers),
        Refusal::VerificationBusy { retry_ms } | Refusal::KeysUnavailable { retry_ms } => {
            headers.insert(header::RETRY_AFTER, retry_after(*retry_ms));
        }
        Refusal::Busy | Refusal::RolesUnavailable(_) => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(Busy::RETRY_AFTER_S));
        }
        _ => {}
    }
    if guard!(EndsConnection) && refusal.ends_connection() {
        insert(headers, header::CONNECTION, "close");
    }
}

fn challenge(headers: &mut HeaderMap, error: &str, description: &str, scope: Option<String>) {
    let scope = scope.map(|scope| format!(", scope=\"{scope}\"")).unwrap_or_default();
    let value = format!("Bearer realm=\"api\", error=\"{error}\", error_description=\"{description}\"{scope}");
    insert(headers, header::WWW_AUTHENTICATE, &value);
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence == "application/problem+json"
}

fn assemble(method: &Method, status: StatusCode, mut headers: HeaderMap, body: Option<Bytes>) -> Response<Body> {
    let body = body.unwrap_or_default();
    let bodiless = status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED;
    let body = if bodiless {
        Body::empty()
    } else {
        if method == Method::HEAD {
            // It says how long the answer would be, and does not send it. For an answer that is sent, the server says so.
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
            Body::empty()
        } else {
            Body::from(body)
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
