//! Notes in SQLite, read and written without a text that a client could break out of.
#![forbid(unsafe_code)]

use std::path::PathBuf;

use secure_api::prelude::*;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let jwt = Jwt::from_env().issuer_or("https://issuer.test").audience_or("https://api.test").or_development_key();
    let files = PathBuf::from("target/sinks");
    std::fs::create_dir_all(&files)?;
    sinks::api(sinks::Notes::open(files).await?).jwt(jwt).serve("127.0.0.1:3000").await?;
    Ok(())
}
