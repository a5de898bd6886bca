//! The inventory knows what is declared: each kind of type, bound, rule, access and opt-out.

mod shapes;

use std::collections::BTreeMap;

use secure_api::danger::Danger;
use secure_api::identify::{RoleMap, ScopeMap};
use secure_api::inventory::{
    Access, AdoptedRoutes, Bound, Check, Field, GrantKind, Guard, Inventory, Keys, Per, Place, Route, Rule, Schema,
    Tagging, Type, VariantContent,
};
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

#[test]
fn each_route_is_there_with_its_prefix_and_its_limits() {
    let inventory = api().inventory();
    let there: Vec<String> = inventory.routes.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(
        there,
        ["GET /v1/orgs/{org}/notes/{note}", "PUT /v1/orgs/{org}/notes/{note}", "GET /v1/terms/{language}/{place}"]
    );
    let one = route(&inventory, "GET", "/v1/orgs/{org}/notes/{note}");
    assert_eq!((one.handler.as_str(), one.file.as_str()), ("inventory::one", "tests/tests/inventory/main.rs"));
    let rates: Vec<String> = one.rates.iter().map(ToString::to_string).collect();
    assert_eq!(rates, ["10/min burst 20", "9/day per route"]);
    assert_eq!((one.rates[0].quota, one.rates[1].per, one.caller_rate, one.body_limit), (20, Per::Route, false, None));
    let change = route(&inventory, "PUT", "/v1/orgs/{org}/notes/{note}");
    assert_eq!((change.body_limit, change.timeout_ms, change.concurrency), (Some(2048), 3000, Some(7)));
    assert!(change.caller_rate, "no declared limit counts callers");
}

#[test]
fn who_is_asked_for_is_told_with_all_that_is_enough() {
    let inventory = api().inventory();
    let one = route(&inventory, "GET", "/v1/orgs/{org}/notes/{note}");
    let Access::Caller { role: Some(role), scope: Some(scope), .. } = &one.access else { panic!("{one:?}") };
    assert_eq!(
        (role.names.join(" "), role.all, role.held_by.join(" ")),
        ("reader auditor".into(), false, "reader auditor admin".into())
    );
    assert_eq!(scope.names, ["notes:write"]);
    let words = &inventory.application;
    assert_eq!(words.roles[0].excludes, ["auditor"]);
    assert_eq!(words.roles[2].includes, ["reader"]);
    assert_eq!(words.scopes[0].needs_role.as_deref(), Some("admin"));
}

#[test]
fn each_parameter_says_what_guards_it() {
    let inventory = api().inventory();
    let one = route(&inventory, "GET", "/v1/orgs/{org}/notes/{note}");
    assert_eq!(one.params[0].schema, Schema::Integer { min: 0, max: u32::MAX.into() });
    assert_eq!(one.params[1].schema, Schema::Integer { min: 0, max: u64::MAX.into() });
    assert!(
        one.params.iter().all(|param| matches!(&param.guarded_by, Guard::Object { action, .. } if action == "Read"))
    );
    let terms = route(&inventory, "GET", "/v1/terms/{language}/{place}");
    assert_eq!(terms.params[0].schema, Schema::OneOf(vec!["english".into(), "high-german".into()]));
    assert!(matches!(&terms.params[0].guarded_by, Guard::NoId { type_name, .. } if type_name == "Language"));
    assert!(matches!(&terms.params[1].schema, Schema::Text { min: 1, max: Some(9), format: None }));
    assert_eq!(terms.params[1].guarded_by, Guard::Excused { reason: "places belong to nobody".into() });
    assert_eq!(terms.vouched[0].reason, "shows what an extractor sees");
}

