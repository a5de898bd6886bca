//! Tokens that the application ends before they expire: refused from the next request on, whatever was known of them.

use std::time::Duration;

use secure_api::Error;
use secure_api::identify::{MAX_TOKEN_LIFE, Revocations, RevocationsFull, RoleMap};
use secure_api::prelude::*;
use secure_api_testing::{TestClock, TestIssuer, TestResponse};
use secure_api_tests::{Log, Served, assert_refused, comparable};
use serde_json::json;

const HOUR: Duration = Duration::from_secs(3_600);
const ISSUER: &str = "https://issuer.test";

#[get("/me")]
#[secure(auth = "jwt")]
async fn me() -> NoContent {
    NoContent
}

#[get("/front")]
#[secure(public = "a test", auth = optional("jwt"), rate = "1000/min")]
async fn front() -> NoContent {
    NoContent
}

#[post("/logout")]
#[secure(auth = "jwt")]
async fn logout(caller: Identity, State(revocations): State<Revocations>) -> Result<NoContent, Problem> {
    revocations.revoke_token(&caller).map_err(Problem::unavailable)?;
    Ok(NoContent)
}

#[post("/logout-everywhere")]
#[secure(auth = "jwt")]
async fn logout_everywhere(caller: Identity, State(revocations): State<Revocations>) -> Result<NoContent, Problem> {
    revocations.revoke_caller(caller.principal()).map_err(Problem::unavailable)?;
    Ok(NoContent)
}

struct World {
    app: Served,
    clock: TestClock,
    issuer: TestIssuer,
    revocations: Revocations,
}

fn api(revocations: &Revocations, clock: &TestClock) -> Api<Revocations> {
    let routes = routes![me, front, logout, logout_everywhere];
    Api::new(revocations.clone()).revocations(revocations).clock(clock.clone()).source_rate("10000/min").mount(routes)
}

impl World {
    async fn new() -> Self {
        Self::with(Revocations::new(HOUR)).await
    }

    async fn with(revocations: Revocations) -> Self {
        let clock = TestClock::new();
        let issuer = TestIssuer::new().with_clock(clock.clone());
        let app = Served::start(api(&revocations, &clock).jwt(issuer.jwt())).await;
        Self { app, clock, issuer, revocations }
    }

    fn token(&self, subject: &str) -> String {
        self.issuer.token(subject).mint()
    }

    async fn get(&self, path: &str, token: &str) -> TestResponse {
        self.app.get(path).bearer(token).send().await
    }

    async fn me(&self, token: &str) -> u16 {
        self.get("/me", token).await.status()
    }

    async fn post(&self, path: &str, token: &str) -> u16 {
        self.app.post(path).bearer(token).send().await.status()
    }

    /// Several times, so that it is known.
    async fn knows(&self, token: &str) {
        for _ in 0..3 {
            assert_eq!(self.me(token).await, 204);
        }
    }
}

fn ada() -> Principal {
    Principal::new(ISSUER, "ada")
}

#[tokio::test]
async fn a_token_is_refused_from_the_logout_on_and_no_other_of_the_caller() {
    let world = World::new().await;
    let (phone, laptop, bob) = (world.token("ada"), world.token("ada"), world.token("bob"));
    for token in [&phone, &laptop, &bob] {
        world.knows(token).await;
    }
    assert_eq!(world.post("/logout", &phone).await, 204);
    let refused = world.get("/me", &phone).await;
    assert_refused(&refused, 401);
    assert_eq!(comparable(&refused), comparable(&world.get("/me", "a.b.c").await), "as any bad token");
    assert_eq!(world.get("/front", &phone).await.status(), 401);
    assert_eq!(world.post("/logout", &phone).await, 401);
    for token in [&laptop, &bob] {
        world.knows(token).await;
    }
}

