//! What a token says, verified with a key that is parsed once: the same for those that are wired by hand in Rust.

use std::env::var;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::Deserialize;

pub struct Verifier {
    key: DecodingKey,
    validation: Validation,
}

#[derive(Deserialize)]
pub struct Claims {
    pub sub: String,
    #[serde(default)]
    roles: Vec<String>,
}

impl Verifier {
    pub fn from_env() -> Self {
        let setting = |name| var(name).unwrap_or_else(|_| panic!("{name} is not set"));
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[setting("JWT_ISSUER")]);
        validation.set_audience(&[setting("JWT_AUDIENCE")]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        Self { key: DecodingKey::from_secret(setting("JWT_SECRET").as_bytes()), validation }
    }

    /// Of the field `Authorization`.
    pub fn claims(&self, field: &str) -> Option<Claims> {
        Some(decode::<Claims>(field.strip_prefix("Bearer ")?, &self.key, &self.validation).ok()?.claims)
    }
}

impl Claims {
    /// An editor may do what a reader may.
    pub fn has(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held == role || (held == "editor" && role == "reader"))
    }
}
