//! An application with much of what can be declared, attacked by the lock that is written for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use secure_api::identify::{RoleMap, ScopeMap};
use secure_api::prelude::*;
use secure_api_testing::{Attack, json};

/// What the application promises, written by hand: an error in what writes such files is not repeated here.
const LOCK: &str = r#"
cors https://admin.test:8443 credentials=yes headers=authorization,content-type max-age=600s
cors https://app.test credentials=yes headers=authorization,content-type max-age=600s
issuer https://issuer.test audience=https://api.test grants=role(claim:realm_access/roles,list-auditor:auditor,list-member:member,list-owner:owner),scope(claim:,same-names) leeway=30s
limit caller rate=1200/60s/caller
limit source rate=200/60s/address
role auditor
role member
role owner includes=member
route DELETE /lists/{list}/items/{item} access=jwt answer=204 object.item=Item/Delete object.list=Item/Delete rate=20/60s/caller role=any(member)
route GET /audit access=jwt answer=204 scope=any(audit)
route GET /find access=jwt answer=204 query=Find rate=20/60s/caller/burst30 scope=any(items:read,audit)
route GET /lists/{list}/items/{item} access=jwt answer=200(ItemView) object.item=Item/Read object.list=Item/Read rate=20/60s/caller role=any(member)
route GET /terms/{language} answer=chosen no-id.language="Language: one of a few words" public="terms are for everyone" rate=30/60s/address
route POST /lists/{list}/items access=jwt answer=201(ItemView) excused.list="a list is there when it has an item" rate=20/60s/caller role=any(member)
route POST /orders access=jwt answer=204 body=4096 json=Order rate=6/60s/caller,12/60s/route role=any(owner,auditor) scope=any(items:write)
route POST /sign answer=204 body=65536 form=Sign public="whoever comes may sign" rate=25/60s/address
scope audit needs=auditor
scope items:read
scope items:write includes=items:read
sends ItemView .item=required,integer(0..4294967295) .owner=only(any(owner)),text .text=required,text
takes Find .exact=or-null,bool .page=integer(1..1000000) .term=required,text(1..20)
takes Order .amount=required,integer(0..4294967295) .colour=required,one-of(red,light_green) .contact=or-null,text(0..100),email .home=required,Place .name=required,text(2..40) .others=required,list(0..3,Place) .tags=required,list(1..4,text(1..10)) .urgent=required,bool
takes Place .number=or-null,integer(0..65535) .street=required,text(1..40)
takes Sign .age=required,integer(0..255) .name=required,text(1..20)
"#;

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
    let jwt = |issuer: &secure_api_testing::TestIssuer| {
        let roles = RoleMap::claim("realm_access.roles").grant("list-owner", Role::Owner);
        let roles = roles.grant("list-member", Role::Member).grant("list-auditor", Role::Auditor);
        issuer.jwt().roles(roles).scopes(ScopeMap::usual().same_names())
    };
    let made = |world: secure_api_testing::attack::World| async move {
        let owner = world.owner().with_claim("realm_access", json!({ "roles": ["list-member"] }));
        owner.post("/lists/7/items").await.assert_status(201).location().to_owned()
    };
    let attack = Attack::on(api).lock(LOCK).issuer(jwt).object("Item", made).quietly();
    let report = attack.param("language", "german").param("list", "7").run().await;
    report.assert_held();
}
