//! An application with what no path names and what nobody can read in a lock: lists, ids in inputs, rules that are code, several
//! limits, roles that exclude one another, and a public route that knows its callers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use secure_api::identify::Revocations;
use secure_api::prelude::*;
use secure_api_testing::attack::Report;
use secure_api_testing::{Attack, json};

/// What the application promises.
pub(crate) const LOCK: &str = r#"
issuer https://issuer.test audience="https://api.test" leeway=30s profile=rfc9068
limit caller rate=1200/60s/caller
limit source rate=100/60s/address
cors https://desk.test credentials=yes headers=authorization,content-type,x-desk max-age=60s
revocations all longest-life=3600s
role auditor excludes=clerk
role clerk excludes=auditor
route GET /cards access=jwt answer=200(Paged<CardView>) decides=Card/Read query=Page<20> rate=30/60s/caller,300/3600s/caller role=any(auditor,clerk)
route GET /cards/recent access=jwt answer=204 rate=10/60s/caller
route GET /cards/{id} answer=200(CardView) object.id=Card/Read optional=jwt public="what is pinned is for everyone" rate=40/60s/address
route GET /greetings/{language} answer=204 no-id.language="Language: a language" public="greetings are for everyone" rate=100/60s/address
route POST /cards access=jwt answer=201(CardView) body=64 json=Draft rate=20/60s/caller role=any(clerk)
route POST /moves access=jwt answer=204 body=4096 concurrency=2 decides=Card/Update json=Move rate=20/60s/caller role=any(clerk) timeout=2000ms
sends CardView .id=required,integer(0..) .text=required,text
sends Paged<CardView> .items=required,list(CardView) .more=required,bool .page=required,integer(0..) .per_page=required,integer(0..)
takes Draft .text=required,text(1..80),alias(words)
takes Move .card=required,id(Card,integer(0..4294967295)) .code=or-null,text(1..9),custom(is_code) .note=or-null,text(1..9)
takes Page<20> .page=integer(1..1000000) .per_page=integer(1..20)
"#;

#[derive(Clone, Copy, Roles)]
#[roles(exclusive(Clerk, Auditor))]
pub(crate) enum Role {
    Clerk,
    Auditor,
}

pub(crate) type Db = Arc<Mutex<BTreeMap<u32, Card>>>;

#[derive(Clone, Resource)]
#[resource(key = id, store = Db, load = find, owner = owner)]
pub(crate) struct Card {
    pub(crate) id: u32,
    pub(crate) text: String,
    pub(crate) owner: Principal,
}

async fn find(db: &Db, id: u32) -> Result<Option<Card>, Problem> {
    Ok(db.lock().unwrap().get(&id).cloned())
}

impl Listed<Read> for Card {
    async fn list(db: &Db, caller: &Caller, _: (), window: Window) -> Result<Vec<Self>, Problem> {
        let cards = db.lock().unwrap();
        let own = cards.values().filter(|card| caller.is(&card.owner));
        Ok(own.skip(window.offset() as usize).take(window.limit() as usize).cloned().collect())
    }
}

#[input]
struct Draft {
    #[serde(alias = "words")]
    text: Text<1, 80>,
}

fn is_code(code: &str) -> Result<(), validator::ValidationError> {
    if code.starts_with('D') { Ok(()) } else { Err(validator::ValidationError::new("code")) }
}

#[input]
struct Move {
    card: Id<Card>,
    #[validate(length(min = 1, max = 9), custom(function = is_code))]
    code: Option<String>,
    note: Option<Text<1, 9>>,
}

#[output]
struct CardView {
    id: u32,
    text: String,
}

#[derive(PathValue)]
enum Language {
    English,
    German,
}

fn view(card: &Card) -> CardView {
    CardView { id: card.id, text: card.text.clone() }
}

#[get("/cards")]
#[secure(auth = "jwt", role = any(Role::Clerk, Role::Auditor), rate = ["30/min", "300/h"])]
async fn list(cards: Decide<Card, Read>, page: Valid<Query<Page<20>>>) -> Result<Json<Paged<CardView>>, Problem> {
    Ok(Json(cards.page(&page).await?.map(|card| view(&card))))
}

#[get("/cards/recent")]
#[secure(auth = "jwt", rate = "10/min")]
async fn recent() -> NoContent {
    NoContent
}

