//! Who calls: a middleware that verifies the token once.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_governor::GovernorError;
use tower_governor::key_extractor::KeyExtractor;

use crate::claims::{Claims, Verifier};
use crate::problem::Problem;

#[derive(Clone)]
pub struct Caller(Arc<Claims>);

pub async fn verified(State(by): State<Arc<Verifier>>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let field = request.headers().get(header::AUTHORIZATION).and_then(|field| field.to_str().ok());
    let claims = field.and_then(|field| by.claims(field)).ok_or(Problem(StatusCode::UNAUTHORIZED))?;
    request.extensions_mut().insert(Caller(Arc::new(claims)));
    Ok(next.run(request).await)
}

impl Caller {
    pub fn role(&self, role: &str) -> Result<(), Problem> {
        if self.0.has(role) { Ok(()) } else { Err(Problem(StatusCode::FORBIDDEN)) }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or(Problem(StatusCode::UNAUTHORIZED))
    }
}

/// Callers are counted by their name.
#[derive(Clone)]
pub struct BySubject;

impl KeyExtractor for BySubject {
    type Key = String;
    fn extract<T>(&self, request: &axum::http::Request<T>) -> Result<String, GovernorError> {
        let caller = request.extensions().get::<Caller>().ok_or(GovernorError::UnableToExtractKey)?;
        Ok(caller.0.sub.clone())
    }
}
