//! Errors as JSON, which tell nothing.

use std::fmt;

use actix_web::error::JsonPayloadError;
use actix_web::http::StatusCode;
use actix_web::{Error, HttpRequest, HttpResponse, ResponseError};
use serde_json::json;

#[derive(Debug)]
pub struct Problem(pub StatusCode);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.canonical_reason().unwrap_or_default())
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0
    }

    fn error_response(&self) -> HttpResponse {
        let body = json!({ "type": "about:blank", "title": self.to_string(), "status": self.0.as_u16() });
        HttpResponse::build(self.0).content_type("application/problem+json").body(body.to_string())
    }
}

pub async fn not_found() -> HttpResponse {
    Problem(StatusCode::NOT_FOUND).error_response()
}

pub async fn method_not_allowed() -> HttpResponse {
    Problem(StatusCode::METHOD_NOT_ALLOWED).error_response()
}

pub fn of_body(error: JsonPayloadError, _: &HttpRequest) -> Error {
    let status = match error {
        JsonPayloadError::Deserialize(ref error) if error.is_data() => StatusCode::UNPROCESSABLE_ENTITY,
        ref other => other.status_code(),
    };
    Problem(status).into()
}