#[get("/cards/{id}")]
#[secure(public = "what is pinned is for everyone", auth = optional("jwt"), rate = "40/min")]
async fn show(card: Authorized<Card, Read>) -> Json<CardView> {
    Json(view(&card))
}

#[get("/greetings/{language}")]
#[secure(public = "greetings are for everyone", rate = "100/min per address")]
async fn greet(Path(language): Path<Language>) -> NoContent {
    match language {
        Language::English | Language::German => NoContent,
    }
}

#[post("/cards")]
#[secure(auth = "jwt", role = Role::Clerk, rate = "20/min", body = "64b")]
async fn create(State(db): State<Db>, caller: Identity, draft: Valid<Json<Draft>>) -> Created<CardView> {
    let mut db = db.lock().unwrap();
    let id = 70_000 + db.len() as u32 * 7;
    let card = Card { id, text: draft.text.as_str().to_owned(), owner: caller.principal().clone() };
    db.insert(id, card.clone());
    Created::at(show::uri(id), view(&card))
}

#[post("/moves")]
#[secure(auth = "jwt", role = Role::Clerk, rate = "20/min", body = "4kb", timeout = "2s", concurrency = 2)]
async fn shift(State(db): State<Db>, cards: Decide<Card, Update>, to: Valid<Json<Move>>) -> Result<NoContent, Problem> {
    let card = cards.one(&to.card).await?.into_inner();
    let noted = to.note.as_ref().map_or(card.text.clone(), |note| note.as_str().to_owned());
    db.lock().unwrap().insert(card.id, Card { text: noted, ..card });
    Ok(NoContent)
}

pub(crate) fn served(db: Db, routes: Routes<Db>) -> Api<Db> {
    let headers = Cors::origin("https://desk.test").credentials().max_age(std::time::Duration::from_secs(60));
    let cors = headers.header(http::HeaderName::from_static("x-desk"));
    let revocations = Revocations::new(std::time::Duration::from_secs(3_600));
    Api::new(db).source_rate("100/min").cors(cors).revocations(&revocations).mount(routes)
}

/// The application as it should be.
pub(crate) fn api() -> Api<Db> {
    served(Db::default(), routes![list, recent, show, greet, create, shift])
}

/// Without `POST /moves`, and where the cards are.
pub(crate) fn without_moves() -> (Api<Db>, Db) {
    let db = Db::default();
    (served(db.clone(), routes![list, recent, show, greet, create]), db)
}

/// Without `GET /cards`, and where the cards are.
pub(crate) fn without_list() -> (Api<Db>, Db) {
    let db = Db::default();
    (served(db.clone(), routes![recent, show, greet, create, shift]), db)
}

/// Without `GET /cards/{id}`.
pub(crate) fn without_show() -> Api<Db> {
    served(Db::default(), routes![list, recent, greet, create, shift])
}

/// Without `GET /greetings/{language}`.
pub(crate) fn without_greetings() -> Api<Db> {
    served(Db::default(), routes![list, recent, show, create, shift])
}

/// The attack on an application that should keep this lock, told nothing but how to begin.
pub(crate) fn untold(api: impl Fn() -> Api<Db> + Send + Sync + 'static) -> Attack {
    Attack::on(api).lock(LOCK).issuer(|issuer| issuer.jwt().profile_rfc9068()).quietly()
}

/// The same with all that it can be told.
pub(crate) fn attack(api: impl Fn() -> Api<Db> + Send + Sync + 'static) -> Attack {
    let made = |world: secure_api_testing::attack::World| async move {
        let made = world.owner().as_role(Role::Clerk).post("/cards").json(&json!({ "text": "Mine." })).await;
        made.assert_status(201).location().to_owned()
    };
    let attack = untold(api).object("Card", made).param("language", "german");
    attack.sample("Move", json!({ "card": 1, "code": "D1", "note": "Moved." }))
}

