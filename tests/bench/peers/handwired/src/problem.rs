//! Errors as JSON, which tell nothing.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::json;
use tower_governor::GovernorError;

pub struct Problem(pub StatusCode);

impl IntoResponse for Problem {
    fn into_response(self) -> axum::response::Response {
        let title = self.0.canonical_reason().unwrap_or_default();
        let body = json!({ "type": "about:blank", "title": title, "status": self.0.as_u16() });
        (self.0, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    }
}

pub async fn not_found() -> Problem {
    Problem(StatusCode::NOT_FOUND)
}

pub async fn method_not_allowed() -> Problem {
    Problem(StatusCode::METHOD_NOT_ALLOWED)
}

pub fn of_limit(error: GovernorError) -> Response<Body> {
    match error {
        GovernorError::TooManyRequests { headers, .. } => {
            let mut answer = Problem(StatusCode::TOO_MANY_REQUESTS).into_response();
            answer.headers_mut().extend(headers.unwrap_or_default());
            answer
        }
        _ => Problem(StatusCode::INTERNAL_SERVER_ERROR).into_response(),
    }
}
