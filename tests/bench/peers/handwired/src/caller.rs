//! Who calls: a middleware that verifies the token once, with a key that is parsed once.

use std::env::var;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use tower_governor::GovernorError;
use tower_governor::key_extractor::KeyExtractor;

use crate::problem::Problem;

pub struct Verifier {
    key: DecodingKey,
    validation: Validation,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Clone)]
pub struct Caller(Arc<Claims>);

impl Verifier {
    pub fn from_env() -> Self {
        let setting = |name| var(name).unwrap_or_else(|_| panic!("{name} is not set"));
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[setting("JWT_ISSUER")]);
        validation.set_audience(&[setting("JWT_AUDIENCE")]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        Self { key: DecodingKey::from_secret(setting("JWT_SECRET").as_bytes()), validation }
    }
}

pub async fn verified(State(by): State<Arc<Verifier>>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let unauthorized = || Problem(StatusCode::UNAUTHORIZED);
    let field = request.headers().get(header::AUTHORIZATION).and_then(|field| field.to_str().ok());
    let token = field.and_then(|field| field.strip_prefix("Bearer ")).ok_or_else(unauthorized)?;
    let claims = decode::<Claims>(token, &by.key, &by.validation).map_err(|_| unauthorized())?.claims;
    request.extensions_mut().insert(Caller(Arc::new(claims)));
    Ok(next.run(request).await)
}

impl Caller {
    /// An editor may do what a reader may.
    pub fn role(&self, role: &str) -> Result<(), Problem> {
        let held = |held: &String| held == role || (held == "editor" && role == "reader");
        if self.0.roles.iter().any(held) { Ok(()) } else { Err(Problem(StatusCode::FORBIDDEN)) }
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
