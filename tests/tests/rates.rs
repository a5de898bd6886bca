//! How often: each form of `rate` is seen to refuse and to let through.

use std::net::IpAddr;
use std::time::Duration;

use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestClock, TestIssuer, TestResponse};
use secure_api_tests::assert_refused;
use serde_json::json;

const LOGIN: Rate = rate!("3/15min per address");

#[get("/caller")]
#[secure(auth = "jwt", rate = "2/min")]
async fn by_caller() -> NoContent {
    NoContent
}

#[get("/address")]
#[secure(public = "counted by address", rate = "2/min per address")]
async fn by_address() -> NoContent {
    NoContent
}

#[get("/route")]
#[secure(auth = "jwt", rate = ["2/min", "3/min per route"])]
async fn by_route() -> NoContent {
    NoContent
}

#[get("/burst")]
#[secure(auth = "jwt", rate = "2/min burst 4")]
async fn with_burst() -> NoContent {
    NoContent
}

#[get("/list")]
#[secure(auth = "jwt", rate = ["1/s", "3/h"])]
async fn by_list() -> NoContent {
    NoContent
}

#[get("/const")]
#[secure(public = "a login", rate = LOGIN)]
async fn by_const() -> NoContent {
    NoContent
}

#[get("/stranger")]
#[secure(public = "counted by caller where there is one", auth = optional("jwt"), rate = "2/min per caller")]
async fn by_caller_or_address() -> NoContent {
    NoContent
}

#[get("/default/one")]
#[secure(auth = "jwt")]
async fn undeclared() -> NoContent {
    NoContent
}

#[get("/default/two")]
#[secure(auth = "jwt", rate = "5000/min per address")]
async fn undeclared_for_callers() -> NoContent {
    NoContent
}

struct World {
    client: TestClient,
    clock: TestClock,
    issuer: TestIssuer,
}

impl World {
    fn new() -> Self {
        let (clock, issuer) = (TestClock::new(), TestIssuer::new());
        let routes = routes![
            by_caller,
            by_address,
            by_route,
            with_burst,
            by_list,
            by_const,
            by_caller_or_address,
            undeclared,
            undeclared_for_callers,
        ];
        let app = Api::new(()).jwt(issuer.jwt()).clock(clock.clone()).mount(routes).build().unwrap();
        Self { client: TestClient::in_memory(app), clock, issuer }
    }

    async fn call(&self, path: &str, subject: &str) -> TestResponse {
        let token = self.issuer.token(subject).issued_by(&self.clock).mint();
        self.client.get(path).bearer(&token).send().await
    }

    async fn statuses(&self, path: &str, subjects: &[&str]) -> Vec<u16> {
        let mut statuses = Vec::new();
        for subject in subjects {
            statuses.push(self.call(path, subject).await.status());
        }
        statuses
    }

    async fn from(&self, path: &str, address: &str) -> TestResponse {
        let address: IpAddr = address.parse().unwrap();
        self.client.get(path).from_address(address).send().await
    }

    fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

fn assert_limited(answer: &TestResponse, retry_after: &str, violated: &[&str]) {
    let problem = assert_refused(answer, 429);
    assert_eq!(answer.header("retry-after"), retry_after);
    assert_eq!(problem["violated-policies"], json!(violated));
    assert!(problem["type"].as_str().unwrap().ends_with("#quota-exceeded"));
}

#[tokio::test]
async fn a_caller_is_counted_apart_from_others() {
    let world = World::new();
    assert_eq!(
        world.statuses("/caller", &["ada", "ada", "ada", "bob", "bob", "bob"]).await,
        [204, 204, 429, 204, 204, 429]
    );
    assert_limited(&world.call("/caller", "ada").await, "60", &["caller"]);
    world.advance(60);
    assert_eq!(world.statuses("/caller", &["ada", "bob"]).await, [204, 204]);
}

#[tokio::test]
async fn a_new_token_is_no_new_caller() {
    let world = World::new();
    for (number, status) in [(1, 204), (2, 204), (3, 429)] {
        let token = world.issuer.token("ada").claim("jti", number.to_string()).mint();
        assert_eq!(world.client.get("/caller").bearer(&token).send().await.status(), status);
    }
}

#[tokio::test]
async fn an_address_is_counted_apart_from_others() {
    let world = World::new();
    for (address, status) in [
        ("192.0.2.1", 204),
        ("192.0.2.1", 204),
        ("192.0.2.1", 429),
        ("::ffff:192.0.2.1", 429),
        ("192.0.2.2", 204),
        ("2001:db8:0:1200::1", 204),
        ("2001:db8:0:12ff::2", 204),
        ("2001:db8:0:1280::3", 429),
        ("2001:db8:0:1300::1", 204),
    ] {
        assert_eq!(world.from("/address", address).await.status(), status, "{address}");
    }
    assert_limited(&world.from("/address", "192.0.2.1").await, "60", &["address"]);
}

#[tokio::test]
async fn a_route_is_counted_over_all_its_callers_beside_their_own_limit() {
    let world = World::new();
    assert_eq!(world.statuses("/route", &["ada", "ada"]).await, [204, 204]);
    assert_limited(&world.call("/route", "ada").await, "60", &["caller"]);
    // Had the refusal above been charged to the route, this would not pass.
    assert_eq!(world.call("/route", "bob").await.status(), 204);
    assert_limited(&world.call("/route", "carol").await, "60", &["route"]);
}

#[tokio::test]
async fn a_burst_is_admitted_once_and_refilled_at_the_declared_rate() {
    let world = World::new();
    assert_eq!(world.statuses("/burst", &["ada"; 5]).await, [204, 204, 204, 204, 429]);
    assert_limited(&world.call("/burst", "ada").await, "60", &["caller"]);
    assert_eq!(world.call("/burst", "bob").await.header("ratelimit-policy"), "\"caller\";q=4;w=60");
    world.advance(60);
    assert_eq!(world.statuses("/burst", &["ada"; 3]).await, [204, 204, 429]);
    assert_limited(&world.call("/burst", "ada").await, "30", &["caller"]);
}

#[tokio::test]
async fn each_limit_of_a_list_refuses() {
    let world = World::new();
    assert_eq!(world.call("/list", "ada").await.status(), 204);
    assert_limited(&world.call("/list", "ada").await, "1", &["caller"]);
    for _ in 0..2 {
        world.advance(1);
        assert_eq!(world.call("/list", "ada").await.status(), 204);
    }
    world.advance(1);
    assert_limited(&world.call("/list", "ada").await, "3597", &["caller-2"]);
}

#[tokio::test]
async fn a_named_constant_is_the_limit_that_it_says() {
    let world = World::new();
    for status in [204, 204, 204, 429] {
        assert_eq!(world.from("/const", "192.0.2.1").await.status(), status);
    }
    assert_limited(&world.from("/const", "192.0.2.1").await, "900", &["address"]);
}

#[tokio::test]
async fn a_stranger_on_a_callers_limit_is_counted_by_address() {
    let world = World::new();
    for status in [204, 204, 429] {
        assert_eq!(world.from("/stranger", "127.0.0.1").await.status(), status);
    }
    assert_eq!(world.from("/stranger", "192.0.2.2").await.status(), 204);
    // A known caller from the same address is not one of its strangers.
    assert_eq!(world.statuses("/stranger", &["ada", "ada", "ada"]).await, [204, 204, 429]);
}

#[tokio::test]
async fn a_caller_has_a_limit_over_all_routes_that_declare_none() {
    let world = World::new();
    let token = world.issuer.token("ada").mint();
    let mut paths = ["/default/one", "/default/two"].into_iter().cycle();
    for _ in 0..1200 {
        let answer = world.client.get(paths.next().unwrap()).bearer(&token).send().await;
        assert_eq!(answer.status(), 204);
    }
    for path in ["/default/one", "/default/two"] {
        let answer = world.client.get(path).bearer(&token).send().await;
        assert_refused(&answer, 429);
        assert!(answer.header("ratelimit-policy").contains("\"caller\";q=1200;w=60"));
    }
    assert_eq!(world.call("/default/one", "bob").await.status(), 204);
    assert_eq!(world.call("/caller", "ada").await.status(), 204);
}
