//! Roles from the application's own store: in place of the token's, bounded in age, and never guessed.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secure_api::Error;
use secure_api::identify::{IgnoredGrants, RoleCache, RoleMap, RoleStore, RolesUnavailable, ScopeMap, StoredRoles};
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestClock, TestIssuer, TestResponse};
use secure_api_tests::{Log, Served, assert_refused, comparable};
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

#[derive(Clone, Copy, Debug, Roles)]
#[roles(Admin > Editor, exclusive(Auditor, Operator))]
enum Role {
    Editor,
    Admin,
    Auditor,
    Operator,
}

#[derive(Clone, Copy, Scopes)]
enum Scope {
    #[scope(role = Role::Operator)]
    Run,
}

/// A table of roles that can be slow, be down, or fall over.
#[derive(Clone)]
struct Staff(Arc<Table>);

struct Table {
    roles: Mutex<BTreeMap<(String, String), Vec<&'static str>>>,
    asked: AtomicUsize,
    down: AtomicBool,
    panics: AtomicBool,
    may_answer: Semaphore,
}

impl Staff {
    fn new() -> Self {
        let may_answer = Semaphore::new(Semaphore::MAX_PERMITS);
        let table = Table {
            roles: Mutex::default(),
            asked: AtomicUsize::new(0),
            down: AtomicBool::new(false),
            panics: AtomicBool::new(false),
            may_answer,
        };
        Self(Arc::new(table))
    }