#[tokio::test]
async fn a_token_without_an_identifier_is_revoked_by_all_that_it_says() {
    let world = World::new().await;
    let unnamed = |session: u32| world.issuer.token("ada").without("jti").claim("sid", session).mint();
    let (one, other) = (unnamed(1), unnamed(2));
    world.knows(&one).await;
    assert_eq!(world.post("/logout", &one).await, 204);
    assert_eq!((world.me(&one).await, world.me(&other).await), (401, 204));
    // Signed anew it says the same, and is the same: ES256 signs differently each time.
    let again = unnamed(1);
    assert_ne!(again, one);
    assert_eq!(world.me(&again).await, 401);
}

#[tokio::test]
async fn all_that_a_caller_has_is_refused_and_what_is_issued_later_is_not() {
    let world = World::new().await;
    let (early, bob) = (world.token("ada"), world.token("bob"));
    world.clock.advance(Duration::from_secs(7));
    let late = world.token("ada");
    for token in [&early, &late, &bob] {
        world.knows(token).await;
    }
    assert_eq!(world.post("/logout-everywhere", &late).await, 204);
    let same_second = world.token("ada");
    for token in [&early, &late, &same_second] {
        assert_eq!(world.me(token).await, 401);
    }
    assert_eq!(world.me(&bob).await, 204);
    world.clock.advance(Duration::from_secs(1));
    let later = world.token("ada");
    world.knows(&later).await;
    assert_eq!(world.me(&late).await, 401);
}

#[tokio::test]
async fn a_namesake_of_another_issuer_is_not_touched() {
    let (clock, revocations) = (TestClock::new(), Revocations::new(HOUR));
    let (ours, theirs) = (TestIssuer::new(), TestIssuer::named("https://partner.test"));
    let [ours, theirs] = [ours, theirs].map(|issuer| issuer.with_clock(clock.clone()));
    let [ours_jwt, theirs_jwt] = [&ours, &theirs].map(|issuer| issuer.jwt().roles(RoleMap::none()));
    let app = Served::start(api(&revocations, &clock).jwt(ours_jwt).jwt(theirs_jwt)).await;
    let of = |issuer: &TestIssuer| issuer.token("ada").claim("jti", "one").mint();
    let (mine, other) = (of(&ours), of(&theirs));
    let me = |token: &str| app.get("/me").bearer(token).send();
    assert_eq!((me(&mine).await.status(), me(&other).await.status()), (204, 204));
    revocations.revoke_token_id("https://partner.test", "another").unwrap();
    revocations.revoke_token_id(ISSUER, "one").unwrap();
    assert_eq!((me(&mine).await.status(), me(&other).await.status()), (401, 204));
    revocations.revoke_caller(&ada()).unwrap();
    assert_eq!(me(&other).await.status(), 204);
    revocations.revoke_caller(&Principal::new("https://partner.test", "ada")).unwrap();
    assert_eq!(me(&other).await.status(), 401);
}

#[tokio::test]
async fn what_was_revoked_before_the_start_is_said_again() {
    let (before, world) = (World::new().await, World::new().await);
    let token = world.issuer.token("ada").claim("jti", "stolen").mint();
    world.knows(&token).await;
    world.revocations.revoke_token_id(ISSUER, "stolen").unwrap();
    assert_eq!(world.me(&token).await, 401);
    let issued = world.clock_s();
    world.clock.advance(Duration::from_secs(100));
    let (old, new) = (world.issuer.token("bob").claim("iat", issued).mint(), world.token("bob"));
    world.revocations.revoke_caller_issued_up_to(&Principal::new(ISSUER, "bob"), issued).unwrap();
    assert_eq!((world.me(&old).await, world.me(&new).await), (401, 204));
    // Until a moment that is still to come nobody gets in.
    world.revocations.revoke_caller_issued_up_to(&ada(), world.clock_s() + 60).unwrap();
    world.clock.advance(Duration::from_secs(60));
    assert_eq!(world.me(&world.token("ada")).await, 401);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.me(&world.token("ada")).await, 204);
    assert_eq!(before.me(&before.token("ada")).await, 204, "a store is its applications' own");
}

