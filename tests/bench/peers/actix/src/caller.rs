//! Who calls: a middleware that verifies the token once.

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

use crate::claims::{Claims, Verifier};
use crate::problem::Problem;

#[derive(Clone)]
pub struct Caller(Arc<Claims>);

/// A refusal is an answer and no error, or the middleware around this one would not put its headers on it.
pub async fn verified(
    by: web::Data<Verifier>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let field = request.headers().get(header::AUTHORIZATION).and_then(|field| field.to_str().ok());
    match field.and_then(|field| by.claims(field)) {
        Some(claims) => {
            request.extensions_mut().insert(Caller(Arc::new(claims)));
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        None => Ok(request.into_response(Problem(StatusCode::UNAUTHORIZED).error_response())),
    }
}

impl Caller {
    pub fn role(&self, role: &str) -> Result<(), Problem> {
        if self.0.has(role) { Ok(()) } else { Err(Problem(StatusCode::FORBIDDEN)) }
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
