//! Who calls: a middleware that verifies the token once, with a key that is parsed once.

use std::env::var;
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_governor::KeyExtractor;
use actix_governor::governor::NotUntil;
use actix_governor::governor::clock::{Clock, DefaultClock, QuantaInstant};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, ResponseError, web};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;

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

    fn caller(&self, request: &ServiceRequest) -> Option<Caller> {
        let field = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
        let claims = decode::<Claims>(field.strip_prefix("Bearer ")?, &self.key, &self.validation).ok()?.claims;
        Some(Caller(Arc::new(claims)))
    }
}

/// A refusal is an answer and no error, or the middleware around this one would not put its headers on it.
pub async fn verified(
    by: web::Data<Verifier>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match by.caller(&request) {
        Some(caller) => {
            request.extensions_mut().insert(caller);
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        None => Ok(request.into_response(Problem(StatusCode::UNAUTHORIZED).error_response())),
    }
}

impl Caller {
    /// An editor may do what a reader may.
    pub fn role(&self, role: &str) -> Result<(), Problem> {
        let held = |held: &String| held == role || (held == "editor" && role == "reader");
        if self.0.roles.iter().any(held) { Ok(()) } else { Err(Problem(StatusCode::FORBIDDEN)) }
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Self>().cloned().ok_or(Problem(StatusCode::UNAUTHORIZED)))
    }
}

/// Callers are counted by their name.
#[derive(Clone)]
pub struct BySubject;

impl KeyExtractor for BySubject {
    type Key = String;
    type KeyExtractionError = Problem;

    fn extract(&self, request: &ServiceRequest) -> Result<String, Problem> {
        let extensions = request.extensions();
        let caller = extensions.get::<Caller>().ok_or(Problem(StatusCode::UNAUTHORIZED))?;
        Ok(caller.0.sub.clone())
    }

    fn exceed_rate_limit_response(&self, until: &NotUntil<QuantaInstant>, _: HttpResponseBuilder) -> HttpResponse {
        let mut answer = Problem(StatusCode::TOO_MANY_REQUESTS).error_response();
        let wait = until.wait_time_from(DefaultClock::default().now()).as_secs();
        answer.headers_mut().insert(header::RETRY_AFTER, wait.into());
        answer
    }
}
