//! Roles and scopes as providers send them, names that mean nothing here, and names that nobody can have.

use secure_api::Error;
use secure_api::identify::{IgnoredGrants, RoleMap, ScopeMap};
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer, TestToken};
use secure_api_tests::{Log, assert_refused};
use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, Roles)]
#[roles(Admin > Editor)]
enum Role {
    Editor,
    Admin,
    Auditor,
}

#[derive(Clone, Copy, Debug, Scopes)]
enum Scope {
    #[scope("articles.read")]
    Read,
    #[scope("articles.audit", role = Role::Auditor)]
    Audit,
}

#[get("/editor")]
#[secure(auth = "jwt", role = "editor")]
async fn editor() -> NoContent {
    NoContent
}

#[get("/admin")]
#[secure(auth = "jwt", role = "admin")]
async fn admin() -> NoContent {
    NoContent
}

#[get("/either")]
#[secure(auth = "jwt", role = any("admin", "auditor"))]
async fn either() -> NoContent {
    NoContent
}

#[get("/read")]
#[secure(auth = "jwt", scope = "articles.read")]
async fn read() -> NoContent {
    NoContent
}

#[get("/audit")]
#[secure(auth = "jwt", scope = "articles.audit")]
async fn audit() -> NoContent {
    NoContent
}

#[output]
struct Figures {
    articles: u32,
    #[audience(Role::Auditor)]
    costs: u32,
}

#[get("/figures")]
#[secure(auth = "jwt", role = "editor")]
async fn figures() -> Json<Figures> {
    Json(Figures { articles: 1, costs: 2 })
}

fn client(jwt: Jwt) -> TestClient {
    TestClient::in_memory(Api::new(()).jwt(jwt).mount(routes![editor, admin, read]).build().unwrap())
}

async fn status(client: &TestClient, path: &str, token: &TestToken) -> u16 {
    client.get(path).bearer(&token.mint()).send().await.status()
}

/// A token with these claims beside the usual ones.
fn token(issuer: &TestIssuer, claims: &Value) -> TestToken {
    let claims = claims.as_object().unwrap();
    claims.iter().fold(issuer.token("ada"), |token, (name, value)| token.claim(name, value.clone()))
}

#[tokio::test]
async fn a_claim_whose_name_is_a_url_is_one_claim() {
    let issuer = TestIssuer::new();
    let roles = RoleMap::claim("https://app.example.com/roles").same_names();
    let scopes = ScopeMap::claim("https://app.example.com/scopes").same_names();
    let client = client(issuer.jwt().roles(roles).scopes(scopes));
    let claims = json!({
        "https://app.example.com/roles": ["admin"], "https://app.example.com/scopes": "articles.read",
    });
    for path in ["/admin", "/read"] {
        assert_eq!(status(&client, path, &token(&issuer, &claims)).await, 204, "{path}");
    }
}

#[tokio::test]
async fn tokens_of_the_common_providers_become_roles() {
    let keycloak = json!({
        "typ": "Bearer", "azp": "web", "scope": "openid profile",
        "realm_access": { "roles": ["default-roles-x", "offline_access", "staff"] },
        "resource_access": { "articles": { "roles": ["editor"] }, "account": { "roles": ["admin"] } },
    });
    let both = RoleMap::keycloak_client("articles").same_names().and(RoleMap::keycloak().grant("boss", Role::Admin));
    let entra = json!({ "roles": ["Articles.Edit"], "groups": ["11111111-2222-3333-4444-555555555555"], "scp": "x" });
    for (map, claims, edits, administers) in [
        (RoleMap::keycloak_client("articles").same_names(), keycloak.clone(), true, false),
        (RoleMap::keycloak_client("account").same_names(), keycloak.clone(), true, true),
        (RoleMap::keycloak().grant("staff", Role::Editor), keycloak.clone(), true, false),
        (RoleMap::keycloak().same_names().grant("Staff", Role::Editor), keycloak.clone(), false, false),
        (both.clone(), keycloak, true, false),
        (both.clone(), json!({ "resource_access": { "articles": { "roles": ["boss"] } } }), false, false),
        (both.clone(), json!({ "realm_access": { "roles": ["editor"] } }), false, false),
        (both, json!({ "realm_access": { "roles": ["boss"] } }), true, true),
        (RoleMap::cognito().same_names(), json!({ "cognito:groups": ["editor", "eu-west-1_x"] }), true, false),
        (RoleMap::cognito().same_names(), json!({ "groups": ["editor"] }), false, false),
        (
            RoleMap::entra().grant("Articles.Edit", Role::Editor).grant("Articles.All", Role::Admin),
            entra.clone(),
            true,
            false,
        ),
        (RoleMap::entra_groups().grant("11111111-2222-3333-4444-555555555555", Role::Admin), entra, true, true),
        (
            RoleMap::auth0("https://app.test/roles").same_names(),
            json!({ "https://app.test/roles": ["admin"] }),
            true,
            true,
        ),
        (RoleMap::auth0("https://app.test/roles").same_names(), json!({ "roles": ["admin"] }), false, false),
        (
            RoleMap::auth0_permissions().grant("edit:articles", Role::Editor),
            json!({ "permissions": ["edit:articles"] }),
            true,
            false,
        ),
        (
            RoleMap::okta().prefixed("articles-").same_names(),
            json!({ "groups": ["Everyone", "articles-admin"] }),
            true,
            true,
        ),
        (RoleMap::okta().prefixed("articles-").same_names(), json!({ "groups": ["Everyone", "admin"] }), false, false),
    ] {
        let issuer = TestIssuer::new();
        let map = map.and(RoleMap::path(["never there"]).grant("never", Role::Admin));
        let client = client(issuer.jwt().roles(map.clone()));
        let asked = token(&issuer, &claims);
        let expected = |may: bool| if may { 204 } else { 403 };
        assert_eq!(status(&client, "/editor", &asked).await, expected(edits), "{map:?} {claims}");
        assert_eq!(status(&client, "/admin", &asked).await, expected(administers), "{map:?} {claims}");
    }
}

