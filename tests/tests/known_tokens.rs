//! A token that was verified a moment ago is not verified again: whatever else is asked of it is asked each time.

use std::time::Duration;

use secure_api::identify::IgnoredGrants;
use secure_api::prelude::*;
use secure_api_testing::{TestClock, TestIssuer};
use secure_api_tests::Served;

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

#[derive(Clone, Copy, Scopes)]
enum Scope {
    Write,
}

#[get("/scoped")]
#[secure(auth = "jwt", scope = Scope::Write)]
async fn scoped() -> NoContent {
    NoContent
}

#[derive(Resource)]
#[resource(key = id, store = (), load = load, owner = owner)]
struct Note {
    id: u32,
    owner: Principal,
}

/// The first is ada's, the second bob's.
async fn load((): &(), id: u32) -> Result<Option<Note>, Problem> {
    let owner = Principal::new("https://issuer.test", if id == 1 { "ada" } else { "bob" });
    Ok((id < 3).then_some(Note { id, owner }))
}

#[get("/notes/{id}")]
#[secure(auth = "jwt")]
async fn show(note: Authorized<Note, Read>) -> StatusCode {
    if note.id < 3 { StatusCode::OK } else { StatusCode::ACCEPTED }
}

struct World {
    app: Served,
    clock: TestClock,
    issuer: TestIssuer,
}

impl World {
    async fn new() -> Self {
        Self::of(|api| api).await
    }

    async fn of(declared: impl FnOnce(Api<()>) -> Api<()>) -> Self {
        let (clock, issuer) = (TestClock::new(), TestIssuer::new());
        let api = Api::new(()).jwt(issuer.jwt()).clock(clock.clone()).mount(routes![me, admin, few, scoped, show]);
        Self { app: Served::start(declared(api)).await, clock, issuer }
    }

    async fn status(&self, path: &str, token: &str) -> u16 {
        self.app.get(path).bearer(token).send().await.status()
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
    let world = World::new().await;
    let token = world.issuer.token("ada").issued_by(&world.clock).mint();
    assert_eq!(world.status("/me", &token).await, 204);
    let mut lived = 0;
    while world.status("/me", &token).await == 204 {
        world.clock.advance(Duration::from_secs(1));
        lived += 1;
        assert!(lived < 4_000, "it never expires");
    }
    // Another application, which does not know it, agrees to the second.
    let fresh = World::new().await;
    let unknown = fresh.issuer.token("ada").issued_by(&fresh.clock).mint();
    fresh.clock.advance(Duration::from_secs(lived - 1));
    assert_eq!(fresh.status("/me", &unknown).await, 204);
    fresh.clock.advance(Duration::from_secs(1));
    assert_eq!(fresh.status("/me", &unknown).await, 401);
}

#[tokio::test]
async fn a_token_that_is_like_a_known_one_is_not_known() {
    let world = World::new().await;
    let token = world.issuer.token("ada").issued_by(&world.clock).mint();
    assert_eq!(world.status("/me", &token).await, 204);
    for segment in 0..3 {
        assert_eq!(world.status("/me", &bent(&token, segment)).await, 401, "segment {segment}");
    }
    assert_eq!(world.status("/me", &token).await, 204);
}

#[tokio::test]
async fn the_role_is_asked_of_a_known_token_too() {
    let world = World::new().await;
    let token = world.issuer.token("ada").role("reader").issued_by(&world.clock).mint();
    for _ in 0..2 {
        assert_eq!(world.status("/me", &token).await, 204);
        assert_eq!(world.status("/admin", &token).await, 403);
    }
}

#[tokio::test]
async fn the_limit_of_the_caller_counts_known_tokens_too() {
    let world = World::new().await;
    let token = world.issuer.token("ada").issued_by(&world.clock).mint();
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(world.status("/few", &token).await);
    }
    assert_eq!(statuses, [204, 204, 429, 429]);
}

#[tokio::test]
async fn what_one_application_knows_no_other_does() {
    let (one, other) = (World::new().await, World::new().await);
    let token = one.issuer.token("ada").issued_by(&one.clock).mint();
    assert_eq!(one.status("/me", &token).await, 204);
    assert_eq!(other.status("/me", &token).await, 401);
}

#[tokio::test]
async fn the_scope_is_asked_of_a_known_token_too() {
    let world = World::new().await;
    let token = world.issuer.token("ada").scope("read").issued_by(&world.clock).mint();
    for _ in 0..2 {
        assert_eq!(world.status("/me", &token).await, 204);
        assert_eq!(world.status("/scoped", &token).await, 403);
    }
    let token = world.issuer.token("ada").scope("write").issued_by(&world.clock).mint();
    assert_eq!(world.status("/scoped", &token).await, 204);
}

#[tokio::test]
async fn each_object_is_decided_for_a_known_token_too() {
    let world = World::new().await;
    let [ada, bob] = ["ada", "bob"].map(|subject| world.issuer.token(subject).issued_by(&world.clock).mint());
    for _ in 0..2 {
        assert_eq!((world.status("/notes/1", &ada).await, world.status("/notes/2", &ada).await), (200, 404));
        assert_eq!((world.status("/notes/1", &bob).await, world.status("/notes/2", &bob).await), (404, 200));
    }
}

/// A role that means nothing is counted whenever a token is verified that names it.
async fn verifications(declared: impl FnOnce(Api<()>) -> Api<()>, tokens: usize) -> u64 {
    let ignored = IgnoredGrants::new();
    let world = World::of(|api| declared(api.ignored_grants(&ignored))).await;
    let minted = (0..tokens)
        .map(|number| world.issuer.token(&format!("caller {number}")).role("knight").issued_by(&world.clock).mint());
    let minted: Vec<String> = minted.collect();
    for _ in 0..5 {
        for token in &minted {
            assert_eq!(world.status("/me", token).await, 204);
        }
    }
    ignored.roles()
}

#[tokio::test]
async fn as_many_tokens_are_remembered_as_is_said_and_none_where_that_is_none() {
    assert_eq!(verifications(|api| api, 3).await, 3);
    assert_eq!(verifications(|api| api.remembered_tokens(1), 1).await, 1);
    assert_eq!(verifications(|api| api.remembered_tokens(1), 2).await, 10, "each pushes the other out");
    assert_eq!(verifications(|api| api.remembered_tokens(0), 3).await, 15);
}

#[test]
fn how_many_tokens_are_remembered_is_bounded_and_in_the_report() {
    let issuer = TestIssuer::new();
    let built = |most| Api::new(()).jwt(issuer.jwt()).remembered_tokens(most).mount(routes![me]).build();
    let report = |most| built(most).unwrap().report().to_owned();
    assert!(!report(65_536).lines().any(|line| line.starts_with("tokens:")));
    assert!(report(0).contains("tokens: every one is verified each time"));
    assert!(report(1 << 20).contains("tokens: the 1048576 that were used last"));
    let error = built((1 << 20) + 1).map(drop).unwrap_err().to_string();
    assert!(error.contains("1048577 tokens are to be remembered"), "{error}");
}

#[tokio::test]
async fn an_exhausted_address_lets_known_callers_pass_where_every_token_is_verified() {
    let world = World::of(|api| api.remembered_tokens(0).source_rate("3/min")).await;
    let token = world.issuer.token("ada").issued_by(&world.clock).mint();
    assert_eq!(world.status("/me", &token).await, 204);
    for status in [401, 401, 401, 429] {
        assert_eq!(world.status("/me", "a.b.c").await, status);
    }
    for _ in 0..5 {
        assert_eq!(world.status("/me", &token).await, 204);
    }
}
