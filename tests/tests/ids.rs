//! Ids in bodies and queries: refused exactly as ids in the path, one by one and several at once; and whole lists.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use http::header::CONTENT_TYPE;
use proptest::collection::vec;
use proptest::prelude::*;
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

#[tokio::test]
async fn an_id_in_an_input_is_refused_as_one_in_the_path() {
    let db = db(&["ada", "bob"]);
    let ada = Asked::by_ada(&db).await;
    let missing = ada.bare("/accounts/999").await;
    assert_refused(&missing, 404);
    // Missing, somebody else's, and what can be no id.
    for id in
        [json!(999), json!(2), json!("2"), json!(-1), json!(4_294_967_296_u64), json!("x"), json!("01"), json!("")]
    {
        let answer = ada.json("/one", json!({ "account": id })).await;
        assert_eq!(comparable(&answer), comparable(&missing), "{id}");
        for bulk in [json!([id]), json!([1, id]), json!([id, 1])] {
            let answer = ada.json("/several", json!({ "accounts": bulk })).await;
            assert_eq!(comparable(&answer), comparable(&missing), "{bulk}");
        }
    }
    for id in ["999", "2", "-1", "4294967296", "x", "01", "", "1%20", "%2b1"] {
        let answer = ada.form("/form", &format!("account={id}")).await;
        assert_eq!(comparable(&answer), comparable(&missing), "{id}");
        let answer = ada.bare(&format!("/query?account={id}")).await;
        assert_eq!(comparable(&answer), comparable(&missing), "{id}");
    }
    assert_eq!(db.amounts(), [0, 0]);
}

#[tokio::test]
async fn the_owner_is_given_the_object_however_its_id_comes() {
    let db = db(&["ada", "bob"]);
    let ada = Asked::by_ada(&db).await;
    assert_eq!(ada.bare("/accounts/1").await.status(), 204);
    assert_eq!(db.amounts(), [1, 0]);
    assert_eq!(ada.json("/one", json!({"account": 1})).await.status(), 204);
    assert_eq!(db.amounts(), [2, 0]);
    assert_eq!(ada.json("/one", json!({"account": "1"})).await.status(), 204);
    assert_eq!(ada.form("/form", "account=1").await.status(), 204);
    assert_eq!(ada.bare("/query?account=1").await.status(), 204);
}