    fn set(&self, issuer: &str, subject: &str, roles: &[&'static str]) {
        self.0.roles.lock().unwrap().insert((issuer.to_owned(), subject.to_owned()), roles.to_vec());
    }

    fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// Waits until somebody has asked.
    async fn is_asked(&self) {
        for _ in 0..1_000 {
            if self.asked() > 0 {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("nobody asks the store");
    }

    fn go_down(&self, down: bool) {
        self.0.down.store(down, Ordering::SeqCst);
    }

    /// From here on, questions wait until [`answer`](Self::answer).
    fn hold(&self) {
        self.0.may_answer.forget_permits(Semaphore::MAX_PERMITS);
    }

    fn answer(&self) {
        self.0.may_answer.add_permits(1_000);
    }
}

impl RoleStore for Staff {
    type Role = Role;

    async fn roles_of(&self, caller: &Principal) -> Result<StoredRoles<Role>, RolesUnavailable> {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        assert!(!self.0.panics.load(Ordering::SeqCst), "the driver of db-7");
        // What it reads it reads at once, and what it says comes later.
        let key = (caller.issuer().to_owned(), caller.subject().to_owned());
        let found = self.0.roles.lock().unwrap().get(&key).cloned().unwrap_or_default();
        self.0.may_answer.acquire().await.expect("it is never closed").forget();
        if self.0.down.load(Ordering::SeqCst) {
            Err(io::Error::other("db-7 refused\r\nevent=forged"))?;
        }
        if found == ["blocked"] { Ok(StoredRoles::blocked()) } else { Ok(StoredRoles::named(found)) }
    }
}

#[derive(Clone)]
struct Application {
    staff: Staff,
    roles: RoleCache,
}

#[output]
struct Held {
    roles: Vec<String>,
}

#[get("/me")]
#[secure(auth = "jwt")]
async fn me(caller: Identity) -> Json<Held> {
    Json(Held { roles: caller.roles().map(str::to_owned).collect() })
}

#[get("/admin")]
#[secure(auth = "jwt", role = "admin")]
async fn admin() -> NoContent {
    NoContent
}

#[get("/run")]
#[secure(auth = "jwt", scope = "run")]
async fn run() -> NoContent {
    NoContent
}

#[get("/twice")]
#[secure(auth = "jwt", rate = "2/min")]
async fn twice() -> NoContent {
    NoContent
}

#[get("/front")]
#[secure(public = "a test", auth = optional("jwt"), rate = "60/min")]
async fn front(caller: Option<Identity>) -> Json<Held> {
    Json(Held { roles: caller.iter().flat_map(Identity::roles).map(str::to_owned).collect() })
}

/// Takes the caller's own roles away.
#[post("/resign")]
#[secure(auth = "jwt")]
async fn resign(caller: Identity, State(application): State<Application>) -> NoContent {
    application.staff.set(caller.issuer(), caller.subject(), &[]);
    application.roles.forget(caller.principal());
    NoContent
}

struct World {
    client: TestClient,
    clock: TestClock,
    issuer: TestIssuer,
    staff: Staff,
    roles: RoleCache,
}

const ISSUER: &str = "https://issuer.test";

fn api(staff: &Staff, roles: &RoleCache) -> Api<Application> {
    Api::new(Application { staff: staff.clone(), roles: roles.clone() })
        .roles_from(roles.clone())
        .mount(routes![me, admin, run, twice, front, resign])
}

fn world(max_age_s: u64) -> World {
    let (issuer, clock, staff) = (TestIssuer::new(), TestClock::new(), Staff::new());
    let roles = RoleCache::new(staff.clone(), Duration::from_secs(max_age_s));
    let app = api(&staff, &roles).jwt(issuer.jwt()).clock(clock.clone()).build().unwrap();
    World { client: TestClient::in_memory(app), clock, issuer, staff, roles }
}

impl World {
    fn token(&self, subject: &str) -> String {
        self.issuer.token(subject).issued_by(&self.clock).mint()
    }

    async fn get(&self, path: &str, subject: &str) -> TestResponse {
        self.client.get(path).bearer(&self.token(subject)).send().await
    }

    async fn status(&self, path: &str, subject: &str) -> u16 {
        self.get(path, subject).await.status()
    }
}

#[tokio::test]
async fn roles_of_the_store_take_the_place_of_those_of_the_token() {
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["admin"]);
    world.staff.set(ISSUER, "bob", &["editor"]);
    assert_eq!(world.status("/admin", "ada").await, 204);
    assert_eq!(world.status("/admin", "bob").await, 403);
    assert_eq!(world.status("/admin", "eve").await, 403, "whom the store does not know has no roles");
    assert_eq!(world.get("/me", "ada").await.text(), r#"{"roles":["editor","admin"]}"#);
    for claim in [json!("admin"), json!(["admin"])] {
        let name = if claim.is_string() { "role" } else { "roles" };
        let token = world.issuer.token("bob").issued_by(&world.clock).claim(name, claim).mint();
        let answer = world.client.get("/admin").bearer(&token).send().await;
        assert_refused(&answer, 403);
        assert_eq!(world.client.get("/me").bearer(&token).send().await.text(), r#"{"roles":["editor"]}"#);
    }
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_when_the_bound_is_over() {
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["admin"]);
    assert_eq!(world.status("/admin", "ada").await, 204);
    world.staff.set(ISSUER, "ada", &["editor"]);
    world.clock.advance(Duration::from_millis(59_999));
    assert_eq!((world.status("/admin", "ada").await, world.staff.asked()), (204, 1));
    world.clock.advance(Duration::from_millis(1));
    assert_eq!((world.status("/admin", "ada").await, world.staff.asked()), (403, 2));
    assert_eq!((world.status("/admin", "ada").await, world.staff.asked()), (403, 2));
}

#[tokio::test]
async fn a_change_that_is_announced_takes_effect_on_the_next_request() {
    let world = world(300);
    world.staff.set(ISSUER, "ada", &["admin"]);
    world.staff.set(ISSUER, "bob", &["admin"]);
    assert_eq!(world.status("/admin", "ada").await, 204);
    assert_eq!(world.status("/admin", "bob").await, 204);
    assert_eq!(world.client.post("/resign").bearer(&world.token("ada")).send().await.status(), 204);
    assert_eq!(world.status("/admin", "ada").await, 403);
    assert_eq!(
        (world.status("/admin", "bob").await, world.staff.asked()),
        (204, 3),
        "nobody else is asked about again"
    );
    world.staff.set(ISSUER, "bob", &[]);
    world.roles.forget_all();
    assert_eq!(world.status("/admin", "bob").await, 403);
}

#[tokio::test]
async fn an_answer_that_is_under_way_when_a_caller_is_forgotten_is_not_kept() {
    let world = Arc::new(world(300));
    world.staff.set(ISSUER, "ada", &["admin"]);
    world.staff.hold();
    let early = tokio::spawn({
        let world = Arc::clone(&world);
        async move { world.status("/admin", "ada").await }
    });
    world.staff.is_asked().await;
    world.staff.set(ISSUER, "ada", &[]);
    world.roles.forget(&Principal::new(ISSUER, "ada"));
    world.staff.answer();
    assert_eq!(world.status("/admin", "ada").await, 403);
    assert_eq!(early.await.unwrap(), 204, "it was judged by what was true when it came");
    assert_eq!(world.status("/admin", "ada").await, 403);
}

#[tokio::test]
async fn a_store_that_is_down_is_503_and_never_the_roles_of_the_token() {
    let log = Log::capture();
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["admin"]);
    assert_eq!(world.status("/admin", "ada").await, 204);
    world.staff.go_down(true);
    assert_eq!(world.status("/admin", "ada").await, 204, "what is known holds as long as it would have");
    let token = world.issuer.token("bob").issued_by(&world.clock).role("admin").mint();
    let _before = log.fresh_audit();
    for path in ["/admin", "/me", "/front"] {
        let answer = world.client.get(path).bearer(&token).send().await;
        assert_refused(&answer, 503);
        assert_eq!(answer.header("retry-after"), "1");
        assert!(!answer.text().contains("db-7"));
    }
    let events = log.fresh_audit();
    assert_eq!(events.len(), 3);
    assert_eq!(events[0]["reason"], "no roles from the store");
    assert_eq!(events[0]["cause"], "db-7 refused\\u{d}\\u{a}event=forged");
    assert_eq!((&events[0]["subject"], &events[0]["event"]), (&json!("bob"), &json!("sys_error")));

    world.clock.advance(Duration::from_secs(60));
    assert_eq!(world.status("/admin", "ada").await, 503, "past the bound nothing is known");
    world.staff.go_down(false);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.status("/admin", "ada").await, 204);
    assert_eq!(world.status("/front", "ada").await, 200);
}

#[tokio::test]
async fn a_store_that_is_down_is_not_asked_about_a_caller_again_at_once() {
    let world = world(60);
    world.staff.go_down(true);
    for _ in 0..5 {
        assert_eq!(world.status("/me", "ada").await, 503);
    }
    assert_eq!(world.staff.asked(), 1);
    world.clock.advance(Duration::from_millis(999));
    assert_eq!((world.status("/me", "ada").await, world.staff.asked()), (503, 1));
    world.clock.advance(Duration::from_millis(1));
    assert_eq!((world.status("/me", "ada").await, world.staff.asked()), (503, 2));
}

#[tokio::test]
async fn requests_that_come_together_ask_once() {
    for (down, status) in [(false, 204), (true, 503)] {
        let world = Arc::new(world(60));
        world.staff.set(ISSUER, "ada", &["admin"]);
        world.staff.go_down(down);
        world.staff.hold();
        let mut together = JoinSet::new();
        for _ in 0..20 {
            let world = Arc::clone(&world);
            together.spawn(async move { world.status("/admin", "ada").await });
        }
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        world.staff.answer();
        assert_eq!(together.join_all().await, vec![status; 20]);
        assert_eq!(world.staff.asked(), 1);
    }
}

#[tokio::test]
async fn a_client_that_leaves_while_the_store_is_asked_spoils_nothing() {
    let world = Arc::new(world(60));
    world.staff.set(ISSUER, "ada", &["admin"]);
    world.staff.hold();
    let spawn = || {
        let world = Arc::clone(&world);
        tokio::spawn(async move { world.status("/admin", "ada").await })
    };
    let leaves = spawn();
    world.staff.is_asked().await;
    let stays = spawn();
    tokio::task::yield_now().await;
    leaves.abort();
    assert!(leaves.await.unwrap_err().is_cancelled());
    world.staff.answer();
    assert_eq!(stays.await.unwrap(), 204);
    assert_eq!(world.staff.asked(), 2, "who waited asks again");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_answer_is_503() {
    let log = Log::capture();
    let world = world(60);
    world.staff.hold();
    let before = tokio::time::Instant::now();
    assert_refused(&world.get("/me", "ada").await, 503);
    assert_eq!(before.elapsed().as_secs(), 5);
    assert!(log.text().contains("no answer within 5 s"), "{}", log.text());
}

#[tokio::test(start_paused = true)]
async fn a_store_that_did_not_answer_in_time_is_left_alone_for_a_second_after_that() {
    let world = Arc::new(world(60));
    world.staff.hold();
    let waits = tokio::spawn({
        let world = Arc::clone(&world);
        async move { world.status("/me", "ada").await }
    });
    world.staff.is_asked().await;
    world.clock.advance(Duration::from_secs(5));
    assert_eq!(waits.await.unwrap(), 503);
    assert_eq!((world.status("/me", "ada").await, world.staff.asked()), (503, 1));
    world.clock.advance(Duration::from_secs(1));
    assert_eq!((world.status("/me", "ada").await, world.staff.asked()), (503, 2));
}

#[tokio::test]
async fn two_applications_of_one_store_count_each_name_once() {
    let ignored = IgnoredGrants::new();
    let (issuer, staff) = (TestIssuer::new(), Staff::new());
    staff.set(ISSUER, "ada", &["Admin"]);
    let roles = RoleCache::new(staff.clone(), Duration::from_secs(60));
    let built = || api(&staff, &roles).jwt(issuer.jwt()).ignored_grants(&ignored).build().unwrap();
    let [first, _second] = [built(), built()];
    let answer = TestClient::in_memory(first).get("/me").bearer(&issuer.token("ada").mint()).send().await;
    assert_eq!(answer.status(), 200);
    assert_eq!((ignored.roles(), ignored.names().len()), (1, 1), "{:?}", ignored.names());
}

#[tokio::test]
async fn a_store_that_panics_is_500_and_the_next_request_asks_again() {
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["admin"]);
    world.staff.0.panics.store(true, Ordering::SeqCst);
    let answer = world.get("/admin", "ada").await;
    assert_refused(&answer, 500);
    assert!(!answer.text().contains("db-7"));
    world.staff.0.panics.store(false, Ordering::SeqCst);
    assert_eq!(world.status("/admin", "ada").await, 204);
}

#[tokio::test]
async fn a_subject_of_two_issuers_is_two_callers() {
    let (ours, theirs) = (TestIssuer::new(), TestIssuer::named("https://partner.test"));
    let staff = Staff::new();
    staff.set(ISSUER, "ada", &["admin"]);
    let roles = RoleCache::new(staff.clone(), Duration::from_secs(60));
    // No role maps are needed: no role comes from a token.
    let [ours_jwt, theirs_jwt] = [&ours, &theirs].map(|issuer| issuer.jwt().scopes(ScopeMap::default()));
    let app = Served::start(api(&staff, &roles).jwt(ours_jwt).jwt(theirs_jwt.roles(RoleMap::none()))).await;
    for (issuer, status) in [(&ours, 204), (&theirs, 403), (&ours, 204)] {
        let answer = app.get("/admin").bearer(&issuer.token("ada").role("admin").mint()).send().await;
        assert_eq!(answer.status(), status);
    }
    assert_eq!(staff.asked(), 2);
}

#[tokio::test]
async fn an_account_that_is_blocked_gets_the_answer_of_a_bad_token() {
    let log = Log::capture();
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["blocked"]);
    let _before = log.fresh_audit();
    let blocked = world.get("/me", "ada").await;
    assert_refused(&blocked, 401);
    let events = log.fresh_audit();
    assert_eq!((&events[0]["reason"], &events[0]["subject"]), (&json!("blocked"), &json!("ada")));
    let bad = world.client.get("/me").bearer("a.b.c").send().await;
    assert_eq!(comparable(&blocked), comparable(&bad));
    assert_eq!(world.status("/front", "ada").await, 401);
    world.staff.set(ISSUER, "ada", &["admin"]);
    world.roles.forget(&Principal::new(ISSUER, "ada"));
    assert_eq!(world.status("/admin", "ada").await, 204);
}

#[tokio::test]
async fn stored_roles_that_exclude_one_another_are_nobodys() {
    let log = Log::capture();
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["auditor", "operator"]);
    assert_refused(&world.get("/me", "ada").await, 503);
    assert!(log.text().contains("exclude one another"), "{}", log.text());
}

