//! An articles API, with its policies on its handlers: `routes` says who may call what, `model` what is read and sent,
//! `article` who may do what to an article, `store` keeps them in memory.
#![forbid(unsafe_code)]

pub mod article;
pub mod model;
mod routes;
pub mod store;

use std::env;

use secure_api::prelude::*;
use secure_api::secret::KeySource;
use secure_api::use_roles;

use store::Store;

use_roles!(article::Role);

/// The application, without the keys that it believes.
pub fn api() -> Api<Store> {
    Api::new(Store::default()).mount(routes::all())
}

/// The application as the environment describes it, and where it is served.
pub fn configured() -> (Api<Store>, String) {
    let mut api = if setting("STAGING").is_some() { staging() } else { api().jwt(jwt()) };
    if let Some(rate) = setting("SOURCE_RATE") {
        api = api.source_rate(rate);
    }
    if let Some(origin) = setting("CORS_ORIGIN") {
        api = api.cors(Cors::origin(origin));
    }
    (api, setting("SECURE_API_ADDR").unwrap_or_else(|| "127.0.0.1:3000".to_owned()))
}

/// The application as it is deployed to be attacked, by whoever knows `ATTACK_SECRET`: with a lock file of its own.
pub fn staging() -> Api<Store> {
    api().jwt(jwt()).answer_attacks(include_str!("../staging.lock"), KeySource::env("ATTACK_SECRET"))
}

fn jwt() -> Jwt {
    Jwt::from_env().issuer_or("https://issuer.test").audience_or("https://api.test").or_development_key()
}

/// A setting that is no secret.
#[allow(clippy::disallowed_methods, reason = "the one place that reads this application's own settings")]
fn setting(name: &str) -> Option<String> {
    env::var(name).ok()
}