#[tokio::test]
async fn what_is_no_scalar_or_not_the_kind_of_the_key_is_invalid_input() {
    let ada = Asked::by_ada(&db(&["ada"])).await;
    for id in [json!(null), json!(true), json!(1.5), json!([1]), json!({"id": 1})] {
        let answer = ada.json("/one", json!({ "account": id })).await;
        assert_refused(&answer, 422);
        assert!(answer.text().contains(r#"{"field":"account","code":"type"}"#), "{id}: {}", answer.text());
    }
    assert_refused(&ada.json("/one", json!({})).await, 422);
    assert_refused(&ada.bare("/query?account=1&account=1").await, 400);
    // The key of a label is text: its digits are, the number is not.
    assert_eq!(ada.json("/labels", json!({"labels": ["7", "ada"]})).await.status(), 204);
    assert_refused(&ada.json("/labels", json!({"labels": [7]})).await, 422);
    assert_refused(&ada.json("/labels", json!({"labels": ["ada", "bob"]})).await, 404);
    assert_refused(&ada.json("/labels", json!({"labels": ["ada", "longer than nine"]})).await, 404);
}

#[tokio::test]
async fn several_ids_are_decided_as_one() {
    let db = db(&["ada", "bob", "ada"]);
    let ada = Asked::by_ada(&db).await;
    for refused in [json!([1, 2]), json!([3, 999]), json!([1, 3, "x"])] {
        assert_refused(&ada.json("/several", json!({ "accounts": refused })).await, 404);
    }
    assert_eq!(db.amounts(), [0, 0, 0], "one that is refused refuses all");
    let answer = ada.json("/several", json!({"accounts": [3, 1, 3]})).await;
    assert_eq!((answer.status(), answer.text()), (200, r#"[{"id":3},{"id":1},{"id":3}]"#));
    assert_eq!(db.amounts(), [9, 0, 9]);
    assert_eq!(ada.json("/several", json!({"accounts": []})).await.text(), "[]");
    assert_refused(&ada.json("/several", json!({"accounts": [1, 1, 1, 1, 1, 1]})).await, 422);
    let asked = db.asked.lock().unwrap().clone();
    assert_eq!(asked, [vec![1, 2], vec![3, 999], vec![3, 1, 3], vec![]], "one question for all, and none for no id");
}

#[tokio::test]
async fn a_loader_that_answers_with_another_number_gives_nothing() {
    let ada = Asked::by_ada(&db(&[])).await;
    assert_eq!(ada.json("/lost", json!({"ids": []})).await.status(), 204);
    assert_refused(&ada.json("/lost", json!({"ids": [1, 2]})).await, 500);
    let answer = ada.json("/one", json!({"account": 500})).await;
    assert_refused(&answer, 500);
    assert!(!answer.text().contains("10.0.0.7"));
}

#[tokio::test]
async fn a_refused_id_is_told_as_one_in_the_path_is() {
    let log = Log::capture();
    let issuer = TestIssuer::new();
    let client = TestClient::in_memory(api(&db(&["ada", "bob"]), &issuer).build().unwrap());
    let token = issuer.token("ada").mint();
    let told = |label: &str| {
        let events = log.fresh_audit();
        let [event] = events.as_slice() else { panic!("{label}: one event, and not {events:?}") };
        (event["event"].clone(), event["reason"].clone(), event["cause"].clone(), event["subject"].clone())
    };
    for (id, event) in [("2", "malicious_direct_reference"), ("999", "request_unmatched"), ("x", "request_unmatched")] {
        client.post(&format!("/accounts/{id}")).bearer(&token).send().await;
        let by_path = told(id);
        assert_eq!(by_path.0, event, "{id}");
        client.post("/one").bearer(&token).json(&json!({ "account": id })).send().await;
        assert_eq!(told(id), by_path, "{id}");
        client.post("/several").bearer(&token).json(&json!({ "accounts": [1, id] })).send().await;
        assert_eq!(told(id), by_path, "{id} of several");
    }
}

#[tokio::test]
async fn a_filter_finds_page_by_page_what_is_the_callers() {
    let ada = Asked::by_ada(&db(&["ada", "bob", "ada", "ada", "bob", "ada"])).await;
    let page = async |query: &str| {
        let answer = ada.app.get(&format!("/search?{query}")).bearer(&ada.token).send().await;
        answer.text().to_owned()
    };
    assert_eq!(page("least=0").await, r#"{"items":[{"id":1},{"id":3},{"id":4}],"page":1,"per_page":3,"more":true}"#);
    assert_eq!(page("least=0&page=2").await, r#"{"items":[{"id":6}],"page":2,"per_page":3,"more":false}"#);
    assert_eq!(page("least=0&page=9").await, r#"{"items":[],"page":9,"per_page":3,"more":false}"#);
    assert_eq!(page("least=1").await, r#"{"items":[],"page":1,"per_page":3,"more":false}"#);
    assert!(page("least=0&per_page=4").await.contains(r#"{"field":"per_page","code":"range"}"#));
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whoever owns what, and whatever a query finds: a list holds nothing that a single read would refuse, a page is never
    /// longer than it says, and what a page shows of the window is all that the caller may read of it.
    #[test]
    fn a_list_never_holds_what_its_rule_forbids(
        owners in vec(prop::sample::select(vec!["ada", "bob", "eve"]), 0..25),
        page in 1_u32..4,
        per_page in 1_u32..12,
    ) {
        runtime().block_on(async {
            let issuer = TestIssuer::new();
            let client = TestClient::in_memory(api(&db(&owners), &issuer).build().unwrap());
            for subject in ["ada", "bob", "eve", "nobody"] {
                let token = issuer.token(subject).mint();
                let path = format!("/accounts?page={page}&per_page={per_page}");
                let listed: Value = client.get(&path).bearer(&token).send().await.json();
                let listed: Vec<u64> =
                    listed["items"].as_array().unwrap().iter().map(|item| item["id"].as_u64().unwrap()).collect();
                assert!(listed.len() <= per_page as usize);
                for id in &listed {
                    assert_eq!(client.get(&format!("/accounts/{id}")).bearer(&token).send().await.status(), 200);
                }
                let (first, last) = ((page - 1) * per_page + 1, page * per_page);
                let readable = (1_u64..).zip(&owners).filter(|(_, owner)| **owner == subject).map(|(id, _)| id);
                let readable = readable.filter(|id| (u64::from(first)..=u64::from(last)).contains(id));
                assert!(readable.clone().all(|id| listed.contains(&id)), "{subject}: {listed:?}");
            }
        });
    }
}