#[tokio::test]
async fn a_scope_of_a_role_counts_for_who_has_the_role_in_the_store() {
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["operator"]);
    let asked = |subject: &str, role: &str, scope: &str| {
        let token = world.issuer.token(subject).issued_by(&world.clock).role(role).scope(scope).mint();
        world.client.get("/run").bearer(&token).send()
    };
    assert_eq!(asked("ada", "", "run").await.status(), 204);
    assert_eq!(asked("ada", "operator", "").await.status(), 403, "the store lends nothing");
    assert_eq!(asked("bob", "operator", "run").await.status(), 403, "the token's role is none");
}

#[tokio::test]
async fn a_caller_over_its_limit_costs_the_store_nothing() {
    let world = world(0);
    for (status, asked) in [(204, 1), (204, 2), (429, 2), (429, 2)] {
        assert_eq!((world.status("/twice", "ada").await, world.staff.asked()), (status, asked));
    }
}

#[tokio::test]
async fn nobody_is_asked_about_who_did_not_prove_who_it_is() {
    let world = world(60);
    assert_eq!(world.client.get("/front").send().await.status(), 200);
    assert_eq!(world.client.get("/admin").send().await.status(), 401);
    assert_eq!(world.client.get("/admin").bearer("a.b.c").send().await.status(), 401);
    let expired = world.issuer.token("ada").claim("exp", 1).mint();
    assert_eq!(world.client.get("/front").bearer(&expired).send().await.status(), 401);
    assert_eq!(world.staff.asked(), 0);
}

