//! Ids in bodies and queries: refused exactly as ids in the path, one by one and several at once; and whole lists.

mod bulk;
mod inputs;
mod lists;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use http::header::CONTENT_TYPE;
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer, TestResponse};
use secure_api_tests::{Log, Served, assert_refused, comparable};
use serde_json::{Value, json};

const ISSUER: &str = "https://issuer.test";
const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Clone, Default)]
struct Db {
    accounts: Arc<Mutex<BTreeMap<u32, Account>>>,
    /// The keys of each question for several.
    asked: Arc<Mutex<Vec<Vec<u32>>>>,
}

#[derive(Clone, Resource)]
#[resource(key = id, store = Db, load = Db::account, load_all = Db::accounts, owner = owner)]
struct Account {
    id: u32,
    amount: u32,
    owner: Principal,
}

/// Found by its text, one after the other.
#[derive(Resource)]
#[resource(key = name, store = Db, load = Db::label, owner = owner)]
struct Label {
    name: Text<1, 9>,
    owner: Principal,
}

/// Loaded by what does not keep to its word.
#[derive(Resource)]
#[resource(key = id, store = Db, load = Db::lost, load_all = Db::too_few, everyone(Update))]
struct Lost {
    id: u32,
}

impl Db {
    async fn account(&self, id: u32) -> Result<Option<Account>, Problem> {
        if id == 500 {
            Err(Problem::internal("disk at 10.0.0.7"))
        } else {
            Ok(self.accounts.lock().unwrap().get(&id).cloned())
        }
    }

    async fn accounts(&self, ids: Vec<u32>) -> Result<Vec<Option<Account>>, Problem> {
        let accounts = self.accounts.lock().unwrap();
        let found = ids.iter().map(|id| accounts.get(id).cloned()).collect();
        self.asked.lock().unwrap().push(ids);
        Ok(found)
    }

    async fn label(&self, name: Text<1, 9>) -> Result<Option<Label>, Problem> {
        let owner = match name.as_str() {
            "7" | "ada" => "ada",
            "bob" => "bob",
            _ => return Ok(None),
        };
        Ok(Some(Label { name, owner: Principal::new(ISSUER, owner) }))
    }

    async fn lost(&self, id: u32) -> Result<Option<Lost>, Problem> {
        Ok(Some(Lost { id }))
    }

    async fn too_few(&self, ids: Vec<u32>) -> Result<Vec<Option<Lost>>, Problem> {
        Ok(ids.into_iter().skip(1).map(|id| Some(Lost { id })).collect())
    }

    fn amounts(&self) -> Vec<u32> {
        self.accounts.lock().unwrap().values().map(|account| account.amount).collect()
    }

    fn write(&self, account: Account) {
        self.accounts.lock().unwrap().insert(account.id, account);
    }
}

/// A query that knows nothing of callers, and gives more than it is asked for.
impl Listed<Read> for Account {
    async fn list(db: &Db, _: &Caller, _: (), window: Window) -> Result<Vec<Self>, Problem> {
        Ok(db.accounts.lock().unwrap().values().skip(window.offset() as usize).cloned().collect())
    }
}

/// A query that filters as the rule does.
impl Listed<Read, u32> for Account {
    async fn list(db: &Db, caller: &Caller, least: u32, window: Window) -> Result<Vec<Self>, Problem> {
        let accounts = db.accounts.lock().unwrap();
        let found = accounts.values().filter(|account| account.amount >= least && caller.is(&account.owner));
        Ok(found.skip(window.offset() as usize).take(window.limit() as usize).cloned().collect())
    }
}

#[input]
struct One {
    account: Id<Account>,
}

#[input]
struct Several {
    accounts: List<Id<Account>, 0, 5>,
}

#[input]
struct Named {
    labels: List<Id<Label>, 1, 5>,
}

#[input]
struct OfLost {
    ids: List<Id<Lost>, 0, 5>,
}

#[input]
struct Search {
    least: u32,
    #[serde(default)]
    page: PageNumber,
    #[serde(default)]
    per_page: PerPage<3>,
}

#[output]
struct View {
    id: u32,
}

/// An error of the application, which carries what is refused as it is.
enum Failed {
    Refused(Problem),
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Failed::Refused(problem)
    }
}

impl SafeError for Failed {
    fn into_problem(self) -> Problem {
        let Failed::Refused(problem) = self;
        problem
    }
}

