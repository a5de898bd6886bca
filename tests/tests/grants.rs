//! Roles that exclude one another, scopes that count for a role only, and what nobody can hold.

use secure_api::Error;
use secure_api::identify::RoleMap;
use secure_api::prelude::*;
use secure_api_testing::{TestIssuer, TestToken};
use secure_api_tests::{Log, Served, assert_refused};
use serde_json::json;

#[derive(Clone, Copy, Roles)]
#[roles(Chief > Auditor, exclusive(Auditor, Operator), exclusive(Trader, Clerk, Guest))]
enum Role {
    Auditor,
    Operator,
    Chief,
    Trader,
    Clerk,
    Guest,
}

#[derive(Clone, Copy, Scopes)]
#[scopes(Run > Watch)]
enum Scope {
    Watch,
    #[scope("plant:run", role = Role::Operator)]
    Run,
    #[scope(role = Role::Auditor)]
    Audit,
}

#[get("/who")]
#[secure(auth = "jwt")]
async fn who() -> NoContent {
    NoContent
}

#[get("/audit")]
#[secure(auth = "jwt", role = "auditor")]
async fn audit() -> NoContent {
    NoContent
}

#[get("/run")]
#[secure(auth = "jwt", scope = Scope::Run)]
async fn run() -> NoContent {
    NoContent
}

#[get("/watch")]
#[secure(auth = "jwt", scope = "watch")]
async fn watch() -> NoContent {
    NoContent
}

#[get("/look")]
#[secure(auth = "jwt", scope = Scope::Audit)]
async fn look() -> NoContent {
    NoContent
}

fn app(issuer: &TestIssuer) -> Api<()> {
    Api::new(()).jwt(issuer.jwt()).mount(routes![who, audit, run, watch, look])
}