#[tokio::test]
async fn a_token_that_could_outlive_a_revocation_is_refused() {
    let log = Log::capture();
    let world = World::new().await;
    let now = world.clock_s();
    let lives = |from: u64, until: u64| world.issuer.token("ada").claim("iat", from).claim("exp", until).mint();
    assert_eq!(world.me(&lives(now - 60, now + 3_540)).await, 204);
    assert_eq!(world.me(&lives(now - 60, now + 3_541)).await, 401);
    assert_eq!(log.audit().pop().unwrap()["reason"], "lifetime");
    // Of one that does not say when it was issued nobody knows how long it lives: it would only have to wait.
    assert_eq!(world.me(&world.issuer.token("ada").without("iat").claim("exp", now + 60).mint()).await, 401);
    assert_eq!(log.audit().pop().unwrap()["reason"], "lifetime");
    assert_eq!(world.me(&lives(now + 60, now + 120)).await, 204);
    assert_eq!(world.me(&lives(now + 61, now + 120)).await, 401, "it would be later than what revokes it");
    // An application that revokes nothing asks nothing of the kind.
    let (clock, issuer) = (TestClock::new(), TestIssuer::new());
    let app = Served::start(Api::new(()).jwt(issuer.jwt()).clock(clock).mount(routes![me])).await;
    let token = issuer.token("ada").claim("exp", now + 100 * 24 * 3_600).mint();
    assert_eq!(app.get("/me").bearer(&token).send().await.status(), 204);
}

#[tokio::test]
async fn a_revocation_is_held_for_a_token_of_a_clock_that_is_ahead() {
    let world = World::new().await;
    let now = world.clock_s();
    let named =
        |id: &str| world.issuer.token("ada").claim("jti", id).claim("iat", now + 60).claim("exp", now + 3_660).mint();
    let (revoked, other) = (named("revoked"), named("other"));
    world.revocations.revoke_token_id(ISSUER, "revoked").unwrap();
    world.clock.advance(Duration::from_secs(3_670));
    assert_eq!((world.me(&revoked).await, world.me(&other).await), (401, 204), "within what clocks may differ");
}

#[tokio::test]
async fn revocations_go_when_nothing_that_they_are_about_can_live() {
    let world = World::with(Revocations::with_capacity(HOUR, 2)).await;
    let token = world.token("ada");
    assert_eq!(world.post("/logout", &token).await, 204);
    world.revocations.revoke_caller(&ada()).unwrap();
    // Nobody is forgotten for somebody else, and who revokes is told.
    let refused: Result<(), RevocationsFull> = world.revocations.revoke_token_id(ISSUER, "x");
    assert!(refused.is_err());
    assert_eq!(world.revocations.revoke_caller(&ada()), Ok(()), "it is there already");
    let bob = world.token("bob");
    assert_eq!((world.post("/logout", &bob).await, world.me(&bob).await), (503, 204));
    // The first: five minutes of the token, and a minute for clocks that differ.
    world.clock.advance(Duration::from_secs(359));
    assert!(world.revocations.revoke_token_id(ISSUER, "x").is_err());
    world.clock.advance(Duration::from_secs(1));
    world.revocations.revoke_token_id(ISSUER, "x").unwrap();
    assert!(world.revocations.revoke_token_id(ISSUER, "y").is_err());
    // The second: the longest life, from when it was said.
    world.clock.advance(Duration::from_secs(3_299));
    assert!(world.revocations.revoke_token_id(ISSUER, "y").is_err());
    world.clock.advance(Duration::from_secs(1));
    world.revocations.revoke_token_id(ISSUER, "y").unwrap();
}

#[tokio::test]
async fn what_is_over_already_takes_no_room() {
    let world = World::with(Revocations::with_capacity(HOUR, 1)).await;
    for day in 1..100 {
        let then = world.clock_s() - day * 24 * 3_600;
        world.revocations.revoke_caller_issued_up_to(&ada(), then).unwrap();
        world.revocations.revoke_caller_issued_up_to(&Principal::new(ISSUER, day.to_string()), then).unwrap();
    }
    world.revocations.revoke_caller(&ada()).unwrap();
}

