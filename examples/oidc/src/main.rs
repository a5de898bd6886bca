//! An application that believes the tokens of an OpenID provider, whose keys it fetches.
#![forbid(unsafe_code)]

use std::env;

use secure_api::identify::RoleMap;
use secure_api::prelude::*;

#[derive(Clone, Copy, Roles)]
enum Role {
    Admin,
}

#[output]
struct Me {
    issuer: String,
    subject: String,
    roles: Vec<&'static str>,
}

#[get("/health")]
#[secure(public = "liveness probe, returns no data", rate = "600/min per address")]
async fn health() -> StatusCode {
    StatusCode::OK
}

#[get("/me")]
#[secure(auth = "jwt", rate = "600/min")]
async fn me(caller: Identity) -> Json<Me> {
    Json(Me {
        issuer: caller.issuer().to_owned(),
        subject: caller.subject().to_owned(),
        roles: caller.roles().collect(),
    })
}

#[get("/admin")]
#[secure(auth = "jwt", role = Role::Admin, rate = "600/min")]
async fn admin() -> StatusCode {
    StatusCode::OK
}

/// The application behind this provider.
pub fn api(provider: Jwt) -> Api<()> {
    // `.profile_rfc9068()` belongs here as soon as the provider writes `typ: at+jwt`.
    let provider = provider.roles(RoleMap::claim("role").same_names()).loopback_in_debug();
    Api::new(()).jwt(provider).mount(routes![health, me, admin])
}

#[tokio::main]
async fn main() -> Result<(), secure_api::Error> {
    // From OIDC_ISSUER and OIDC_AUDIENCE.
    let mut api = api(Jwt::oidc_from_env());
    if let Some(rate) = setting("SOURCE_RATE") {
        api = api.source_rate(rate);
    }
    api.serve(&setting("SECURE_API_ADDR").unwrap_or_else(|| "127.0.0.1:3000".to_owned())).await
}

/// A setting that is no secret.
#[allow(clippy::disallowed_methods, reason = "the one place that reads this application's own settings")]
fn setting(name: &str) -> Option<String> {
    env::var(name).ok()
}