#[post("/accounts/{id}")]
#[secure(auth = "jwt")]
async fn by_path(State(db): State<Db>, account: Authorized<Account, Update>) -> NoContent {
    db.write(Account { amount: 1, ..account.into_inner() });
    NoContent
}

#[post("/one")]
#[secure(auth = "jwt")]
async fn by_body(
    State(db): State<Db>,
    accounts: Decide<Account, Update>,
    body: Valid<Json<One>>,
) -> Result<NoContent, Failed> {
    let account = accounts.one(&body.account).await?;
    db.write(Account { amount: 2, ..account.into_inner() });
    Ok(NoContent)
}

#[post("/form")]
#[secure(auth = "jwt")]
async fn by_form(accounts: Decide<Account, Update>, body: Valid<Form<One>>) -> Result<NoContent, Problem> {
    accounts.one(&body.account).await?;
    Ok(NoContent)
}

#[post("/query")]
#[secure(auth = "jwt")]
async fn by_query(accounts: Decide<Account, Update>, query: Valid<Query<One>>) -> Result<NoContent, Problem> {
    accounts.one(&query.account).await?;
    Ok(NoContent)
}

#[post("/several")]
#[secure(auth = "jwt")]
async fn several(
    State(db): State<Db>,
    accounts: Decide<Account, Update>,
    body: Valid<Json<Several>>,
) -> Result<Json<Vec<View>>, Problem> {
    let accounts = accounts.all(&body.accounts).await?;
    let seen = accounts.iter().map(|account| View { id: account.id }).collect();
    for account in accounts {
        db.write(Account { amount: 9, ..account.into_inner() });
    }
    Ok(Json(seen))
}

#[post("/labels")]
#[secure(auth = "jwt")]
async fn labels(labels: Decide<Label, Update>, body: Valid<Json<Named>>) -> Result<NoContent, Problem> {
    let labels = labels.all(&body.labels).await?.into_inner();
    assert!(labels.iter().all(|label| !label.name.is_empty()));
    Ok(NoContent)
}

#[post("/lost")]
#[secure(auth = "jwt")]
async fn lost(lost: Decide<Lost, Update>, body: Valid<Json<OfLost>>) -> Result<NoContent, Problem> {
    assert!(lost.all(&body.ids).await?.iter().all(|lost| lost.id > 0));
    Ok(NoContent)
}

#[get("/accounts")]
#[secure(auth = "jwt", rate = "100000/min")]
async fn list(accounts: Decide<Account, Read>, page: Valid<Query<PageOf>>) -> Result<Json<Paged<View>>, Problem> {
    Ok(Json(accounts.page(&page).await?.map(|account| View { id: account.id })))
}

type PageOf = Page<100>;

#[get("/accounts/{id}")]
#[secure(auth = "jwt", rate = "100000/min")]
async fn show(account: Authorized<Account, Read>) -> Json<View> {
    Json(View { id: account.id })
}

#[get("/search")]
#[secure(auth = "jwt")]
async fn search(accounts: Decide<Account, Read>, search: Valid<Query<Search>>) -> Result<Json<Paged<View>>, Problem> {
    let page = Page::of(search.page, search.per_page);
    Ok(Json(accounts.page_where(search.least, &page).await?.map(|account| View { id: account.id })))
}

fn api(db: &Db, issuer: &TestIssuer) -> Api<Db> {
    let routes = routes![by_path, by_body, by_form, by_query, several, labels, lost, list, show, search];
    Api::new(db.clone()).jwt(issuer.jwt()).mount(routes)
}

/// The accounts in the order of their owners: 1, 2, 3, ..
fn db(owners: &[&str]) -> Db {
    let db = Db::default();
    for (id, owner) in (1..).zip(owners) {
        db.write(Account { id, amount: 0, owner: Principal::new(ISSUER, *owner) });
    }
    db
}

struct Asked {
    app: Served,
    token: String,
}

impl Asked {
    async fn by_ada(db: &Db) -> Self {
        let issuer = TestIssuer::new();
        Self { app: Served::start(api(db, &issuer)).await, token: issuer.token("ada").mint() }
    }

    async fn json(&self, path: &str, body: Value) -> TestResponse {
        self.app.post(path).bearer(&self.token).json(&body).send().await
    }

    async fn form(&self, path: &str, body: &str) -> TestResponse {
        self.app.post(path).bearer(&self.token).header(CONTENT_TYPE, FORM).body(body.to_owned()).send().await
    }

    async fn bare(&self, path: &str) -> TestResponse {
        self.app.post(path).bearer(&self.token).send().await
    }
}
