//! The body of a refusal (RFC 9457).

use std::sync::LazyLock;

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;

use super::{Problem, Refusal};
use crate::request::id::RequestId;

/// Registered with the RateLimit header fields draft.
const QUOTA_EXCEEDED: &str = "https://iana.org/assignments/http-problem-types#quota-exceeded";

#[derive(Serialize)]
struct ProblemBody<'b> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'b str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError<'b>>,
    #[serde(rename = "violated-policies", skip_serializing_if = "Vec::is_empty")]
    violated_policies: Vec<String>,
    /// For the support desk: 5xx only, so that refusals of one kind are byte for byte the same (C116).
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'b str>,
}

#[derive(Serialize)]
struct FieldError<'b> {
    field: &'b str,
    code: &'b str,
}

/// The bodies of refusals by a status of 4xx that say no more than it, from 400 on.
static BARE: LazyLock<Vec<Bytes>> = LazyLock::new(|| {
    (400..500).filter_map(|status| StatusCode::from_u16(status).ok()).map(|status| json(&bare(status))).collect()
});

/// Writes the public part of a refusal.
pub(crate) fn problem_json(refusal: &Refusal, request_id: &RequestId) -> Bytes {
    let status = refusal.status();
    let mut body = ProblemBody { request_id: status.is_server_error().then(|| request_id.as_str()), ..bare(status) };
    match refusal {
        Refusal::TooMany(states) => {
            body.r#type = QUOTA_EXCEEDED;
            body.title = "Request cannot be satisfied as assigned quota has been exceeded";
            body.violated_policies = states.violated().map(|name| name.to_string()).collect();
        }
        Refusal::Malformed(what) | Refusal::Syntax(what) => body.detail = Some(what),
        Refusal::CredentialsAmbiguous => body.detail = Some("more than one credential"),
        Refusal::Invalid(violations) => {
            body.errors =
                violations.iter().map(|fault| FieldError { field: fault.path(), code: fault.code() }).collect();
        }
        Refusal::Handler(problem) if !status.is_server_error() => fill(&mut body, problem),
        _ => {
            let made = usize::from(status.as_u16()).checked_sub(400).and_then(|place| BARE.get(place));
            if let Some(made) = made {
                return made.clone();
            }
        }
    }
    json(&body)
}

fn bare<'b>(status: StatusCode) -> ProblemBody<'b> {
    ProblemBody {
        r#type: "about:blank",
        title: title(status),
        status: status.as_u16(),
        detail: None,
        errors: Vec::new(),
        violated_policies: Vec::new(),
        request_id: None,
    }
}

fn json(body: &ProblemBody<'_>) -> Bytes {
    serde_json::to_vec(body).map_or_else(|_| Bytes::from_static(b"{}"), Bytes::from)
}

fn fill<'b>(body: &mut ProblemBody<'b>, problem: &'b Problem) {
    body.detail = problem.detail.as_deref();
    body.errors = problem.fields.iter().map(|(field, code)| FieldError { field, code }).collect();
}

/// The reason phrases of RFC 9110, which the `http` crate has in part under older names.
fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => "Content Too Large",
        StatusCode::UNPROCESSABLE_ENTITY => "Unprocessable Content",
        other => other.canonical_reason().unwrap_or("Error"),
    }
}
