//! An articles API, with its policies on its handlers. Routes in `routes.rs`, what is read and sent in `model.rs`, who
//! may do what in `article.rs`, and a store in memory.
#![forbid(unsafe_code)]

mod article;
mod model;
mod routes;
mod store;

use std::env;

use secure_api::prelude::*;
use secure_api::use_roles;

use store::Store;

use_roles!(article::Role);

#[tokio::main]
async fn main() -> Result<(), secure_api::Error> {
    let mut api = Api::new(Store::default())
        .jwt(
            Jwt::from_env()
                .issuer_or("https://issuer.test")
                .audience_or("https://api.test")
                .or_development_key(),
        )
        .mount(routes::all());
    if let Ok(rate) = env::var("SOURCE_RATE") {
        api = api.source_rate(rate);
    }
    if let Ok(origin) = env::var("CORS_ORIGIN") {
        api = api.cors(Cors::origin(origin));
    }
    let addr = env::var("SECURE_API_ADDR").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    api.serve(&addr).await
}
