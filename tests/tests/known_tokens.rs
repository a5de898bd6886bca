//! A token that was verified a moment ago is not verified again: whatever else is asked of it is asked each time.

use std::time::Duration;

use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestClock, TestIssuer};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Roles)]
#[roles(Admin > Reader)]
enum Role {
    Reader,
    Admin,
}

#[get("/me")]
#[secure(auth = "jwt")]
async fn me() -> NoContent {
    NoContent
}

#[get("/admin")]
#[secure(auth = "jwt", role = Role::Admin)]
async fn admin() -> NoContent {
    NoContent
}

#[get("/few")]
#[secure(auth = "jwt", rate = "2/min")]
async fn few() -> NoContent {
    NoContent
}

struct World {
    client: TestClient,
    clock: TestClock,
    issuer: TestIssuer,
}

impl World {
    fn new() -> Self {
        Self::of(TestIssuer::new())
    }

    fn of(issuer: TestIssuer) -> Self {
        let clock = TestClock::new();
        let api = Api::new(()).jwt(issuer.jwt()).clock(clock.clone()).mount(routes![me, admin, few]);
        Self { client: TestClient::in_memory(api.build().unwrap()), clock, issuer }
    }

    async fn status(&self, path: &str, token: &str) -> u16 {
        self.client.get(path).bearer(token).send().await.status()
    }
}

/// With the character in the middle of one of the three segments turned into another.
fn bent(token: &str, segment: usize) -> String {
    let mut segments: Vec<String> = token.split('.').map(str::to_owned).collect();
    let middle = segments[segment].len() / 2;
    let other = if &segments[segment][middle..=middle] == "A" { "B" } else { "A" };
    segments[segment].replace_range(middle..=middle, other);
    segments.join(".")
}

#[tokio::test]
async fn a_known_token_is_refused_the_moment_it_expires() {
    let world = World::new();
    let token = world.issuer.token("ada").issued_by(&world.clock).mint();
    assert_eq!(world.status("/me", &token).await, 204);
    let mut lived = 0;
    while world.status("/me", &token).await == 204 {
        world.clock.advance(Duration::from_secs(1));
        lived += 1;
        assert!(lived < 4_000, "it never expires");
    }
    // Another application, which does not know it, agrees to the second.
    let fresh = World::of(TestIssuer::new());
    let unknown = fresh.issuer.token("ada").issued_by(&fresh.clock).mint();
    fresh.clock.advance(Duration::from_secs(lived - 1));
    assert_eq!(fresh.status("/me", &unknown).await, 204);
    fresh.clock.advance(Duration::from_secs(1));
    assert_eq!(fresh.status("/me", &unknown).await, 401);
}

#[tokio::test]
async fn a_token_that_is_like_a_known_one_is_not_known() {
    let world = World::new();
    let token = world.issuer.token("ada").issued_by(&world.clock).mint();
    assert_eq!(world.status("/me", &token).await, 204);
    for segment in 0..3 {
        assert_eq!(world.status("/me", &bent(&token, segment)).await, 401, "segment {segment}");
    }
    assert_eq!(world.status("/me", &token).await, 204);
}

#[tokio::test]
async fn the_role_is_asked_of_a_known_token_too() {
    let world = World::new();
    let token = world.issuer.token("ada").role("reader").issued_by(&world.clock).mint();
    for _ in 0..2 {
        assert_eq!(world.status("/me", &token).await, 204);
        assert_eq!(world.status("/admin", &token).await, 403);
    }
}

#[tokio::test]
async fn the_limit_of_the_caller_counts_known_tokens_too() {
    let world = World::new();
    let token = world.issuer.token("ada").issued_by(&world.clock).mint();
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(world.status("/few", &token).await);
    }
    assert_eq!(statuses, [204, 204, 429, 429]);
}

#[tokio::test]
async fn what_one_application_knows_no_other_does() {
    let (one, other) = (World::new(), World::new());
    let token = one.issuer.token("ada").issued_by(&one.clock).mint();
    assert_eq!(one.status("/me", &token).await, 204);
    assert_eq!(other.status("/me", &token).await, 401);
}
