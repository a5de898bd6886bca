//! Near miss of SA0115, SA0116, SA0117, SA0118, SA0119, SA0260, SA0261, SA0262, SA0263: ids in an input, several at once, lists.
#![deny(warnings)]

use secure_api::prelude::*;

#[derive(Clone)]
struct Db;

#[derive(Resource)]
#[resource(key = id, store = Db, load = Db::account, load_all = Db::accounts, owner(owner, Read, Update, Deposit))]
struct Account {
    id: u64,
    owner: Principal,
}

#[derive(Action)]
struct Deposit;

#[derive(Clone, PathValue)]
struct Sku(Text<3, 12>);

#[derive(Resource)]
#[resource(key = sku, store = Db, load = Db::product, everyone(Read, Order))]
struct Product {
    sku: Sku,
}

#[derive(Action)]
struct Order;

impl Db {
    async fn account(&self, _id: u64) -> Result<Option<Account>, std::io::Error> {
        Ok(None)
    }
    async fn accounts(&self, ids: Vec<u64>) -> Result<Vec<Option<Account>>, std::io::Error> {
        Ok(ids.into_iter().map(|_| None).collect())
    }
    async fn product(&self, _sku: Sku) -> Result<Option<Product>, Problem> {
        Ok(None)
    }
}

impl Listed<Read> for Account {
    async fn list(_: &Db, _: &Caller, _: (), _: Window) -> Result<Vec<Self>, Problem> {
        Ok(Vec::new())
    }
}

impl Listed<Read, Text<1, 80>> for Account {
    async fn list(_: &Db, _: &Caller, _: Text<1, 80>, _: Window) -> Result<Vec<Self>, Problem> {
        Ok(Vec::new())
    }
}

#[input]
#[derive(Clone, Debug)]
struct Transfer {
    from: Id<Account>,
    to: Id<Account>,
    amount: u32,
}

// An id in a query.
#[input]
struct Wanted {
    account: Option<Id<Account>>,
}

#[get("/accounts/wanted")]
#[secure(auth = "jwt")]
async fn h0(accounts: Decide<Account, Read>, query: Valid<Query<Wanted>>) -> Result<StatusCode, Problem> {
    if let Some(id) = &query.account {
        let account = accounts.one(id).await?;
        let _ = account.id;
    }
    Ok(StatusCode::OK)
}

// Two, decided together, or each by its own action.
#[post("/transfers")]
#[secure(auth = "jwt")]
async fn h1(accounts: Decide<Account, Update>, body: Valid<Json<Transfer>>) -> Result<StatusCode, Problem> {
    let both: AuthorizedAll<Account, Update> = accounts.all([&body.from, &body.to]).await?;
    let _ = (both.len(), body.amount, &both[0].id);
    Ok(StatusCode::OK)
}

#[post("/payments")]
#[secure(auth = "jwt")]
async fn h2(
    from: Decide<Account, Update>,
    to: Decide<Account, Deposit>,
    body: Valid<Form<Transfer>>,
) -> Result<StatusCode, Problem> {
    let (from, to) = (from.one(&body.from).await?, to.one(&body.to).await?);
    let _ = (from.into_inner(), to.into_inner());
    Ok(StatusCode::OK)
}

// Ids in the parts of a list.
#[input]
struct Basket {
    lines: List<Line, 1, 50>,
    #[validate(length(max = 9))]
    gifts: Vec<Id<Product>>,
    #[serde(default)]
    seen: List<Id<Product>, 0, 5>,
}

#[input]
struct Line {
    product: Id<Product>,
    amount: u32,
}

#[post("/baskets")]
#[secure(auth = "jwt")]
async fn h3(products: Decide<Product, Order>, body: Valid<Json<Basket>>) -> Result<NoContent, Problem> {
    let ids = body.lines.iter().map(|line| &line.product).chain(&body.gifts).chain(&body.seen);
    let products = products.all(ids).await?;
    for (product, line) in products.iter().zip(&body.lines) {
        let _ = (&product.sku.0, line.amount);
    }
    let _ = products.into_inner();
    Ok(NoContent)
}

// A tree of ids.
#[input]
struct Tree {
    root: Id<Product>,
    branches: List<Tree, 0, 3>,
}

#[put("/tree")]
#[secure(auth = "jwt")]
async fn h4(products: Decide<Product, Order>, body: Valid<Json<Tree>>) -> Result<NoContent, Problem> {
    fn all<'t>(tree: &'t Tree, found: &mut Vec<&'t Id<Product>>) {
        found.push(&tree.root);
        tree.branches.iter().for_each(|branch| all(branch, found));
    }
    let mut ids = Vec::new();
    all(&body, &mut ids);
    products.all(ids).await?;
    Ok(NoContent)
}