#[test]
fn a_rule_is_known_by_its_hash_where_it_is_marked() {
    let inventory = api().inventory();
    let change = &route(&inventory, "PUT", "/v1/orgs/{org}/notes/{note}").objects;
    assert_eq!(change[0].keys, ["org", "note"]);
    assert!(change[0].fingerprint.as_ref().is_some_and(|known| known.starts_with("sha256:") && known.len() == 71));
    assert_eq!((change[1].argument.as_str(), change[1].keys.len()), ("Decide", 0));
    assert_ne!(change[0].fingerprint, change[1].fingerprint);
    let read = &route(&inventory, "GET", "/v1/orgs/{org}/notes/{note}").objects[0];
    assert_eq!(read.fingerprint, None, "an impl without #[rule]");
}

#[test]
fn what_is_taken_has_its_bounds_and_rules() {
    let inventory = api().inventory();
    let input = &route(&inventory, "PUT", "/v1/orgs/{org}/notes/{note}").inputs[0];
    assert_eq!((input.place, &input.schema), (Place::Json, &Schema::Named("inventory::Body".into())));
    let body = |name| field(&inventory, "::Body", name);
    let rules = |name| body(name).rules.iter().map(|rule: &Rule| (rule.code, rule.check)).collect::<Vec<_>>();
    let length = |min, max| Check::Length { min, max, equal: None };
    assert_eq!(
        rules("contact"),
        [
            (Some("length"), length(Some(Bound::Integer(1)), Some(Bound::Integer(40)))),
            (Some("contains"), Check::Contains(Some("@"))),
        ]
    );
    let range = Check::Range {
        min: Some(Bound::Decimal(-3.0)),
        max: None,
        exclusive_min: None,
        exclusive_max: Some(Bound::Decimal(0.5)),
    };
    assert_eq!(rules("ratio"), [(Some("small"), range)]);
    assert_eq!(rules("count"), [(None, Check::Custom("odd"))]);
    assert_eq!(body("kind").schema, Schema::OneOf(["Plain", "VeryOld", "old"].map(str::to_owned).to_vec()));
    assert!(
        !body("at").required
            && matches!(&body("at").schema, Schema::Optional(of) if matches!(**of, Schema::Text { .. }))
    );
    assert!(
        matches!(&body("tag").schema, Schema::Id { resource, key } if resource.ends_with("::Tag") && matches!(**key, Schema::Integer { .. }))
    );
    assert!(matches!(&body("labels").schema, Schema::Map { .. }));
    assert_eq!(body("when").aliases, ["at_time"]);
    assert!(matches!(&body("when").schema, Schema::Text { format: Some(format), .. } if format == "date-time"));
    assert_eq!(body("owner_id").vouched.as_deref(), Some("nobody chooses by it"));
    assert!(
        matches!(&body("secret").schema, Schema::Text { min: 8, max: Some(256), format: Some(format) } if format == "password")
    );
    assert!(matches!(&body("pair").schema, Schema::Tuple { of } if of.len() == 2));
    let inner = field(&inventory, "::Part", "inner");
    assert!(inner.has_default && !inner.required);
    let Schema::List { of, max: Some(3), .. } = &inner.schema else { panic!("{inner:?}") };
    assert_eq!(**of, Schema::Named("inventory::Part".into()));
    assert!(field(&inventory, "::Part", "firstName").required);
    let page = fields(&inventory, "Page<50>");
    assert_eq!((page[1].name.as_str(), &page[1].schema), ("per_page", &Schema::Integer { min: 1, max: 50 }));
}

