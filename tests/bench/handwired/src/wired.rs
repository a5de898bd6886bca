//! What a careful team writes once around axum: claims, validated bodies, an error that tells nothing.

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use validator::Validate;

pub struct Problem(pub StatusCode);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "type": "about:blank", "status": self.0.as_u16() });
        (self.0, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    }
}

#[derive(Deserialize)]
pub struct Claims {
    pub sub: String,
    #[serde(default)]
    roles: Vec<String>,
}

impl Claims {
    pub fn role(&self, role: &str) -> Result<(), Problem> {
        if self.roles.iter().any(|held| held == role) { Ok(()) } else { Err(Problem(StatusCode::FORBIDDEN)) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Claims {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let unauthorized = || Problem(StatusCode::UNAUTHORIZED);
        let field = parts.headers.get(header::AUTHORIZATION).and_then(|field| field.to_str().ok());
        let token = field.and_then(|field| field.strip_prefix("Bearer ")).ok_or_else(unauthorized)?;
        let secret = std::env::var("JWT_SECRET").map_err(|_| Problem(StatusCode::INTERNAL_SERVER_ERROR))?;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&["https://api.test"]);
        validation.set_issuer(&["https://issuer.test"]);
        let key = DecodingKey::from_secret(secret.as_bytes());
        decode::<Self>(token, &key, &validation).map(|token| token.claims).map_err(|_| unauthorized())
    }
}

pub struct ValidJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Validate> FromRequest<S> for ValidJson<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let Json(value) =
            Json::<T>::from_request(request, state).await.map_err(|refusal| Problem(refusal.status()))?;
        value.validate().map_err(|_| Problem(StatusCode::UNPROCESSABLE_ENTITY))?;
        Ok(Self(value))
    }
}
