//! A certified OpenID provider, npm `oidc-provider`, and applications that believe its tokens: what it signs, when its keys
//! change, when it is gone, and when somebody is in between.

mod binary;
mod hostile;
mod kinds;
mod outage;
mod rotation;
mod tokens;

use std::time::Duration;

use secure_api::identify::{RoleMap, ScopeMap};
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestClock, TestResponse};
use secure_api_tests::Served;
use secure_api_tests::provider::{AUDIENCE, Provider, text};
use secure_api_tests::proxy::Proxy;
use serde_json::{Value, json};

/// Longer than the time between two fetches for names of keys that are not known.
const COOL_DOWN: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug, Roles)]
#[roles(Admin > Visitor)]
enum Role {
    Visitor,
    Admin,
}

#[derive(Clone, Copy, Debug, Scopes)]
enum Scope {
    #[scope("notes.read")]
    ReadNotes,
}

#[output]
struct Who {
    issuer: String,
    subject: String,
    roles: Vec<&'static str>,
}

#[get("/me")]
#[secure(auth = "jwt", rate = "10000/min")]
async fn me(caller: Identity) -> Json<Who> {
    Json(Who {
        issuer: caller.issuer().to_owned(),
        subject: caller.subject().to_owned(),
        roles: caller.roles().collect(),
    })
}

#[get("/admin")]
#[secure(auth = "jwt", role = Role::Admin, rate = "10000/min")]
async fn admin() -> StatusCode {
    StatusCode::OK
}

#[get("/notes")]
#[secure(auth = "jwt", scope = Scope::ReadNotes, rate = "10000/min")]
async fn notes() -> StatusCode {
    StatusCode::OK
}

#[get("/health")]
#[secure(public = "liveness probe, returns no data", rate = "10000/min")]
async fn health() -> StatusCode {
    StatusCode::OK
}

/// The issuer as an application declares it, on loopback.
fn believed(issuer: &str) -> Jwt {
    let scopes = ScopeMap::usual().same_names();
    Jwt::oidc(issuer).audience(AUDIENCE).roles(RoleMap::claim("role").same_names()).scopes(scopes).loopback_in_debug()
}

/// By a clock that stands still: however slow the machine is, no answer of a provider is given up.
fn api(issuers: impl IntoIterator<Item = Jwt>) -> Api<()> {
    let api = issuers.into_iter().fold(Api::new(()), Api::jwt);
    api.clock(TestClock::new()).source_rate("100000/min").mount(routes![health, me, admin, notes])
}

/// An application with a clock of its own, which believes the provider.
async fn served(issuer: &str) -> (Served, TestClock) {
    let clock = TestClock::new();
    (Served::start(api([believed(issuer)]).clock(clock.clone())).await, clock)
}

/// A provider behind a proxy, which lets everything pass.
fn behind_proxy() -> (Proxy, Provider) {
    let proxy = Proxy::start();
    let provider = Provider::called(&proxy.issuer());
    proxy.to(provider.addr());
    (proxy, provider)
}

async fn asked(client: &TestClient, path: &str, token: &str) -> TestResponse {
    client.get(path).bearer(token).send().await
}

async fn status(client: &TestClient, path: &str, token: &str) -> u16 {
    asked(client, path, token).await.status()
}

/// The same token under names of keys that nobody has.
fn under_unknown_names(provider: &Provider, token: &str, count: usize) -> Vec<String> {
    let renamed = provider.order(&json!({ "grant": "with_kids", "token": token, "count": count }));
    serde_json::from_value(renamed["tokens"].clone()).expect("a list of tokens")
}

/// What the application answers about the caller.
async fn who(client: &TestClient, token: &str) -> Value {
    let answer = asked(client, "/me", token).await;
    assert_eq!(answer.status(), 200, "{}", answer.text());
    answer.json()
}
