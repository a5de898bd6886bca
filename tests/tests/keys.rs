//! Who may call: each key of the attribute is seen to refuse and to let through.

use secure_api::prelude::*;
use secure_api_testing::TestIssuer;
use secure_api_tests::{Served, assert_refused};
use serde_json::json;

#[derive(Clone, Copy, Roles)]
#[roles(Admin > Editor > Reader)]
enum Role {
    Reader,
    Editor,
    Admin,
    Auditor,
}

#[derive(Clone, Copy, Scopes)]
enum Scope {
    #[scope("articles:read")]
    Read,
    #[scope("articles:write")]
    Write,
}

#[output]
struct Who {
    subject: Option<String>,
}

fn who(caller: Option<&Identity>) -> Json<Who> {
    Json(Who { subject: caller.map(|caller| caller.subject().to_owned()) })
}

#[get("/auth")]
#[secure(auth = "jwt")]
async fn auth(caller: Identity) -> Json<Who> {
    who(Some(&caller))
}

#[get("/role/string")]
#[secure(auth = "jwt", role = "editor")]
async fn role_by_name() -> NoContent {
    NoContent
}

#[get("/role/path")]
#[secure(auth = "jwt", role = Role::Editor)]
async fn role_by_path() -> NoContent {
    NoContent
}

#[get("/role/any")]
#[secure(auth = "jwt", role = any("editor", "auditor"))]
async fn any_role() -> NoContent {
    NoContent
}

#[get("/role/all")]
#[secure(auth = "jwt", role = all(Role::Editor, Role::Auditor))]
async fn all_roles() -> NoContent {
    NoContent
}

#[get("/scope/one")]
#[secure(auth = "jwt", scope = "articles:write")]
async fn one_scope() -> NoContent {
    NoContent
}

#[get("/scope/any")]
#[secure(auth = "jwt", scope = any(Scope::Read, Scope::Write))]
async fn any_scope() -> NoContent {
    NoContent
}

#[get("/scope/all")]
#[secure(auth = "jwt", scope = all("articles:read", "articles:write"))]
async fn all_scopes() -> NoContent {
    NoContent
}

#[get("/role/and/scope")]
#[secure(auth = "jwt", role = "reader", scope = "articles:read")]
async fn role_and_scope() -> NoContent {
    NoContent
}

#[get("/public")]
#[secure(public = "shows that strangers are let in", rate = "60/min")]
async fn public(caller: Caller) -> Json<Who> {
    who(caller.identity())
}

#[get("/optional")]
#[secure(public = "shows who is known", auth = optional("jwt"), rate = "60/min")]
async fn optional(caller: Option<Identity>) -> Json<Who> {
    who(caller.as_ref())
}

#[get("/caches/{number}")]
#[secure(auth = "jwt", no_object_check(number) = "caches belong to no one")]
async fn excused(Path(number): Path<u32>) -> StatusCode {
    if number == 7 { StatusCode::OK } else { StatusCode::ACCEPTED }
}

fn app(issuer: &TestIssuer) -> Api<()> {
    Api::new(()).jwt(issuer.jwt()).mount(routes![
        auth,
        role_by_name,
        role_by_path,
        any_role,
        all_roles,
        one_scope,
        any_scope,
        all_scopes,
        role_and_scope,
        public,
        optional,
        excused,
    ])
}

