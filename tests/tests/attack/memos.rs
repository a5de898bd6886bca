//! An application as it would be deployed: with an issuer that a campaign does not know, objects of others in it, and routes that a
//! campaign must not write to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use secure_api::api::Running;
use secure_api::lock::Lock;
use secure_api::prelude::*;
use secure_api_testing::attack::{Remote, Tokens, World};
use secure_api_testing::{Attack, TestClient, TestClock, TestIssuer, json};
use uuid::Uuid;

use super::answering::{SECRET, secret, serve};
use super::tap::Tap;

#[derive(Clone, Copy, Roles)]
#[roles(Admin > Editor > Reader)]
pub(crate) enum Role {
    Reader,
    Editor,
    Admin,
}

pub(crate) type Memos = Arc<Mutex<BTreeMap<Uuid, Memo>>>;

#[derive(Clone, Debug, PartialEq, Resource)]
#[resource(key = id, store = Memos, load = find)]
pub(crate) struct Memo {
    id: Uuid,
    text: String,
    owner: Principal,
    /// The mistake: it is everybody's.
    open: bool,
}

impl Memo {
    pub(crate) fn id(&self) -> Uuid {
        self.id
    }
}

#[rule]
impl Authorize<Read> for Memo {
    fn permits(&self, caller: &Caller) -> bool {
        self.open || caller.is(&self.owner)
    }
}

#[rule]
impl Authorize<Update> for Memo {
    fn permits(&self, caller: &Caller) -> bool {
        self.open || caller.is(&self.owner)
    }
}

#[rule]
impl Authorize<Delete> for Memo {
    fn permits(&self, caller: &Caller) -> bool {
        caller.is(&self.owner)
    }
}

async fn find(memos: &Memos, id: Uuid) -> Result<Option<Memo>, Problem> {
    Ok(memos.lock().unwrap().get(&id).cloned())
}

/// What nobody said how to make.
#[derive(Clone, Resource)]
#[resource(key = id, store = Memos, load = no_page, owner = owner)]
pub(crate) struct Page {
    #[allow(dead_code, reason = "what a page is found by")]
    id: Uuid,
    owner: Principal,
}

async fn no_page(_: &Memos, _: Uuid) -> Result<Option<Page>, Problem> {
    Ok(None)
}

#[input]
struct Draft {
    text: Text<1, 20>,
}

#[output]
struct MemoView {
    id: Uuid,
    text: String,
}

/// The text by which a mistake is planted: the memo is everybody's.
const OPEN: &str = "Open.";

#[post("/memos")]
#[secure(auth = "jwt", role = Role::Editor, rate = "20/min", body = "2kb")]
async fn create(State(memos): State<Memos>, caller: Identity, draft: Valid<Json<Draft>>) -> Created<MemoView> {
    let (id, text) = (Uuid::new_v4(), draft.text.as_str().to_owned());
    let memo = Memo { id, open: text == OPEN, text: text.clone(), owner: caller.principal().clone() };
    memos.lock().unwrap().insert(id, memo);
    Created::at(show::uri(id), MemoView { id, text })
}

#[get("/memos/{id}")]
#[secure(auth = "jwt", role = Role::Reader, rate = "20/min")]
async fn show(memo: Authorized<Memo, Read>) -> Json<MemoView> {
    Json(MemoView { id: memo.id, text: memo.text.clone() })
}

#[put("/memos/{id}")]
#[secure(auth = "jwt", role = Role::Editor, rate = "20/min", body = "2kb")]
async fn update(State(memos): State<Memos>, memo: Authorized<Memo, Update>, draft: Valid<Json<Draft>>) -> NoContent {
    let changed = Memo { text: draft.text.as_str().to_owned(), ..memo.into_inner() };
    memos.lock().unwrap().insert(changed.id, changed);
    NoContent
}

#[delete("/memos/{id}")]
#[secure(auth = "jwt", role = Role::Editor, rate = "20/min")]
async fn remove(State(memos): State<Memos>, memo: Authorized<Memo, Delete>) -> NoContent {
    memos.lock().unwrap().remove(&memo.id);
    NoContent
}

