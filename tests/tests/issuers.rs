//! What issuers say of a caller: claims as a verified type, and roles by the mapping that is declared for each issuer.

use secure_api::identify::{RoleMap, ScopeMap};
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer, TestToken};

#[derive(Clone, Copy, Debug, Roles)]
#[roles(Admin > Editor)]
enum Role {
    Editor,
    Admin,
}

#[claims]
struct Tenant {
    tenant: Text<1, 20>,
}

#[output]
struct Told {
    tenant: String,
}

#[get("/tenant")]
#[secure(auth = "jwt", rate = "60/min")]
async fn tenant(claims: Claims<Tenant>) -> Json<Told> {
    Json(Told { tenant: claims.tenant.as_str().to_owned() })
}

#[get("/admin")]
#[secure(auth = "jwt", role = Role::Admin, rate = "60/min")]
async fn admin() -> StatusCode {
    StatusCode::OK
}

#[get("/editor")]
#[secure(auth = "jwt", role = Role::Editor, rate = "60/min")]
async fn editor() -> StatusCode {
    StatusCode::OK
}

fn client(issuers: impl IntoIterator<Item = Jwt>) -> TestClient {
    let api = issuers.into_iter().fold(Api::new(()), Api::jwt);
    TestClient::in_memory(api.mount(routes![tenant, admin, editor]).build().unwrap())
}

async fn status(client: &TestClient, path: &str, token: TestToken) -> u16 {
    client.get(path).bearer(&token.mint()).send().await.status()
}

