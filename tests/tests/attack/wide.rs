//! An application with much of what can be declared, attacked by the lock that is written for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use secure_api::identify::{RoleMap, ScopeMap};
use secure_api::lock::Lock;
use secure_api::prelude::*;
use secure_api_testing::{Attack, json};

#[derive(Clone, Copy, Roles)]
#[roles(Owner > Member)]
enum Role {
    Member,
    Owner,
    Auditor,
}

#[derive(Clone, Copy, Scopes)]
#[scopes(Write > Look)]
enum Scope {
    #[scope("items:read")]
    Look,
    #[scope("items:write")]
    Write,
    #[scope("audit", role = Role::Auditor)]
    Audit,
}

type Db = Arc<Mutex<BTreeMap<(u32, u32), Item>>>;

#[derive(Clone, Resource)]
#[resource(key = (list, item), store = Db, load = find, owner = owner)]
struct Item {
    list: u32,
    item: u32,
    text: String,
    owner: Principal,
}

async fn find(db: &Db, (list, item): (u32, u32)) -> Result<Option<Item>, Problem> {
    Ok(db.lock().unwrap().get(&(list, item)).cloned())
}

#[input]
struct Place {
    street: Text<1, 40>,
    number: Option<u16>,
}

#[input]
#[serde(rename_all = "snake_case")]
enum Colour {
    Red,
    LightGreen,
}

#[input]
struct Order {
    name: Text<2, 40>,
    colour: Colour,
    home: Place,
    others: List<Place, 0, 3>,
    tags: List<Text<1, 10>, 1, 4>,
    amount: u32,
    urgent: bool,
    #[validate(email, length(max = 100))]
    contact: Option<String>,
}

#[input]
struct Find {
    term: Text<1, 20>,
    #[serde(default)]
    page: PageNumber,
    exact: Option<bool>,
}

#[input]
struct Sign {
    name: Text<1, 20>,
    age: u8,
}

#[output]
struct ItemView {
    item: u32,
    text: String,
    #[audience(Role::Owner)]
    owner: String,
}

#[derive(PathValue)]
enum Language {
    English,
    German,
}

#[get("/terms/{language}")]
#[secure(public = "terms are for everyone", rate = "30/min")]
async fn terms(Path(language): Path<Language>) -> StatusCode {
    match language {
        Language::English | Language::German => StatusCode::OK,
    }
}

#[get("/find")]
#[secure(auth = "jwt", scope = any(Scope::Look, Scope::Audit), rate = "20/min burst 30")]
async fn search(_: Valid<Query<Find>>) -> NoContent {
    NoContent
}

#[post("/orders")]
#[secure(auth = "jwt", role = any(Role::Owner, Role::Auditor), scope = Scope::Write, rate = ["6/min", "12/min per route"], body = "4kb")]
async fn order(_: Valid<Json<Order>>) -> NoContent {
    NoContent
}

#[post("/sign")]
#[secure(public = "whoever comes may sign", rate = "25/min per address")]
async fn sign(_: Valid<Form<Sign>>) -> NoContent {
    NoContent
}

#[get("/audit")]
#[secure(auth = "jwt", scope = Scope::Audit)]
async fn audit() -> NoContent {
    NoContent
}

#[post("/lists/{list}/items")]
#[secure(auth = "jwt", role = Role::Member, rate = "20/min", no_object_check(list) = "a list is there when it has an item")]
async fn add(State(db): State<Db>, caller: Identity, Path(list): Path<u32>) -> Created<ItemView> {
    let mut db = db.lock().unwrap();
    let item = 5_000 + db.len() as u32;
    let (text, owner) = ("new".to_owned(), caller.principal().clone());
    db.insert((list, item), Item { list, item, text: text.clone(), owner });
    Created::at(show::uri(list, item), ItemView { item, text, owner: caller.subject().to_owned() })
}

#[get("/lists/{list}/items/{item}")]
#[secure(auth = "jwt", role = Role::Member, rate = "20/min")]
async fn show(item: Authorized<Item, Read>) -> Json<ItemView> {
    Json(ItemView { item: item.item, text: item.text.clone(), owner: item.owner.subject().to_owned() })
}

#[delete("/lists/{list}/items/{item}")]
#[secure(auth = "jwt", role = Role::Member, rate = "20/min")]
async fn remove(State(db): State<Db>, item: Authorized<Item, Delete>) -> NoContent {
    db.lock().unwrap().remove(&(item.list, item.item));
    NoContent
}

fn api() -> Api<Db> {
    let origins = Cors::origin("https://app.test").and("https://admin.test:8443").credentials();
    Api::new(Db::default())
        .source_rate("200/min")
        .cors(origins)
        .mount(routes![terms, search, order, sign, audit, add, show, remove])
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_of_many_kinds_of_declarations_holds() {
    let roles =
        || RoleMap::claim("realm_access.roles").grant("list-owner", Role::Owner).grant("list-member", Role::Member);
    let jwt = move |issuer: &secure_api_testing::TestIssuer| {
        let roles = roles().grant("list-auditor", Role::Auditor);
        issuer.jwt().roles(roles).scopes(ScopeMap::usual().same_names())
    };
    let lock = Lock::of(&api().jwt(jwt(&secure_api_testing::TestIssuer::new())).inventory()).to_string();
    let made = |world: secure_api_testing::attack::World| async move {
        let owner = world.owner().with_claim("realm_access", json!({ "roles": ["list-member"] }));
        owner.post("/lists/7/items").await.assert_status(201).location().to_owned()
    };
    let attack = Attack::on(api).lock(lock).issuer(jwt).object("Item", made).quietly();
    let report = attack.param("language", "german").param("list", "7").run().await;
    report.assert_held();
}