#[test]
fn what_is_sent_has_its_fields_and_who_sees_them() {
    let inventory = api().inventory();
    let one = route(&inventory, "GET", "/v1/orgs/{org}/notes/{note}");
    assert_eq!((one.answer.status, &one.answer.schema), (Some(200), &Some(Schema::Named("inventory::Tree".into()))));
    let names: Vec<&str> = fields(&inventory, "inventory::Tree").iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["children", "event", "state", "theOwner", "note"]);
    let tree = |name| field(&inventory, "inventory::Tree", name);
    assert!(
        matches!(&tree("children").schema, Schema::List { of, max: Some(4), .. } if **of == Schema::Named("inventory::Tree".into()))
    );
    assert_eq!(tree("state").schema, Schema::OneOf(vec!["Open".into(), "Closed".into()]));
    let owner = tree("theOwner").disclosed_to.as_ref().unwrap();
    assert_eq!((owner.role.as_ref().unwrap().names.join(""), tree("theOwner").required), ("admin".into(), false));
    assert_eq!(one.limited[0].field, "Tree::owner");
    assert!(!tree("note").required);
    assert_eq!(inventory.types["inventory::Wrapped"], Type::Newtype(Schema::Integer { min: 0, max: 65_535 }));
    let Type::Union { tagging, variants } = &inventory.types["inventory::Event"] else { panic!() };
    assert_eq!(*tagging, Tagging::Internal { tag: "kind".into() });
    assert_eq!((variants[1].name.as_str(), &variants[1].content), ("very_late", &VariantContent::Nothing));
    assert!(inventory.types.contains_key("inventory::another::Tree"));
    assert_eq!(route(&inventory, "PUT", "/v1/orgs/{org}/notes/{note}").answer.status, Some(204));
}

#[test]
fn what_holds_for_all_routes_is_told_with_every_reason() {
    let application = api().inventory().application;
    assert_eq!(application.dangers[0].reason, "a mesh encrypts the wire");
    let adopted = application.adopted.unwrap();
    assert_eq!(
        (adopted.reason.as_str(), adopted.routes),
        ("it moves next month", AdoptedRoutes::Listed(vec!["GET /old".into()]))
    );
    let proxies = application.proxies.unwrap();
    assert_eq!((proxies.networks.join(""), proxies.header.as_str()), ("10.0.0.0/8".into(), "Forwarded"));
    assert_eq!(application.source_rate.unwrap().to_string(), "30/s per address");
    assert_eq!(application.server_owned.more, ["tier"]);
    assert_eq!(application.server_owned.fewer[0].what, "role");
    let [first, second] = application.issuers.as_slice() else { panic!() };
    assert_eq!((first.issuer.value.as_deref(), first.keys), (Some("https://a.test"), Keys::Declared));
    assert_eq!(first.algorithms.as_deref(), Some(&["HS256".to_owned()][..]));
    let grant = &first.grants[0];
    assert_eq!(
        (grant.kind, grant.claim.join("."), grant.prefix.as_str()),
        (GrantKind::Role, "realm_access.roles".into(), "api-")
    );
    assert_eq!(grant.names["boss"], ["admin"]);
    assert_eq!(first.grants.len(), 1, "a map of nowhere grants nothing");
    assert_eq!((second.issuer.variable.as_deref(), second.profile_rfc9068), (Some("JWT_ISSUER"), true));
}

#[tokio::test]
async fn what_is_built_says_the_same() {
    let jwt = Jwt::issuer("https://a.test").audience("api");
    let key = secure_api::identify::Key::hs256(secure_api::secret::KeySource::provider(Secret));
    let api = Api::new(()).jwt(jwt.key(key)).mount(routes![plain]);
    let before = api.inventory();
    assert_eq!(*api.build().unwrap().inventory(), before);
}

struct Secret;

impl secure_api::provide::key_source::SecretProvider for Secret {
    fn load(&self) -> Result<secure_api::secret::SecretBytes, secure_api::provide::key_source::SecretUnavailable> {
        Ok(secure_api::secret::SecretBytes::new((0..32).map(|place| place * 7 + 3).collect()))
    }
}

#[get("/plain")]
#[secure(auth = "jwt")]
async fn plain() -> NoContent {
    NoContent
}

#[test]
fn json_and_table_hold_all_of_it() {
    let inventory = api().inventory();
    let json: serde_json::Value = serde_json::from_str(&inventory.to_json()).unwrap();
    assert_eq!(serde_json::to_value(&inventory).unwrap(), json);
    let table = inventory.table();
    for said in [
        "a mesh encrypts the wire",
        "GET /old",
        "places belong to nobody",
        "shows what an extractor sees",
        "terms are for everyone",
    ] {
        assert!(table.contains(said), "{said} in {table}");
    }
}
