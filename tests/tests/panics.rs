//! A panic ends its own request: the connection, the process and everybody else go on, and nobody is told what it said.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use secure_api::prelude::*;
use secure_api_testing::TestIssuer;
use secure_api_tests::{Log, RawClient, Served, assert_refused};

const SECRET: &str = "hunter2-at-db-7";

/// A state whose clone panics when it is told to, as a poisoned lock in an application would.
#[derive(Default)]
struct Touchy(Arc<AtomicBool>);

impl Clone for Touchy {
    fn clone(&self) -> Self {
        assert!(!self.0.load(Ordering::SeqCst), "{SECRET}");
        Self(Arc::clone(&self.0))
    }
}

#[derive(Resource)]
#[resource(key = id, store = Touchy, load = load)]
struct Trap {
    id: u32,
}

async fn load(_: &Touchy, id: u32) -> Result<Option<Trap>, Problem> {
    if id == 1 { panic!("{SECRET}") } else { Ok(Some(Trap { id })) }
}

impl Authorize<Read> for Trap {
    fn permits(&self, _: &Caller) -> bool {
        panic!("{SECRET} {}", self.id)
    }
}

#[derive(Debug)]
struct Explosive;

impl SafeError for Explosive {
    fn into_problem(self) -> Problem {
        panic!("{SECRET}")
    }
}

#[input]
struct Mined {
    #[validate(custom(function = "explode"))]
    number: u8,
}

fn explode(number: u8) -> Result<(), validator::ValidationError> {
    panic!("{SECRET} {number}")
}

#[get("/handler")]
#[secure(public = "panics in the handler", rate = "600/min", concurrency = 1)]
async fn in_handler() -> NoContent {
    panic!("{SECRET}")
}

#[get("/await")]
#[secure(public = "panics behind an await", rate = "600/min")]
async fn behind_await() -> NoContent {
    tokio::task::yield_now().await;
    std::panic::panic_any(7_u8)
}

#[get("/traps/{id}")]
#[secure(public = "panics in the store and in the rule", rate = "600/min")]
async fn in_decision(trap: Authorized<Trap, Read>) -> StatusCode {
    if trap.id == 0 { StatusCode::OK } else { StatusCode::ACCEPTED }
}

#[get("/error")]
#[secure(public = "panics in the error", rate = "600/min")]
async fn in_error() -> Result<NoContent, Explosive> {
    Err(Explosive)
}

#[get("/rule")]
#[secure(public = "panics in a rule of validation", rate = "600/min")]
async fn in_rule(mined: Valid<Query<Mined>>) -> StatusCode {
    if mined.number == 0 { StatusCode::OK } else { StatusCode::ACCEPTED }
}

#[get("/fine")]
#[secure(public = "does not panic", rate = "600/min")]
async fn fine() -> NoContent {
    NoContent
}

fn app(state: Touchy) -> Api<Touchy> {
    let routes = routes![in_handler, behind_await, in_decision, in_error, in_rule, fine];
    Api::new(state).jwt(TestIssuer::new().jwt()).mount(routes)
}

const PATHS: [&str; 6] = ["/handler", "/await", "/traps/1", "/traps/2", "/error", "/rule?number=1"];

#[tokio::test]
async fn a_panic_anywhere_in_a_users_code_is_500_without_its_message() {
    let log = Log::capture();
    let app = Served::start(app(Touchy::default())).await;
    for path in PATHS {
        for _ in 0..2 {
            let answer = app.get(path).send().await;
            assert_refused(&answer, 500);
            assert!(!format!("{answer:?}").contains(SECRET));
        }
    }
    let crashes = log.audit().into_iter().filter(|event| event["event"] == "sys_crash" && event["level"] == "ERROR");
    assert_eq!(crashes.count(), 2 * PATHS.len());
    assert!(!log.text().contains(SECRET));
}

#[tokio::test]
async fn the_connection_survives_a_panic() {
    let app = Served::start(app(Touchy::default())).await;
    let mut client = RawClient::connect(app.addr()).await;
    for path in PATHS {
        for (path, status) in [(path, 500), ("/fine", 204)] {
            let request = format!("GET {path} HTTP/1.1\r\nhost: api.test\r\n\r\n");
            assert_eq!(client.send(request).await.status().await, status, "{path}");
        }
    }
    drop(client);
    app.stop().await;
}

#[tokio::test]
async fn a_state_that_panics_when_it_is_cloned_is_500_too() {
    let switch = Arc::new(AtomicBool::new(false));
    let app = Served::start(app(Touchy(Arc::clone(&switch)))).await;
    switch.store(true, Ordering::SeqCst);
    let mut client = RawClient::connect(app.addr()).await;
    let request = "GET /fine HTTP/1.1\r\nhost: api.test\r\n\r\n";
    let answer = client.send(request).await.answer().await.expect("an answer and not a closed connection");
    assert_refused(&answer, 500);
    switch.store(false, Ordering::SeqCst);
    assert_eq!(client.send(request).await.status().await, 204);
}