#[tokio::test]
async fn tokens_of_the_common_providers_become_scopes() {
    for (map, claims, may) in [
        (ScopeMap::keycloak().same_names(), json!({ "scope": "openid articles.read" }), true),
        (ScopeMap::keycloak().same_names(), json!({ "scp": ["articles.read"] }), false),
        (
            ScopeMap::cognito("https://api.test").same_names(),
            json!({ "scope": "https://api.test/articles.read" }),
            true,
        ),
        (
            ScopeMap::cognito("https://api.test").same_names(),
            json!({ "scope": "https://evil.test/articles.read articles.read" }),
            false,
        ),
        (ScopeMap::entra().grant("Articles.Read", Scope::Read), json!({ "scp": "Articles.Read User.Read" }), true),
        (ScopeMap::entra().grant("Articles.Read", Scope::Read), json!({ "scp": "articles.read" }), false),
        (ScopeMap::auth0().same_names(), json!({ "scope": "articles.read", "permissions": [] }), true),
        (ScopeMap::auth0().same_names(), json!({ "scope": "openid", "permissions": ["articles.read"] }), false),
        (
            ScopeMap::auth0_permissions().same_names(),
            json!({ "scope": "openid", "permissions": ["articles.read"] }),
            true,
        ),
        (ScopeMap::auth0_permissions().same_names(), json!({ "scope": "articles.read", "permissions": [] }), false),
        (ScopeMap::okta().same_names(), json!({ "scp": ["openid", "articles.read"] }), true),
    ] {
        let issuer = TestIssuer::new();
        let client = client(issuer.jwt().scopes(map.clone()));
        let answer = client.get("/read").bearer(&token(&issuer, &claims).mint()).send().await;
        assert_eq!(answer.status(), if may { 204 } else { 403 }, "{map:?} {claims}");
    }
}

#[tokio::test]
async fn a_claim_of_another_shape_than_the_providers_is_no_token() {
    let issuer = TestIssuer::new();
    let client = client(issuer.jwt().roles(RoleMap::keycloak().same_names()).scopes(ScopeMap::okta().same_names()));
    for claims in [
        json!({ "realm_access": ["admin"] }),
        json!({ "realm_access": { "roles": { "admin": true } } }),
        json!({ "realm_access": { "roles": ["admin", 1] } }),
        json!({ "scp": { "articles.read": true } }),
    ] {
        let answer = client.get("/editor").bearer(&token(&issuer, &claims).mint()).send().await;
        assert_refused(&answer, 401);
    }
}

#[derive(Clone)]
struct Counted(IgnoredGrants);

#[output]
struct Ignored {
    roles: u64,
    scopes: u64,
    names: Vec<String>,
}

#[get("/ignored")]
#[secure(auth = "jwt", role = "admin", scope = "articles.read")]
async fn ignored(State(Counted(ignored)): State<Counted>) -> Json<Ignored> {
    let names = ignored.names().into_iter().map(|seen| format!("{} {}x{}", seen.source, seen.name, seen.times));
    Json(Ignored { roles: ignored.roles(), scopes: ignored.scopes(), names: names.collect() })
}

