//! Keys that are fetched from an issuer (C18, C30, C31, C35, C39, C109, C111), against an issuer on a socket that does what
//! it likes. Time is that of a clock that moves on command.

mod fake;
mod hostile;
mod known;
mod outages;
mod profile;
mod reach;
mod rotation;
mod signer;
mod start;

use std::time::Duration;

use secure_api::identify::{Key, RoleMap, SigningAlgorithm};
use secure_api::prelude::*;
use secure_api::provide::clock::Clock;
use secure_api_testing::{TestClient, TestClock, TestResponse};

use fake::{Authority, DOCUMENT, Fake, Reply, SET};
use signer::{Signer, claims, encode, merged};

/// How long anything may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longer than keys are kept without being fetched again, where an issuer says nothing of it.
const NEXT_FETCH: Duration = Duration::from_secs(10 * 60);

#[output]
struct Me {
    issuer: String,
    subject: String,
}

#[get("/me")]
#[secure(auth = "jwt", rate = "100000/min")]
async fn me(caller: Identity) -> Json<Me> {
    Json(Me { issuer: caller.issuer().to_owned(), subject: caller.subject().to_owned() })
}

#[get("/health")]
#[secure(public = "for the load balancer", rate = "100000/min")]
async fn health() -> NoContent {
    NoContent
}

fn api(issuers: impl IntoIterator<Item = Jwt>, clock: &TestClock) -> Api<()> {
    let api = issuers.into_iter().fold(Api::new(()), Api::jwt);
    api.clock(clock.clone()).source_rate("1000000/min").mount(routes![me, health])
}

fn client(issuers: impl IntoIterator<Item = Jwt>, clock: &TestClock) -> TestClient {
    TestClient::in_memory(api(issuers, clock).build().unwrap_or_else(|error| panic!("{error}")))
}

async fn ask(client: &TestClient, token: &str) -> TestResponse {
    client.get("/me").bearer(token).send().await
}

async fn status(client: &TestClient, token: &str) -> u16 {
    ask(client, token).await.status()
}

/// Asks until the answer is this one.
async fn until_status(client: &TestClient, token: &str, expected: u16) {
    let asked = async {
        while status(client, token).await != expected {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, asked).await.unwrap_or_else(|_| panic!("it never became {expected}"));
}

/// The faults with which an application does not start to serve.
async fn faults(issuers: impl IntoIterator<Item = Jwt>) -> String {
    match api(issuers, &TestClock::new()).serve("127.0.0.1:0").await {
        Err(error) => error.to_string(),
        Ok(()) => panic!("it served, and ended"),
    }
}

/// The same, where that has to happen before anything is asked.
async fn start_is_refused(issuers: impl IntoIterator<Item = Jwt>) -> String {
    tokio::time::timeout(PATIENCE, faults(issuers)).await.expect("it serves, and should not")
}
