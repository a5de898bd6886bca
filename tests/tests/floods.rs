//! A flood of refusals is counted in the log and not told one by one; what a known caller does is told each time.

use std::time::Duration;

use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestClock, TestIssuer};
use secure_api_tests::Log;
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Roles)]
enum Role {
    Admin,
}

#[get("/me")]
#[secure(auth = "jwt", rate = "1000/min")]
async fn me() -> NoContent {
    NoContent
}

#[get("/admin")]
#[secure(auth = "jwt", role = Role::Admin, rate = "1000/min")]
async fn admin() -> NoContent {
    NoContent
}

#[get("/once")]
#[secure(auth = "jwt", rate = "1/min")]
async fn once() -> NoContent {
    NoContent
}

/// What many may cause, and what is a fault of ours, for one and the same reason.
#[get("/fails")]
#[secure(public = "a test", rate = "100000/min")]
async fn fails(kind: Valid<Query<Kind>>) -> Result<NoContent, Problem> {
    Err(if kind.ours { Problem::unavailable("db-7 refused") } else { Problem::conflict("taken") })
}

#[input]
struct Kind {
    ours: bool,
}

#[get("/open")]
#[secure(public = "a test", rate = "1/min")]
async fn open() -> NoContent {
    NoContent
}

struct World {
    client: TestClient,
    clock: TestClock,
    token: String,
    log: Log,
}

impl World {
    fn new() -> Self {
        let (clock, issuer, log) = (TestClock::new(), TestIssuer::new(), Log::capture());
        let api = Api::new(()).jwt(issuer.jwt()).clock(clock.clone()).source_rate("10000/min");
        let app = api.mount(routes![me, admin, once, fails, open]).build().unwrap();
        let token = issuer.token("ada").issued_by(&clock).mint();
        Self { client: TestClient::in_memory(app), clock, token, log }
    }

    async fn strangers(&self, count: usize) {
        for _ in 0..count {
            self.client.get("/me").send().await.assert_status(401);
        }
    }

    async fn known(&self, path: &str, count: usize, status: u16) {
        for _ in 0..count {
            self.client.get(path).bearer(&self.token).send().await.assert_status(status);
        }
    }

    fn told(&self, event: &str) -> Vec<Value> {
        self.log.audit().into_iter().filter(|told| told["event"] == event).collect()
    }
}

#[tokio::test]
async fn beyond_a_hundred_a_second_refusals_of_strangers_are_counted() {
    let world = World::new();
    world.strangers(250).await;
    assert_eq!(world.told("authn_login_fail").len(), 100);
    let held_back = world.told("refusals_held_back");
    assert_eq!(held_back.len(), 1, "that there are more is told at once");
    assert_eq!(held_back[0]["reason"], "no credential");
    assert!(held_back[0].get("count").is_none());

    world.clock.advance(Duration::from_secs(1));
    world.strangers(1).await;
    assert_eq!(world.told("authn_login_fail").len(), 101);
    assert_eq!(world.told("refusals_held_back")[1]["count"], 150);
}

#[tokio::test]
async fn the_count_is_told_when_the_application_ends() {
    let World { client, log, .. } = {
        let world = World::new();
        world.strangers(130).await;
        world
    };
    drop(client);
    let counts: Vec<Value> = log.audit().into_iter().filter(|told| told["event"] == "refusals_held_back").collect();
    assert_eq!(counts.last().unwrap()["count"], 30);
}

#[tokio::test]
async fn nobody_hides_behind_another_reason_and_known_callers_are_always_told_of() {
    let world = World::new();
    world.strangers(200).await;
    world.client.get("/me").bearer("no token").send().await.assert_status(401);
    assert_eq!(world.told("authn_login_fail").len(), 101, "its reason is another one");
    world.known("/admin", 150, 403).await;
    assert_eq!(world.told("authz_fail").len(), 150);
}

#[tokio::test]
async fn a_fault_of_ours_is_not_hidden_by_what_clients_do_wrong() {
    let world = World::new();
    for _ in 0..200 {
        world.client.get("/fails?ours=false").send().await.assert_status(409);
    }
    assert_eq!(world.told("request_refused").len(), 100);
    world.client.get("/fails?ours=true").send().await.assert_status(503);
    assert_eq!(world.told("sys_error")[0]["reason"], "the handler's error");
}

#[tokio::test]
async fn strangers_over_a_limit_do_not_hide_a_known_caller_over_its_own() {
    let world = World::new();
    world.client.get("/open").send().await.assert_status(204);
    for _ in 0..200 {
        world.client.get("/open").send().await.assert_status(429);
    }
    assert_eq!(world.told("excess_rate_limit_exceeded").len(), 100);
    world.known("/once", 1, 204).await;
    world.known("/once", 1, 429).await;
    assert_eq!(world.told("excess_rate_limit_exceeded")[100]["subject"], "ada");
}

#[tokio::test]
async fn a_known_caller_over_its_limit_is_a_flood_like_any_other() {
    let world = World::new();
    world.known("/once", 1, 204).await;
    world.known("/once", 300, 429).await;
    assert_eq!(world.told("excess_rate_limit_exceeded").len(), 100);
}
