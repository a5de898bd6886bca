//! Serves one stage: `before`, `half` or `moved`. `JWT_SECRET` is the key of the tokens, at least 32 bytes.
#![forbid(unsafe_code)]

use std::io;

use existing_axum::store::Db;
use existing_axum::{AUDIENCE, ISSUER, before, half, moved};
use secure_api::prelude::*;

const ADDR: &str = "127.0.0.1:3000";

#[tokio::main]
async fn main() -> Result<(), secure_api::Error> {
    let db = Db::default();
    let issuer = Jwt::from_env().issuer_or(ISSUER).audience_or(AUDIENCE);
    match std::env::args().nth(1).as_deref() {
        Some("before") => {
            let listener = tokio::net::TcpListener::bind(ADDR).await?;
            Ok(axum::serve(listener, before::router(db, &secret()?)).await?)
        }
        Some("half") => half::api(db, &secret()?, issuer).serve(ADDR).await,
        Some("moved") => moved::api(db, issuer).serve(ADDR).await,
        _ => Err(io::Error::other("say which stage: `before`, `half` or `moved`").into()),
    }
}

/// The key as the old application reads it.
#[allow(clippy::disallowed_methods, reason = "as an application reads it that knows of no `KeySource`")]
fn secret() -> Result<Vec<u8>, io::Error> {
    std::env::var("JWT_SECRET").map(String::into_bytes).map_err(io::Error::other)
}
