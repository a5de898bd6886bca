//! Serves the articles API.
#![forbid(unsafe_code)]

#[tokio::main]
async fn main() -> Result<(), secure_api::Error> {
    let (api, addr) = articles::configured();
    api.serve(&addr).await
}
