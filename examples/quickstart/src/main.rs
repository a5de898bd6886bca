//! Serves the notes.
#![forbid(unsafe_code)]

use secure_api::prelude::*;

#[tokio::main]
async fn main() -> Result<(), secure_api::Error> {
    let jwt = Jwt::from_env().issuer_or("https://issuer.test").audience_or("https://api.test").or_development_key();
    quickstart::api().jwt(jwt).serve("127.0.0.1:3000").await
}
