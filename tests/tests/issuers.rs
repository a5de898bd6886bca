//! What issuers say of a caller: claims as a verified type, and roles by the mapping that is declared for each issuer.

use secure_api::identify::RoleMap;
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
    let client = client([ours.jwt().roles(RoleMap::usual().same_names()), theirs.jwt().roles(RoleMap::none())]);
    assert_eq!(status(&client, "/admin", ours.token("ada").role("admin")).await, 200);
    assert_eq!(status(&client, "/admin", theirs.token("ada").role("admin")).await, 403);
    let foreign_name = ours.token("ada").claim("iss", "https://partner.test").role("admin");
    assert_eq!(status(&client, "/admin", foreign_name).await, 401, "signed by a key of another issuer");
}

#[test]
fn several_issuers_without_mappings_do_not_start() {
    let issuers = [TestIssuer::new().jwt(), TestIssuer::named("https://partner.test").jwt()];
    let api = issuers.into_iter().fold(Api::new(()), Api::jwt).mount(routes![admin]);
    let told = api.build().unwrap_err().to_string();
    assert!(told.contains("2 faults"), "{told}");
    assert!(told.contains("https://partner.test") && told.contains("https://issuer.test"), "{told}");
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