/// The ids of those that were not run, and may not be.
fn not_run(report: &Report) -> Vec<&str> {
    report.not_run().map(|case| case.id.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_tried_is_excused_by_its_name_and_nothing_else_is() {
    let custom = "POST /moves · body · `code` by each of its rules, in `Move`";
    let report = attack(api).only("POST /moves · body").run().await;
    assert_eq!((not_run(&report), report.failed().count()), (vec![custom], 0), "{report}");
    assert!(!report.held());
    let report = attack(api).not_run("* · body · `code` by each", "a test of its own has every code").run().await;
    report.assert_held();
    assert!(report.excused().map(|case| case.id.as_str()).eq([custom]));
    let text = report.to_string();
    assert!(text.contains("not run, excused: ") && text.contains("a test of its own has every code"), "{text}");
    assert!(text.contains(" 0 not run and 1 excused") && report.to_html().contains("a test of its own"), "{text}");
    assert!(
        matches!(report.not_tried(), [no_id, revoked] if no_id.starts_with("`no-id`") && revoked.starts_with("`revocations`"))
    );
    // What runs out of time is excused by nothing.
    let late = attack(api).not_run("", "anything").within(std::time::Duration::ZERO).run().await;
    assert!(!late.held() && late.excused().count() == 0, "{late}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_has_told_is_said() {
    let objects = [
        "GET /cards · object · a list of somebody else",
        "GET /cards/{id} · object · its owner",
        "GET /cards/{id} · token · in a cookie",
        "POST /moves · object · the id of somebody else's in `card`",
    ];
    let others = [
        "GET /greetings/{language} · matrix · what is behind `{language}`",
        "POST /moves · body · each rule of `Move`",
    ];
    for id in objects.into_iter().chain(others) {
        let told = untold(api).sample("Move", json!({}));
        let attack = if objects.contains(&id) { told } else { untold(api) };
        // Without objects means without objects.
        let report = attack.without_objects("cards are made elsewhere").only(id).run().await;
        let excused: Vec<&str> = report.excused().map(|case| case.id.as_str()).collect();
        assert_eq!(excused.contains(&id), objects.contains(&id), "{id}: {report}");
        assert_eq!(not_run(&report).contains(&id), others.contains(&id), "{id}: {report}");
        assert!(!untold(api).only(id).run().await.held(), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_lock_has_beyond_the_attack_is_said() {
    let more = "
limit source rate=100000/60s/address
issuer https://second.test audience=\"https://api.test\" keys=fetched
proxy 10.0.0.0/8 header=forwarded
novelty of-tomorrow
route DELETE /bins/{id} access=jwt answer=204 concurrency=2 object.id=Bin/Delete
route PUT /moves/{to}/{from} access=jwt answer=204 object.from=Card/Take object.to=Card/Give
route POST /odd access=jwt answer=200(Shape) body=4096 concurrency=2 json=Odd decides=Card/Update mood=good rate=9000/60s/caller,30/1s/caller,2000/60s/caller timeout=10000ms
sends Shape *=untagged .One=text .Two=nothing
takes Odd *=untagged .One=text .Two=nothing
";
    let report = attack(api).lock(format!("{LOCK}{more}")).only("POST /odd").run().await;
    let found = not_run(&report);
    for id in [
        "answer · what `Shape` holds",
        "body · each rule of `Odd`",
        "object · `Card` of somebody else",
        "rate · 9000 in 60 s a caller",
        "rate · 2000 in 60 s a caller",
    ] {
        assert!(found.contains(&&*format!("POST /odd · {id}")), "{id}: {found:?}");
    }
    let report = attack(api).lock(format!("{LOCK}{more}")).only("DELETE /bins/{id}").run().await;
    let found = not_run(&report);
    for id in ["body · as many at once as may run", "object · its owner", "object · what somebody else has left of it"]
    {
        assert!(found.contains(&&*format!("DELETE /bins/{{id}} · {id}")), "{id}: {found:?}");
    }
    let report = attack(api).lock(format!("{LOCK}{more}")).only("PUT /moves/{to}/{from} · object · `").run().await;
    assert_eq!(
        not_run(&report),
        ["PUT /moves/{to}/{from} · object · `Card/Give` of somebody else, with `Card/Take` of one's own"]
    );
    let report = attack(api).lock(format!("{LOCK}{more}")).only("the application").run().await;
    let found = not_run(&report);
    for id in [
        "lock · `novelty`",
        "lock · `route mood`",
        "lock · tokens of the issuer `https://second.test`",
        "rate · floods of an address",
    ] {
        assert!(found.contains(&&*format!("the application · {id}")), "{id}: {found:?}");
    }
    let told = report.not_tried().join("; ");
    for part in ["`timeout`", "`proxy`", "`keys` and `algorithms`"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}