#[output]
struct View {
    id: u64,
}

// Lists: of objects by a page, of anything else cut, and short ones.
#[get("/accounts")]
#[secure(auth = "jwt")]
async fn h5(accounts: Decide<Account, Read>, page: Valid<Query<Page<100>>>) -> Result<Json<Paged<View>>, Problem> {
    Ok(Json(accounts.page(&page).await?.map(|account| View { id: account.id })))
}

#[input]
struct Search {
    #[serde(default)]
    page: PageNumber,
    #[serde(default)]
    per_page: PerPage<20>,
    name: Text<1, 80>,
}

#[get("/accounts/by-name")]
#[secure(auth = "jwt")]
async fn h6(accounts: Decide<Account, Read>, search: Valid<Query<Search>>) -> Result<Json<Paged<View>>, Problem> {
    let page = Page::of(search.page, search.per_page);
    let found = accounts.page_where(search.name.clone(), &page).await?;
    Ok(Json(found.map(|account| View { id: account.id })))
}

#[get("/numbers")]
#[secure(public = "everyone knows them", rate = "60/min")]
async fn h7(page: Valid<Query<Page<1000>>>) -> Json<Paged<View>> {
    Json(Paged::cut((1..100).map(|id| View { id }), &page))
}

#[get("/currencies")]
#[secure(public = "everyone knows them", rate = "60/min")]
async fn h8() -> Json<List<View, 0, 9>> {
    Json(List::default())
}

#[post("/numbers")]
#[secure(auth = "jwt")]
async fn h9() -> Json<Vec<View>> {
    Json(Vec::new())
}

// A page inside of a body, which is not flat.
#[input]
struct Report {
    page: Page<1>,
    of: Option<Transfer>,
}

#[post("/reports")]
#[secure(auth = "jwt")]
async fn h10(accounts: Decide<Account, Update>, body: Valid<Json<Report>>) -> Result<StatusCode, Problem> {
    let named = body.of.iter().flat_map(|transfer| [&transfer.from, &transfer.to]);
    let named = accounts.all(named).await?;
    let _ = (named.len(), body.page.number());
    Ok(StatusCode::OK)
}

// What is sent as one thing that ends, and types inside themselves.
#[output]
struct Few<T>(Option<Box<List<T, 0, 1000>>>);

#[output]
#[serde(untagged)]
enum Branch<T> {
    Leaf(T),
    One(Box<Branch<T>>),
    Labelled { all: Vec<T> },
}

#[output]
enum Found {
    All(Vec<View>),
}

#[get("/few")]
#[secure(auth = "jwt")]
async fn h11() -> Json<Few<View>> {
    Json(Few(None))
}

#[get("/branch")]
#[secure(auth = "jwt")]
async fn h12(page: Valid<Query<Page<3>>>) -> Json<Branch<View>> {
    match page.number() {
        1 => Json(Branch::Leaf(View { id: 1 })),
        2 => Json(Branch::One(Box::new(Branch::Leaf(View { id: 1 })))),
        _ => Json(Branch::Labelled { all: Vec::new() }),
    }
}

#[get("/found")]
#[secure(auth = "jwt")]
async fn h13() -> Json<Found> {
    Json(Found::All(Vec::new()))
}

#[output]
struct All<T>(Vec<T>);

#[post("/all")]
#[secure(auth = "jwt")]
async fn h14() -> Created<All<View>> {
    Created::at(h11::uri(), All(Vec::new()))
}

// What may be left out, as the messages of what is undecided have it.
#[input]
struct Optional {
    one: Option<Id<Product>>,
    lists: Option<List<Id<Account>, 0, 3>>,
    #[serde(default)]
    holes: List<Option<Id<Account>>, 0, 3>,
    both: Option<List<Option<Id<Account>>, 0, 3>>,
}

#[post("/optional")]
#[secure(auth = "jwt")]
async fn h15(
    products: Decide<Product, Order>,
    first: Decide<Account, Update>,
    second: Decide<Account, Update>,
    third: Decide<Account, Update>,
    body: Valid<Json<Optional>>,
) -> Result<NoContent, Problem> {
    let one = match &body.one {
        Some(id) => Some(products.one(id).await?),
        None => None,
    };
    let first = first.all(body.lists.iter().flatten()).await?;
    let second = second.all(body.holes.iter().flatten()).await?;
    let third = third.all(body.both.iter().flatten().flatten()).await?;
    let _ = (one.is_some(), first.len(), second.len(), third.len());
    Ok(NoContent)
}

fn main() {
    let _: Routes<Db> = routes![h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14, h15];
}