#[tokio::test]
async fn claims_reach_a_handler_as_a_type_with_bounds() {
    let issuer = TestIssuer::new();
    let client = client([issuer.jwt()]);
    let answer = client.get("/tenant").bearer(&issuer.token("ada").claim("tenant", "blue").mint()).send().await;
    assert_eq!((answer.status(), answer.text()), (200, r#"{"tenant":"blue"}"#));
    let too_long = "x".repeat(21);
    assert_eq!(status(&client, "/tenant", issuer.token("ada").claim("tenant", too_long)).await, 401);
    assert_eq!(status(&client, "/tenant", issuer.token("ada").claim("tenant", 7)).await, 401);
    assert_eq!(status(&client, "/tenant", issuer.token("ada")).await, 401);
}

#[tokio::test]
async fn nested_claims_become_roles_where_they_are_mapped() {
    let issuer = TestIssuer::new();
    let mapped = RoleMap::claim("realm_access.roles").grant("app-admin", Role::Admin);
    let client = client([issuer.jwt().roles(mapped)]);
    let realm = |role: &str| serde_json::json!({ "roles": ["other", role] });
    assert_eq!(status(&client, "/admin", issuer.token("a").claim("realm_access", realm("app-admin"))).await, 200);
    assert_eq!(status(&client, "/editor", issuer.token("a").claim("realm_access", realm("app-admin"))).await, 200);
    assert_eq!(status(&client, "/admin", issuer.token("a").claim("realm_access", realm("admin"))).await, 403);
    assert_eq!(status(&client, "/admin", issuer.token("a").role("admin")).await, 403);
}

#[tokio::test]
async fn names_with_colons_are_reachable() {
    let issuer = TestIssuer::new();
    let client = client([issuer.jwt().roles(RoleMap::path(["cognito:groups"]).same_names())]);
    let groups = serde_json::json!(["editor"]);
    assert_eq!(status(&client, "/editor", issuer.token("a").claim("cognito:groups", groups)).await, 200);
}

#[tokio::test]
async fn a_second_issuers_admin_is_nobodys_admin() {
    let (ours, theirs) = (TestIssuer::new(), TestIssuer::named("https://partner.test"));
    let [ours_jwt, theirs_jwt] = [&ours, &theirs].map(|issuer| issuer.jwt().without_scopes());
    let client = client([ours_jwt.roles(RoleMap::usual().same_names()), theirs_jwt.roles(RoleMap::none())]);
    assert_eq!(status(&client, "/admin", ours.token("ada").role("admin")).await, 200);
    assert_eq!(status(&client, "/admin", theirs.token("ada").role("admin")).await, 403);
    let foreign_name = ours.token("ada").claim("iss", "https://partner.test").role("admin");
    assert_eq!(status(&client, "/admin", foreign_name).await, 401, "signed by a key of another issuer");
}

#[test]
fn several_issuers_without_mappings_do_not_start() {
    let issuers =
        [TestIssuer::new(), TestIssuer::named("https://partner.test")].map(|issuer| issuer.jwt().without_scopes());
    let api = issuers.into_iter().fold(Api::new(()), Api::jwt).mount(routes![admin]);
    let told = api.build().unwrap_err().to_string();
    assert!(told.contains("2 faults"), "{told}");
    assert!(told.contains("https://partner.test") && told.contains("https://issuer.test"), "{told}");
}

#[derive(Clone, Copy, Debug, Scopes)]
enum Scope {
    #[scope("articles:write")]
    Write,
}

#[post("/articles")]
#[secure(auth = "jwt", scope = Scope::Write, rate = "60/min")]
async fn write() -> StatusCode {
    StatusCode::OK
}

#[tokio::test]
async fn a_second_issuer_grants_no_scope_by_saying_so() {
    let (ours, theirs) = (TestIssuer::new(), TestIssuer::named("https://partner.test"));
    let [first, second] = [&ours, &theirs].map(|issuer| issuer.jwt().roles(RoleMap::none()));
    let api = |second: Jwt| {
        let first = first.clone().scopes(ScopeMap::usual().same_names());
        Api::new(()).jwt(first).jwt(second).mount(routes![write])
    };
    let told = api(second.clone()).build().unwrap_err().to_string();
    assert!(
        told.contains(
            "1. there are several issuers, and whether `https://partner.test` grants scopes such as `articles:write` is not \
             declared\n     help: add `.scopes(ScopeMap::usual().same_names())` to the issuer whose scopes are the \
             application's, and `.without_scopes()`, or a map of its own, to each other"
        ),
        "{told}"
    );
    assert!(told.contains(", 1 fault to mend:"), "{told}");

    let asked = |client: &TestClient, issuer: &TestIssuer, scope: &str| {
        client.post("/articles").bearer(&issuer.token("ada").scope(scope).mint()).send()
    };
    let without = TestClient::in_memory(api(second.clone().without_scopes()).build().unwrap());
    assert_eq!(asked(&without, &ours, "articles:write").await.status(), 200);
    assert_eq!(asked(&without, &theirs, "articles:write").await.status(), 403);
    let mapped = second.scopes(ScopeMap::usual().grant("partner.write", Scope::Write));
    let mapped = TestClient::in_memory(api(mapped).build().unwrap());
    assert_eq!(asked(&mapped, &theirs, "articles:write").await.status(), 403);
    assert_eq!(asked(&mapped, &theirs, "partner.write").await.status(), 200);
    assert_eq!(asked(&mapped, &ours, "articles:write").await.status(), 200);
}

/// Amazon Cognito's tokens have no `aud`, and those of the profile have one.
#[test]
fn a_profile_with_an_audience_and_one_without_are_no_declaration() {
    let built = |jwt: Jwt| Api::new(()).jwt(jwt).mount(routes![tenant]).build();
    let jwt = || TestIssuer::new().jwt();
    for both in [jwt().profile_rfc9068().audience_in_client_id(), jwt().audience_in_client_id().profile_rfc9068()] {
        let told = built(both).unwrap_err().to_string();
        assert!(
            told.contains(
                "1. the tokens of `https://issuer.test` are declared to have an `aud` (`.profile_rfc9068()`) and to have none \
                 (`.audience_in_client_id()`)\n     help: remove one"
            ),
            "{told}"
        );
        assert!(told.contains(", 1 fault to mend:"), "{told}");
    }
    assert!(built(jwt().profile_rfc9068()).is_ok() && built(jwt().audience_in_client_id()).is_ok());
}

#[tokio::test]
async fn role_claims_that_disagree_or_are_of_another_type_are_refused() {
    let issuer = TestIssuer::new();
    let client = client([issuer.jwt()]);
    let roles = |names: &[&str]| serde_json::json!(names);
    let both = |role: &str, names: &[&str]| issuer.token("a").role(role).claim("roles", roles(names));
    assert_eq!(status(&client, "/editor", both("editor", &["editor"])).await, 200);
    assert_eq!(status(&client, "/editor", both("editor", &["admin"])).await, 401);
    assert_eq!(status(&client, "/editor", issuer.token("a").claim("roles", "editor")).await, 401);
    assert_eq!(status(&client, "/editor", issuer.token("a").claim("role", roles(&["editor"]))).await, 401);
    assert_eq!(status(&client, "/editor", issuer.token("a").claim("role", 1)).await, 401);
    assert_eq!(status(&client, "/editor", issuer.token("a").role("Editor")).await, 403);
    assert_eq!(status(&client, "/editor", issuer.token("a").role("superuser")).await, 403);
}

#[tokio::test]
async fn the_access_token_profile_takes_access_tokens_only() {
    let issuer = TestIssuer::new();
    let client = client([issuer.jwt().profile_rfc9068()]);
    let editor = || issuer.token("a").role("editor");
    assert_eq!(status(&client, "/editor", editor().header("typ", "at+jwt")).await, 200);
    assert_eq!(status(&client, "/editor", editor().header("typ", "JWT")).await, 401);
    assert_eq!(status(&client, "/editor", editor().without_header("typ")).await, 401);
    for name in ["client_id", "jti", "iat"] {
        assert_eq!(status(&client, "/editor", editor().header("typ", "at+jwt").without(name)).await, 401, "{name}");
    }
    assert_eq!(status(&client, "/editor", editor().header("typ", "application/at+jwt")).await, 200);
    assert_eq!(status(&client, "/editor", editor().header("typ", "id+jwt")).await, 401);
}