#[delete("/pages/{id}")]
#[secure(auth = "jwt", role = Role::Editor, rate = "20/min")]
async fn remove_page(_: Authorized<Page, Delete>) -> NoContent {
    NoContent
}

#[put("/settings")]
#[secure(auth = "jwt", role = Role::Editor, rate = "20/min", body = "2kb")]
async fn settings(_: Valid<Json<Draft>>) -> NoContent {
    NoContent
}

#[get("/health")]
#[secure(public = "says that it lives", rate = "60/min per address")]
async fn health() -> NoContent {
    NoContent
}

/// Served on this machine, with memos of others in it, behind what notes all that is sent.
pub(crate) struct Staging {
    _running: Running,
    pub(crate) tap: Tap,
    pub(crate) issuer: TestIssuer,
    clock: TestClock,
    pub(crate) lock: String,
    pub(crate) memos: Memos,
}

impl Staging {
    #[allow(clippy::disallowed_methods, reason = "an application that is adopted has routes of its own")]
    pub(crate) async fn serve_with(issuer: TestIssuer) -> Self {
        let (clock, memos) = (TestClock::new(), Memos::default());
        let issuer = issuer.with_clock(clock.clone());
        let api = || {
            let old = axum::Router::new().route("/old/{id}", axum::routing::delete(async || "gone"));
            let routes = routes![create, show, update, remove, remove_page, settings, health];
            let api =
                Api::new(memos.clone()).source_rate("300/min").jwt(issuer.jwt()).clock(clock.clone()).mount(routes);
            api.adopt_only(old, ["DELETE /old/{id}"], "it stays until the next release")
        };
        let lock = Lock::of(&api().answer_attacks("", secret(SECRET)).inventory()).to_string();
        let running = serve(api().answer_attacks(&*lock, secret(SECRET))).await;
        let tap = Tap::before(running.addr());
        let staging = Self { tap, issuer, clock, lock, memos, _running: running };
        let client = TestClient::over_socket(staging._running.addr());
        for name in ["mia", "noa"] {
            let token = staging.token(name, &["editor"]);
            client.with_token(token).post("/memos").json(&json!({ "text": name })).await.assert_status(201);
        }
        staging
    }

    pub(crate) async fn serve() -> Self {
        Self::serve_with(TestIssuer::new()).await
    }

    /// Valid for longer than any test moves its clock.
    pub(crate) fn token(&self, name: &str, roles: &[&str]) -> String {
        let token = self.issuer.token(name).claim("exp", 4_000_000_000_u64);
        if roles.is_empty() { token.mint() } else { token.roles(roles.iter().copied()).mint() }
    }

    pub(crate) fn tokens(&self) -> Tokens {
        let tokens = Tokens::new().with(&["editor"], &[], self.token("ada", &["editor"]));
        let tokens = tokens.with(&["editor"], &[], self.token("eve", &["editor"]));
        let tokens = tokens.with(&["reader"], &[], self.token("ada", &["reader"]));
        let tokens = tokens.with(&["reader"], &[], self.token("eve", &["reader"]));
        tokens.with(&["admin"], &[], self.token("ada", &["admin"])).with(&[], &[], self.token("bob", &[]))
    }

    /// A campaign, whose memos have this text.
    fn attack_with(&self, base: &str, text: &'static str) -> Attack<Remote> {
        let made = move |world: World| async move {
            let made = world.owner().as_role(Role::Editor).post("/memos").json(&json!({ "text": text })).await;
            made.assert_status(201).location().to_owned()
        };
        let attack = Attack::at(base).lock(&*self.lock).secret(secret(SECRET)).tokens(self.tokens());
        attack.clock(&self.clock).object("Memo", made).quietly()
    }

    pub(crate) fn attack(&self) -> Attack<Remote> {
        self.attack_at(&self.tap.base())
    }

    pub(crate) fn attack_at(&self, base: &str) -> Attack<Remote> {
        self.attack_with(base, "Mine.")
    }

    /// The same, with a mistake in it.
    pub(crate) fn attack_on_open_memos(&self) -> Attack<Remote> {
        self.attack_with(&self.tap.base(), OPEN)
    }

    /// What is there.
    pub(crate) fn texts(&self) -> Vec<Memo> {
        self.memos.lock().unwrap().values().cloned().collect()
    }
}
