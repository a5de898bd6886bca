//! What the inventory tells of the application in `main.rs`.

use secure_api::inventory::{
    Access, AdoptedRoutes, Asker, Bound, Check, GrantKind, Guard, Keys, Outcome, Per, Place, Rule, Schema, Step,
    Tagging, Type, VariantContent,
};
use secure_api::prelude::*;

use super::{api, field, fields, route};

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
    let page = inventory.to_html();
    for told in ["2kb at the most", "7 requests at the most", "3000 ms"] {
        assert_eq!(page.matches(told).count(), 1, "{told}");
    }
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
        matches!(&body("tag").schema, Schema::ObjectId { resource, key } if resource.ends_with("::Tag") && matches!(**key, Schema::Integer { .. }))
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
    let Schema::Array { of, max: Some(3), .. } = &inner.schema else { panic!("{inner:?}") };
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
        matches!(&tree("children").schema, Schema::Array { of, max: Some(4), .. } if **of == Schema::Named("inventory::Tree".into()))
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

#[test]
fn what_goes_on_to_the_adopted_router_is_unverified_and_nothing_else() {
    let inventory = api().inventory();
    let goes = |method, path| inventory.what_stops(method, path, &Asker::stranger());
    assert!(matches!(goes("GET", "/old"), Outcome::Unverified { reason } if reason == "it moves next month"));
    assert!(matches!(goes("HEAD", "/old"), Outcome::Unverified { .. }));
    for (method, path) in [("POST", "/old"), ("GET", "/older")] {
        assert!(
            matches!(goes(method, path), Outcome::Stopped { step: Step::Route, status: 404, .. }),
            "{method} {path}"
        );
    }
    let unverified: Vec<_> = inventory.public().into_iter().filter(|open| open.unverified).collect();
    assert_eq!(unverified.len(), 1);
    assert_eq!(inventory.coverage().unverified, ["GET /old (unverified): it moves next month"]);
}

#[test]
fn scopes_and_roles_that_do_not_count_stop_somebody() {
    let inventory = api().inventory();
    let path = "/v1/orgs/1/notes/2";
    let stops = |asker: &Asker| match inventory.what_stops("GET", path, asker) {
        Outcome::Stopped { step, status, .. } => Some((step, status)),
        _ => None,
    };
    let caller = Asker::caller;
    assert_eq!(stops(&caller().role("admin").scope("notes:write")), None);
    assert_eq!(stops(&caller().role("reader").scope("notes:write")), Some((Step::Scope, 403)), "the scope needs admin");
    assert_eq!(stops(&caller().role("admin").scope("notes:read")), Some((Step::Scope, 403)));
    assert_eq!(stops(&caller().role("nobody").scope("notes:write")), Some((Step::Role, 403)));
    assert_eq!(stops(&caller().role("reader").role("auditor")), Some((Step::Identify, 401)), "nobody is both");
    assert_eq!(stops(&Asker::stranger().role("admin")), Some((Step::Identify, 401)));
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