#[tokio::test]
async fn names_of_the_store_without_a_meaning_are_counted() {
    let ignored = IgnoredGrants::new();
    let (issuer, staff) = (TestIssuer::new(), Staff::new());
    staff.set(ISSUER, "ada", &["Admin", "editor"]);
    let roles = RoleCache::new(staff.clone(), Duration::from_secs(60));
    let app = api(&staff, &roles).jwt(issuer.jwt()).ignored_grants(&ignored).build().unwrap();
    assert!(app.report().contains("\nroles: from the application's store, at most 60 s old;"), "{}", app.report());
    let client = TestClient::in_memory(app);
    let answer = client.get("/me").bearer(&issuer.token("ada").role("boss").mint()).send().await;
    assert_eq!(answer.text(), r#"{"roles":["editor"]}"#);
    let seen = ignored.names();
    assert_eq!(seen.len(), 1, "the token's are not read: {seen:?}");
    assert_eq!((seen[0].source.as_str(), seen[0].name.as_str(), seen[0].times), ("the store", "Admin", 1));
}

#[test]
fn typed_roles_are_what_they_say() {
    let typed = StoredRoles::of([Role::Admin, Role::Auditor]);
    assert_eq!(format!("{typed:?}"), r#"StoredRoles { roles: ["editor", "admin", "auditor"], blocked: false, .. }"#);
}

mod elsewhere {
    use secure_api::prelude::*;

    #[derive(Clone, Copy, Roles)]
    pub(super) enum Rank {
        Admin,
    }
}

struct Ranks;

impl RoleStore for Ranks {
    type Role = elsewhere::Rank;

    async fn roles_of(&self, _: &Principal) -> Result<StoredRoles<elsewhere::Rank>, RolesUnavailable> {
        Ok(StoredRoles::of([elsewhere::Rank::Admin]))
    }
}

fn faults_of(api: Api<Application>) -> String {
    match api.build() {
        Err(Error::Configuration(faults)) => faults.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_store_that_cannot_serve_this_application_is_a_fault() {
    let (issuer, staff) = (TestIssuer::new(), Staff::new());
    let cache = |max_age_s: u64| RoleCache::new(staff.clone(), Duration::from_secs(max_age_s));
    let with = |roles: &RoleCache| api(&staff, roles).jwt(issuer.jwt());
    assert!(with(&cache(300)).build().is_ok() && with(&cache(0)).build().is_ok());
    assert!(faults_of(with(&cache(301))).contains("kept for 301 s, and for 300 s at the most"));
    let ranks = RoleCache::new(Ranks, Duration::from_secs(1));
    let told = faults_of(with(&ranks));
    assert!(told.contains("1. the store has roles of the enum `Rank`") && !told.contains("2."), "{told}");
    assert!(faults_of(with(&cache(1)).roles_from(cache(1))).contains("roles come from two stores"));
    let mapped = api(&staff, &cache(1)).jwt(issuer.jwt().roles(RoleMap::keycloak().same_names()));
    assert!(faults_of(mapped).contains("is never read: roles come from the application's store"));
    let nobody = Api::new(Application { staff: staff.clone(), roles: cache(1) }).roles_from(cache(1));
    assert!(faults_of(nobody).contains("no issuer says who anybody is"));
}