#[tokio::test]
async fn auth_refuses_strangers_and_hands_on_who_calls() {
    let issuer = TestIssuer::new();
    let app = Served::start(app(&issuer)).await;

    let stranger = app.get("/auth").send().await;
    assert_refused(&stranger, 401);
    assert_eq!(stranger.header("www-authenticate"), "Bearer realm=\"api\"");

    let forged = app.get("/auth").bearer(&TestIssuer::new().token("ada").mint()).send().await;
    assert_refused(&forged, 401);
    assert!(forged.header("www-authenticate").contains("error=\"invalid_token\""));

    let known = app.get("/auth").bearer(&issuer.token("ada").mint()).send().await;
    assert_eq!((known.status(), known.text()), (200, r#"{"subject":"ada"}"#));
    assert_eq!(known.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_role_lets_in_who_has_it_or_one_that_includes_it() {
    let issuer = TestIssuer::new();
    let app = Served::start(app(&issuer)).await;
    for (path, held, status) in [
        ("/role/string", json!(["reader"]), 403),
        ("/role/string", json!(["auditor"]), 403),
        ("/role/string", json!([]), 403),
        ("/role/string", json!(["Editor", "superuser"]), 403),
        ("/role/string", json!(["editor"]), 204),
        ("/role/string", json!(["admin"]), 204),
        ("/role/path", json!(["reader"]), 403),
        ("/role/path", json!(["editor"]), 204),
        ("/role/path", json!(["admin"]), 204),
        ("/role/any", json!(["reader"]), 403),
        ("/role/any", json!(["auditor"]), 204),
        ("/role/any", json!(["editor"]), 204),
        ("/role/all", json!(["editor"]), 403),
        ("/role/all", json!(["auditor"]), 403),
        ("/role/all", json!(["admin"]), 403),
        ("/role/all", json!(["editor", "auditor"]), 204),
        ("/role/all", json!(["admin", "auditor"]), 204),
    ] {
        let token = issuer.token("ada").claim("roles", held.clone()).mint();
        let answer = app.get(path).bearer(&token).send().await;
        assert_eq!(answer.status(), status, "{path} {held}");
        if status == 403 {
            assert_refused(&answer, 403);
            // RFC 6750 knows no error for a role.
            assert_eq!(answer.header("www-authenticate"), "");
        }
    }
}

#[tokio::test]
async fn a_missing_scope_is_named_in_the_challenge() {
    let issuer = TestIssuer::new();
    let app = Served::start(app(&issuer)).await;
    for (path, held, needed) in [
        ("/scope/one", "articles:read", Some("articles:write")),
        ("/scope/one", "articles:writes", Some("articles:write")),
        ("/scope/one", "articles:read articles:write", None),
        ("/scope/any", "other", Some("articles:read articles:write")),
        ("/scope/any", "articles:read", None),
        ("/scope/any", "articles:write", None),
        ("/scope/all", "articles:read", Some("articles:read articles:write")),
        ("/scope/all", "articles:write", Some("articles:read articles:write")),
        ("/scope/all", "articles:write articles:read", None),
    ] {
        let answer = app.get(path).bearer(&issuer.token("ada").scope(held).mint()).send().await;
        let Some(needed) = needed else {
            assert_eq!(answer.status(), 204, "{path} {held}");
            continue;
        };
        assert_refused(&answer, 403);
        let challenge = answer.header("www-authenticate");
        assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
        assert!(challenge.ends_with(&format!("scope=\"{needed}\"")), "{challenge}");
    }
}

#[tokio::test]
async fn role_and_scope_are_both_asked_for() {
    let issuer = TestIssuer::new();
    let app = Served::start(app(&issuer)).await;
    let ada = || issuer.token("ada");
    for (token, status) in [
        (ada(), 403),
        (ada().role("reader"), 403),
        (ada().scope("articles:read"), 403),
        (ada().role("reader").scope("articles:read"), 204),
    ] {
        assert_eq!(app.get("/role/and/scope").bearer(&token.mint()).send().await.status(), status);
    }
}

#[tokio::test]
async fn public_lets_strangers_in_and_looks_at_no_token() {
    let issuer = TestIssuer::new();
    let app = Served::start(app(&issuer)).await;
    assert_eq!(app.get("/public").send().await.text(), r#"{"subject":null}"#);
    for token in [issuer.token("ada").mint(), "no.to.ken".to_owned()] {
        let answer = app.get("/public").bearer(&token).send().await;
        assert_eq!((answer.status(), answer.text()), (200, r#"{"subject":null}"#));
    }
}

#[tokio::test]
async fn optional_auth_tells_a_known_caller_apart_and_refuses_a_bad_token() {
    let issuer = TestIssuer::new();
    let app = Served::start(app(&issuer)).await;
    assert_eq!(app.get("/optional").send().await.text(), r#"{"subject":null}"#);
    let known = app.get("/optional").bearer(&issuer.token("ada").mint()).send().await;
    assert_eq!((known.status(), known.text()), (200, r#"{"subject":"ada"}"#));
    for bad in [issuer.token("ada").claim("exp", 1).mint(), TestIssuer::new().token("ada").mint(), "x".to_owned()] {
        assert_refused(&app.get("/optional").bearer(&bad).send().await, 401);
    }
}

#[tokio::test]
async fn an_excused_parameter_reaches_the_handler_and_is_still_typed() {
    let issuer = TestIssuer::new();
    let app = Served::start(app(&issuer)).await;
    let token = issuer.token("ada").mint();
    for (path, status) in [("/caches/7", 200), ("/caches/8", 202)] {
        assert_eq!(app.get(path).bearer(&token).send().await.status(), status);
    }
    for bad in ["/caches/x", "/caches/-1", "/caches/007", "/caches/+7", "/caches/4294967296"] {
        assert_refused(&app.get(bad).bearer(&token).send().await, 404);
    }
    assert_refused(&app.get("/caches/7").send().await, 401);
}