fn faults_of(api: Api<()>) -> String {
    match api.build() {
        Err(Error::Configuration(faults)) => faults.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_with_roles_that_exclude_one_another_is_no_token() {
    let issuer = TestIssuer::new();
    let app = Served::start(app(&issuer)).await;
    for (held, status) in [
        (json!(["auditor"]), 204),
        (json!(["operator"]), 204),
        (json!(["chief", "auditor"]), 204),
        (json!(["auditor", "trader"]), 204),
        (json!(["auditor", "operator"]), 401),
        (json!(["operator", "auditor"]), 401),
        (json!(["chief", "operator"]), 401),
        (json!(["trader", "guest"]), 401),
        (json!(["clerk", "guest"]), 401),
    ] {
        let answer = app.get("/who").bearer(&issuer.token("ada").claim("roles", held.clone()).mint()).send().await;
        assert_eq!(answer.status(), status, "{held}");
        if status == 401 {
            assert_refused(&answer, 401);
        }
    }
}

#[tokio::test]
async fn the_log_says_that_roles_exclude_one_another() {
    let log = Log::capture();
    let issuer = TestIssuer::new();
    let app = Served::start(app(&issuer)).await;
    app.get("/who").bearer(&issuer.token("ada").claim("roles", json!(["chief", "operator"])).mint()).send().await;
    assert!(log.text().contains("exclusive_roles"), "{}", log.text());
}

#[tokio::test]
async fn a_scope_of_a_role_counts_only_for_who_has_the_role() {
    let issuer = TestIssuer::new();
    let app = Served::start(app(&issuer)).await;
    let ada = || issuer.token("ada");
    let asked = |path: &'static str, token: TestToken| app.get(path).bearer(&token.mint()).send();
    for (path, token, status) in [
        ("/run", ada().scope("plant:run"), 403),
        ("/run", ada().role("auditor").scope("plant:run"), 403),
        ("/run", ada().role("operator"), 403),
        ("/run", ada().role("operator").scope("plant:run"), 204),
        // What the scope includes needs no role of its own.
        ("/watch", ada().scope("plant:run"), 204),
        ("/watch", ada().scope("watch"), 204),
        ("/watch", ada(), 403),
        // A role that includes the one that is needed.
        ("/look", ada().role("chief").scope("audit"), 204),
        ("/look", ada().role("operator").scope("audit"), 403),
    ] {
        let shown = format!("{path} {token:?}");
        assert_eq!(asked(path, token).await.status(), status, "{shown}");
    }
}

#[tokio::test]
async fn a_scope_of_a_role_finds_the_role_where_no_route_asks_for_one() {
    let issuer = TestIssuer::new();
    let app = Served::start(Api::new(()).jwt(issuer.jwt()).mount(routes![run])).await;
    let token = issuer.token("ada").scope("plant:run");
    assert_eq!(app.get("/run").bearer(&token.mint()).send().await.status(), 403);
    assert_eq!(app.get("/run").bearer(&token.role("operator").mint()).send().await.status(), 204);
}

#[test]
fn a_route_that_nobody_can_call_is_a_fault() {
    let issuer = TestIssuer::new();
    let mapped = |map: RoleMap| Api::new(()).jwt(issuer.jwt().roles(map));
    let told = faults_of(mapped(RoleMap::none()).mount(routes![who, audit]));
    assert!(told.contains("nobody can call `grants::audit`: it asks for jwt role auditor"), "{told}");
    let operators = || RoleMap::claim("groups").grant("ops", Role::Operator);
    assert!(faults_of(mapped(operators()).mount(routes![audit])).contains("nobody can call `grants::audit`"));
    assert!(faults_of(mapped(operators()).mount(routes![look])).contains("nobody can call `grants::look`"));
    assert!(mapped(operators()).mount(routes![who, run]).build().is_ok());
    assert!(mapped(operators().grant("boss", Role::Chief)).mount(routes![audit, look]).build().is_ok());
    let without = Api::new(()).jwt(issuer.jwt().without_scopes()).mount(routes![watch]);
    assert!(faults_of(without).contains("nobody can call `grants::watch`: it asks for jwt scope watch"));
}

#[test]
fn another_issuer_that_can_is_enough() {
    let (ours, theirs) = (TestIssuer::new(), TestIssuer::named("https://partner.test"));
    let staff = ours.jwt().roles(RoleMap::usual().same_names()).without_scopes();
    let partner = theirs.jwt().roles(RoleMap::none()).without_scopes();
    let api = Api::new(()).jwt(partner).jwt(staff).mount(routes![audit]);
    assert!(api.build().is_ok());
}

#[test]
fn a_name_that_no_route_asks_for_is_in_the_report() {
    let api = Api::new(()).jwt(TestIssuer::new().jwt()).mount(routes![who, audit, run]);
    let app = api.build().unwrap();
    let told: Vec<&str> = app.report().lines().filter(|line| line.starts_with("unasked")).collect();
    let no_route = |what: &str| format!("unasked: no route or field asks for the {what}");
    // `operator` is needed by a scope.
    let expected = ["role `chief`", "role `trader`", "role `clerk`", "role `guest`", "scope `watch`", "scope `audit`"];
    assert_eq!(told, expected.map(no_route));
}

#[output]
struct Seen {
    number: u8,
    #[audience(Role::Trader)]
    price: u8,
}

#[get("/seen")]
#[secure(auth = "jwt", role = "auditor")]
async fn seen() -> Json<Seen> {
    Json(Seen { number: 1, price: 2 })
}

#[test]
fn a_name_that_a_field_asks_for_is_asked_for() {
    let app = Api::new(()).jwt(TestIssuer::new().jwt()).mount(routes![seen]).build().unwrap();
    assert!(app.report().contains("asks for the role `clerk`") && !app.report().contains("role `trader`"));
}

mod elsewhere {
    use secure_api::prelude::*;

    #[derive(Clone, Copy, Roles)]
    pub(super) enum Role {
        Auditor,
    }
}

#[get("/elsewhere")]
#[secure(auth = "jwt", role = elsewhere::Role::Auditor)]
async fn elsewhere_audit() -> NoContent {
    NoContent
}

#[test]
fn scopes_and_routes_mean_the_same_roles() {
    let api = Api::new(()).jwt(TestIssuer::new().jwt()).mount(routes![elsewhere_audit, run]);
    let told = faults_of(api);
    assert!(told.contains("1. two enums of roles: `Role` for routes and `Role` for scopes"), "{told}");
    assert!(!told.contains("2."), "{told}");
}

#[get("/chief")]
#[secure(auth = "jwt")]
async fn is_chief(caller: Identity) -> StatusCode {
    if caller.has_role(Role::Chief) && caller.has_scope(Scope::Watch) { StatusCode::OK } else { StatusCode::NO_CONTENT }
}

#[tokio::test]
async fn a_handler_may_ask_for_roles_and_scopes_that_no_route_asks_for() {
    let issuer = TestIssuer::new();
    let app = Api::new(()).jwt(issuer.jwt()).mount(routes![is_chief]).build().expect("right");
    let client = secure_api_testing::TestClient::in_memory(app);
    let status = |token: TestToken| {
        let request = client.get("/chief").bearer(&token.mint());
        async move { request.send().await.status() }
    };
    assert_eq!(status(issuer.token("ada").role("chief").scope("watch")).await, 200);
    assert_eq!(status(issuer.token("ada").role("auditor").scope("watch")).await, 204);
    assert_eq!(status(issuer.token("ada").role("chief")).await, 204);
}
