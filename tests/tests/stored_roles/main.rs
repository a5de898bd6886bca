//! Roles from the application's own store: in place of the token's, bounded in age, and never guessed.

mod changes;
mod declared;
mod held;
mod outages;

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