#[tokio::test]
async fn each_revocation_and_each_use_of_what_was_revoked_is_told() {
    let log = Log::capture();
    let world = World::with(Revocations::with_capacity(HOUR, 2)).await;
    let token = world.issuer.token("ada").claim("jti", "one\r\ntwo").mint();
    world.knows(&token).await;
    let _before = log.fresh_audit();
    assert_eq!(world.post("/logout", &token).await, 204);
    world.revocations.revoke_caller(&ada()).unwrap();
    let _full = world.revocations.revoke_caller(&Principal::new(ISSUER, "bob"));
    assert_eq!(world.me(&token).await, 401);
    let told = log.fresh_audit();
    let of =
        |event: &str| told.iter().find(|told| told["event"] == event).unwrap_or_else(|| panic!("{event}: {told:?}"));
    let revoked = of("authn_token_revoked");
    assert_eq!([&revoked["issuer"], &revoked["subject"]], [&json!(ISSUER), &json!("ada")]);
    assert_eq!([&revoked["what"], &revoked["token_id"]], [&json!("token"), &json!("one\\u{d}\\u{a}two")]);
    assert_eq!(told.iter().filter(|told| told["event"] == "authn_token_revoked").count(), 2);
    assert_eq!((&of("revocations_full")["level"], &of("revocations_full")["most"]), (&json!("ERROR"), &json!(2)));
    let used = of("authn_token_reuse");
    assert_eq!([&used["reason"], &used["subject"], &used["status"]], [&json!("revoked"), &json!("ada"), &json!(401)]);
    // And not for ever by who has nothing else to do.
    for _ in 0..300 {
        assert_eq!(world.me(&token).await, 401);
    }
    assert_eq!(log.fresh_audit().iter().filter(|told| told["event"] == "authn_token_reuse").count(), 99);
}

#[tokio::test]
async fn a_revoked_token_is_soon_not_looked_at_any_more() {
    let (clock, revocations) = (TestClock::new(), Revocations::new(HOUR));
    let issuer = TestIssuer::new().with_clock(clock.clone());
    let app = Served::start(api(&revocations, &clock).source_rate("5/min").jwt(issuer.jwt())).await;
    let token = issuer.token("ada").mint();
    let me = || app.get("/me").bearer(&token).send();
    for _ in 0..20 {
        assert_eq!(me().await.status(), 204);
    }
    revocations.revoke_caller(&ada()).unwrap();
    let mut statuses = Vec::new();
    for _ in 0..7 {
        statuses.push(me().await.status());
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429]);
}

#[test]
fn what_cannot_hold_is_a_fault_and_what_does_is_in_the_report() {
    let (clock, issuer) = (TestClock::new(), TestIssuer::new());
    let build = |revocations: &Revocations| api(revocations, &clock).jwt(issuer.jwt()).build();
    let report = build(&Revocations::with_capacity(HOUR, 7)).unwrap().report().to_owned();
    let line = "revocations: at most 7, in this process; a token that lives longer than 3600 s is refused";
    assert!(report.lines().any(|told| told == line), "{report}");

    let faults = |built: Result<_, Error>| match built.map(|_: secure_api::api::App<Revocations>| ()) {
        Err(error) => error.to_string(),
        Ok(()) => panic!("it starts"),
    };
    for life in [Duration::ZERO, Duration::from_millis(999), MAX_TOKEN_LIFE + Duration::from_secs(1)] {
        let told = faults(build(&Revocations::new(life)));
        assert!(told.contains("tokens are said to live for"), "{told}");
    }
    assert!(build(&Revocations::new(MAX_TOKEN_LIFE)).is_ok());
    assert_eq!(MAX_TOKEN_LIFE.as_secs(), 31_622_400, "the longest year");
    assert!(faults(build(&Revocations::with_capacity(HOUR, 0))).contains("room for no revocation"));
    let twice = Revocations::new(HOUR);
    assert!(faults(api(&twice, &clock).revocations(&twice).jwt(issuer.jwt()).build()).contains("in two stores"));
    let nobody = Api::new(twice.clone()).revocations(&twice).build();
    assert!(faults(nobody).contains("no issuer is declared"));
}

impl World {
    fn clock_s(&self) -> u64 {
        secure_api::provide::clock::Clock::unix_s(&self.clock)
    }
}
