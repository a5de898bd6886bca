//! What the attack does not try, since no lock says it or no socket lets it through: an application made for it, and one question a
//! guard.

use std::net::Ipv4Addr;
use std::pin::Pin;
use std::time::Duration;

use secure_api::identify::Revocations;
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestClock, TestIssuer, header};
use tokio::time::sleep;

type Asking = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;
/// A question: its name, and how it is asked.
type Edge = (&'static str, fn() -> Asking);

const EDGES: [Edge; 6] = [
    ("two calls at once where one may run", || Box::pin(two_at_once())),
    ("a call that takes too long", || Box::pin(too_long())),
    ("a handler that panics", || Box::pin(panics())),
    ("a token that was revoked", || Box::pin(revoked())),
    ("bad signatures from many addresses", || Box::pin(many_bad_signatures())),
    ("a length beside `chunked`, in memory", || Box::pin(two_lengths())),
];

#[get("/one")]
#[secure(public = "runs once at a time", rate = "6000/min", concurrency = 1)]
async fn one() -> NoContent {
    sleep(Duration::from_millis(200)).await;
    NoContent
}

#[get("/slow")]
#[secure(public = "takes longer than it may", rate = "6000/min", timeout = "1s")]
async fn slow() -> NoContent {
    sleep(Duration::from_secs(6)).await;
    NoContent
}

#[get("/panics")]
#[secure(public = "is broken", rate = "6000/min")]
async fn broken() -> NoContent {
    panic!("as it was meant to")
}

#[get("/me")]
#[secure(auth = "jwt", rate = "6000/min")]
async fn me() -> NoContent {
    NoContent
}

fn api() -> Api<()> {
    Api::new(()).source_rate("6000/min").mount(routes![one, slow, broken, me])
}

/// Each question, and what is wrong with the answer.
pub(crate) async fn asked() -> Vec<(&'static str, Result<(), String>)> {
    let mut answers = Vec::new();
    for (name, ask) in EDGES {
        // A panic that is not kept from its neighbours ends this task, and no other.
        let answer = tokio::spawn(ask()).await.unwrap_or_else(|error| Err(error.to_string()));
        answers.push((name, answer));
    }
    answers
}

fn expected(status: u16, got: u16) -> Result<(), String> {
    if got == status { Ok(()) } else { Err(format!("expected {status}, got {got}")) }
}

async fn two_at_once() -> Result<(), String> {
    let client = TestClient::of(api());
    let (first, second) = tokio::join!(client.get("/one").send(), client.get("/one").send());
    expected(204, first.status())?;
    expected(503, second.status())
}

async fn too_long() -> Result<(), String> {
    expected(503, TestClient::of(api()).get("/slow").await.status())
}

async fn panics() -> Result<(), String> {
    expected(500, TestClient::of(api()).get("/panics").await.status())
}

async fn revoked() -> Result<(), String> {
    let (issuer, clock) = (TestIssuer::new(), TestClock::new());
    let revocations = Revocations::new(Duration::from_secs(3_600));
    let api = api().jwt(issuer.jwt()).clock(clock.clone()).revocations(&revocations);
    let client = TestClient::in_memory(api.build().map_err(|error| error.to_string())?);
    let token = issuer.token("ada").issued_by(&clock).claim("jti", "the-first").mint();
    expected(204, client.get("/me").bearer(&token).await.status())?;
    revocations.revoke_token_id(issuer.name(), "the-first").map_err(|error| error.to_string())?;
    expected(401, client.get("/me").bearer(&token).await.status())
}

async fn many_bad_signatures() -> Result<(), String> {
    let client = TestClient::of(api());
    let (issuer, stranger) = (client.issuer().clone(), TestIssuer::new());
    for number in 0..300_u32 {
        let token = issuer.token(&number.to_string()).issued_by(client.clock()).signed_by(&stranger).mint();
        let [.., high, low] = number.to_be_bytes();
        let status =
            client.get("/me").from_address(Ipv4Addr::new(192, 0, high, low).into()).bearer(&token).await.status();
        if status == 503 {
            return Ok(());
        }
        expected(401, status)?;
    }
    Err("expected 503 after 200 bad signatures at once".to_owned())
}

async fn two_lengths() -> Result<(), String> {
    let ask = TestClient::of(api()).get("/me").header(header::TRANSFER_ENCODING, "chunked");
    expected(400, ask.header(header::CONTENT_LENGTH, "5").await.status())
}
