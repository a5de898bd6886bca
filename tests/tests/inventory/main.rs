//! The inventory knows what is declared: each kind of type, bound, rule, access and opt-out.

mod coverage;
mod shapes;
mod told;

use std::collections::BTreeMap;

use secure_api::danger::Danger;
use secure_api::identify::{RoleMap, ScopeMap};
use secure_api::inventory::{Field, Inventory, Route, Type};
use secure_api::prelude::*;
use secure_api::request::ForwardedHeader;
use uuid::Uuid;
use validator::ValidationError;

const MOST: u64 = 40;

#[derive(Clone, Copy, Debug, Roles)]
#[roles(Admin > Reader, exclusive(Reader, Auditor))]
enum Role {
    Reader,
    Auditor,
    Admin,
}

#[derive(Clone, Copy, Debug, Scopes)]
enum Scope {
    #[scope("notes:write", role = Role::Admin)]
    Write,
}

secure_api::server_owned!("tier", not("role") = "here it is the title of a job");
secure_api::reason!(SeesHeaders = "shows what an extractor sees");

#[derive(Clone)]
struct Db;

#[derive(Resource)]
#[resource(key = (org: OrgId, note: u64), store = Db, load = Db::note, owner(owner, Update))]
struct Note {
    owner: Principal,
}

#[derive(Resource)]
#[resource(key = id, store = Db, load = Db::tag, everyone(Read))]
struct Tag {
    id: u64,
}

#[derive(PathValue)]
struct OrgId(u32);

impl Authorize<Read> for Note {
    fn permits(&self, caller: &Caller) -> bool {
        caller.is(&self.owner)
    }
}

impl Db {
    async fn note(&self, _: (OrgId, u64)) -> Result<Option<Note>, Problem> {
        Ok(None)
    }
    async fn tag(&self, id: u64) -> Result<Option<Tag>, Problem> {
        Ok(Some(Tag { id }))
    }
}

#[derive(PathValue)]
enum Language {
    English,
    HighGerman,
}

#[input]
enum Kind {
    Plain,
    #[serde(alias = "old")]
    VeryOld,
}

#[input]
#[serde(rename_all = "camelCase")]
struct Part {
    first_name: Text<1, 30>,
    #[serde(default)]
    inner: List<Part, 0, 3>,
}

fn odd(_: u8) -> Result<(), ValidationError> {
    Ok(())
}

#[input]
struct Body {
    #[validate(length(min = 1, max = MOST), contains(pattern = "@"))]
    contact: String,
    #[validate(range(min = -3.0, exclusive_max = 0.5, code = "small"))]
    ratio: f64,
    #[validate(custom(function = "odd"))]
    count: u8,
    kind: Kind,
    at: Option<Uuid>,
    tag: Id<Tag>,
    #[validate(length(max = 5))]
    labels: BTreeMap<Text<1, 9>, bool>,
    #[serde(rename = "when", alias = "at_time", with = "time::serde::rfc3339")]
    moment: time::OffsetDateTime,
    #[vouched("nobody chooses by it")]
    owner_id: u64,
    part: Part,
    pair: (u8, bool),
    secret: Password,
}

#[output]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Event {
    Begun { at: u64 },
    VeryLate,
}

#[output]
enum State {
    Open,
    Closed,
}

#[output]
struct Tree {
    children: List<Tree, 0, 4>,
    event: Option<Event>,
    state: State,
    #[audience(role = Role::Admin, scope = Scope::Write)]
    #[serde(rename = "theOwner")]
    owner: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Wrapped>,
    #[serde(skip)]
    hidden: u8,
}

#[output]
struct Wrapped(u16);

mod another {
    use secure_api::prelude::*;

    #[output]
    pub(crate) struct Tree {
        pub(crate) leaf: bool,
    }
}

#[get("/orgs/{org}/notes/{note}")]
#[secure(auth = "jwt", role = any("reader", "auditor"), scope = "notes:write", rate = ["10/min burst 20", "9/day per route"])]
async fn one(note: Authorized<Note, Read>) -> Json<Tree> {
    let own = note.into_inner().owner.subject() == "ada";
    Json(Tree {
        children: List::default(),
        event: Some(if own { Event::Begun { at: 1 } } else { Event::VeryLate }),
        state: if own { State::Open } else { State::Closed },
        owner: String::new(),
        note: Some(Wrapped(1)),
        hidden: 0,
    })
}

#[put("/orgs/{org}/notes/{note}")]
#[secure(auth = "jwt", body = "2kb", timeout = "3s", concurrency = 7)]
async fn change(
    note: Authorized<Note, Update>,
    tags: Decide<Tag, Read>,
    body: Valid<Json<Body>>,
) -> Result<NoContent, Problem> {
    let _ = (note.into_inner(), tags.one(&body.tag).await?.id);
    Ok(NoContent)
}

#[get("/terms/{language}/{place}")]
#[secure(public = "terms are for everyone", rate = "60/min", no_object_check(place) = "places belong to nobody")]
async fn terms(
    Path((language, place)): Path<(Language, Text<1, 9>)>,
    page: Valid<Query<Page<50>>>,
    headers: Vouched<http::HeaderMap, SeesHeaders>,
) -> Json<another::Tree> {
    let (_, _, _, _) = (language, place, page.number(), headers.len());
    Json(another::Tree { leaf: true })
}

#[allow(clippy::disallowed_methods, reason = "a router of somebody else's")]
fn api() -> Api<Db> {
    let key = secure_api::identify::Key::hs256(secure_api::secret::KeySource::env("NOWHERE"));
    let roles = RoleMap::claim("realm_access.roles").prefixed("api-").grant("boss", Role::Admin);
    let jwt = Jwt::issuer("https://a.test").audience("api").key(key).roles(roles).scopes(ScopeMap::none());
    let other = Jwt::from_env().audience_or("api").roles(RoleMap::none()).profile_rfc9068();
    let legacy = axum::Router::new().route("/old", axum::routing::get(|| async {}));
    Api::new(Db)
        .jwt(jwt)
        .jwt(other)
        .mount_at("/v1", routes![terms, change, one])
        .adopt_only(legacy, ["GET /old"], "it moves next month")
        .trust_proxies(["10.0.0.0/8"], ForwardedHeader::Forwarded)
        .source_rate("30/s")
        .plain_http("a mesh encrypts the wire")
}

fn route<'i>(inventory: &'i Inventory, method: &str, path: &str) -> &'i Route {
    inventory.route(method, path).unwrap_or_else(|| panic!("{inventory}"))
}

fn fields<'i>(inventory: &'i Inventory, name: &str) -> &'i [Field] {
    match inventory.types.iter().find(|(known, _)| known.ends_with(name)) {
        Some((_, Type::Object { fields, .. })) => fields,
        other => panic!("{name}: {other:?} in {:?}", inventory.types.keys()),
    }
}

fn field<'i>(inventory: &'i Inventory, name: &str, field: &str) -> &'i Field {
    let found = fields(inventory, name).iter().find(|known| known.name == field);
    found.unwrap_or_else(|| panic!("{field} in {:?}", fields(inventory, name)))
}