#[tokio::test]
async fn names_that_mean_nothing_are_ignored_counted_and_told_of_once() {
    let log = Log::capture();
    let (issuer, counted) = (TestIssuer::new(), IgnoredGrants::new());
    let api = Api::new(Counted(counted.clone())).jwt(issuer.jwt()).ignored_grants(&counted).mount(routes![ignored]);
    let client = TestClient::in_memory(api.build().unwrap());
    let token = |roles: Value, scope: &str| issuer.token("ada").claim("roles", roles).scope(scope).mint();
    let _before = log.fresh_audit();
    for _ in 0..3 {
        let forged = token(json!(["admin", "Admin", "x\n\u{202e}event=ok"]), "openid profile articles.read write");
        client.get("/ignored").bearer(&forged).send().await;
    }
    let answer = client.get("/ignored").bearer(&token(json!(["admin"]), "articles.read")).send().await;
    assert_eq!(
        answer.json::<Value>(),
        json!({ "roles": 6, "scopes": 3, "names": [
            "https://issuer.test Adminx3", "https://issuer.test x\\u{a}\\u{202e}event=okx3", "https://issuer.test writex3",
        ] })
    );
    let told: Vec<Value> = log.fresh_audit().into_iter().filter(|event| event["event"] == "grant_ignored").collect();
    let told: Vec<_> = told.iter().map(|event| (event["kind"].as_str(), event["name"].as_str())).collect();
    let (role, scope) = (Some("role"), Some("scope"));
    let expected = [(scope, Some("write")), (role, Some("Admin")), (role, Some("x\\u{a}\\u{202e}event=ok"))];
    assert_eq!(told, expected, "each once");
}

#[tokio::test]
async fn a_flood_of_names_fills_neither_the_log_nor_the_memory() {
    let log = Log::capture();
    let (issuer, counted) = (TestIssuer::new(), IgnoredGrants::new());
    let api = Api::new(()).jwt(issuer.jwt()).ignored_grants(&counted).mount(routes![editor]);
    let client = TestClient::in_memory(api.build().unwrap());
    let _before = log.fresh_audit();
    for number in 0..20 {
        let names: Vec<String> = (0..50).map(|name| format!("{number}-{name}-{}", "x".repeat(80))).collect();
        client.get("/editor").bearer(&issuer.token("ada").claim("roles", names).mint()).send().await;
    }
    assert_eq!(counted.roles(), 1_000);
    assert_eq!(counted.names().len(), 32);
    assert!(counted.names().iter().all(|seen| seen.name.len() == 64));
    let told: Vec<Value> = log.fresh_audit().into_iter().filter(|event| event["event"] == "grant_ignored").collect();
    assert_eq!(told.len(), 33, "one each, and one that there are more");
    assert!(told[32]["name"].is_null() && told[32]["help"].as_str().unwrap().contains("counted alone"));
}

fn faults_of(api: Api<()>) -> String {
    match api.build() {
        Err(Error::Configuration(faults)) => faults.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_route_that_nobody_can_call_names_what_no_issuer_grants() {
    let jwt = || TestIssuer::new().jwt();
    let editors = || jwt().roles(RoleMap::okta().grant("editors", Role::Editor));
    let told = faults_of(Api::new(()).jwt(editors()).mount(routes![editor, admin, audit]));
    assert!(
        told.contains(
            "`role_maps::admin`: it asks for jwt role admin, and no issuer grants the role `admin`\n     \
             help: map a name of the issuer's to it, as `RoleMap::usual().grant(\"its name there\", Role::..)`, or write"
        ),
        "{told}"
    );
    assert!(
        told.contains("no issuer grants the scope `articles.audit` (which counts only for who has the role `auditor`)")
    );
    assert!(
        told.contains("as `ScopeMap::usual().grant(\"its name there\", Scope::..)`") && !told.contains("3."),
        "{told}"
    );

    // The role is one issuer's, and the scope another's: no token has both.
    let (ours, theirs) = (TestIssuer::new(), TestIssuer::named("https://partner.test"));
    let ours = ours.jwt().roles(RoleMap::usual().same_names()).without_scopes();
    let theirs = theirs.jwt().roles(RoleMap::none()).scopes(ScopeMap::usual().same_names());
    let api = Api::new(Counted(IgnoredGrants::new())).jwt(ours).jwt(theirs);
    let Err(told) = api.mount(routes![ignored]).build() else { panic!("it was built") };
    assert!(told.to_string().contains("let the maps of one issuer grant all of that"), "{told}");
}

#[test]
fn a_role_that_no_issuer_can_grant_is_reported_at_start() {
    let log = Log::capture();
    let map = RoleMap::okta().grant("editors", Role::Editor).grant("boss", Role::Admin);
    let app = Api::new(()).jwt(TestIssuer::new().jwt().roles(map)).mount(routes![editor, either, figures]).build();
    let app = app.unwrap();
    let told: Vec<&str> = app.report().lines().filter(|line| line.starts_with("ungranted: ")).collect();
    let expected = "no issuer grants the role `auditor`, for which `role_maps::either`, `Figures::costs` ask";
    assert_eq!(told, [format!("ungranted: {expected}")]);
    let events: Vec<Value> = log.audit().into_iter().filter(|event| event["event"] == "ungranted").collect();
    assert_eq!(events.len(), 1);
    assert_eq!((events[0]["what"].as_str(), events[0]["level"].as_str()), (Some(expected), Some("WARN")));

    let all = Api::new(()).jwt(TestIssuer::new().jwt()).mount(routes![editor, either, figures]).build().unwrap();
    assert!(!all.report().contains("ungranted"), "{}", all.report());
}
