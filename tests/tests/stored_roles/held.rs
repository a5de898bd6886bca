//! What a caller holds, and who is asked about.

use super::*;

#[tokio::test]
async fn roles_of_the_store_take_the_place_of_those_of_the_token() {
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["admin"]);
    world.staff.set(ISSUER, "bob", &["editor"]);
    assert_eq!(world.status("/admin", "ada").await, 204);
    assert_eq!(world.status("/admin", "bob").await, 403);
    assert_eq!(world.status("/admin", "eve").await, 403, "whom the store does not know has no roles");
    assert_eq!(world.get("/me", "ada").await.text(), r#"{"roles":["editor","admin"]}"#);
    for claim in [json!("admin"), json!(["admin"])] {
        let name = if claim.is_string() { "role" } else { "roles" };
        let token = world.issuer.token("bob").issued_by(&world.clock).claim(name, claim).mint();
        let answer = world.client.get("/admin").bearer(&token).send().await;
        assert_refused(&answer, 403);
        assert_eq!(world.client.get("/me").bearer(&token).send().await.text(), r#"{"roles":["editor"]}"#);
    }
}

#[tokio::test]
async fn a_subject_of_two_issuers_is_two_callers() {
    let (ours, theirs) = (TestIssuer::new(), TestIssuer::named("https://partner.test"));
    let staff = Staff::new();
    staff.set(ISSUER, "ada", &["admin"]);
    let roles = RoleCache::new(staff.clone(), Duration::from_secs(60));
    // No role maps are needed: no role comes from a token.
    let [ours_jwt, theirs_jwt] = [&ours, &theirs].map(|issuer| issuer.jwt().scopes(ScopeMap::default()));
    let app = Served::start(api(&staff, &roles).jwt(ours_jwt).jwt(theirs_jwt.roles(RoleMap::none()))).await;
    for (issuer, status) in [(&ours, 204), (&theirs, 403), (&ours, 204)] {
        let answer = app.get("/admin").bearer(&issuer.token("ada").role("admin").mint()).send().await;
        assert_eq!(answer.status(), status);
    }
    assert_eq!(staff.asked(), 2);
}

#[tokio::test]
async fn an_account_that_is_blocked_gets_the_answer_of_a_bad_token() {
    let log = Log::capture();
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["blocked"]);
    let _before = log.fresh_audit();
    let blocked = world.get("/me", "ada").await;
    assert_refused(&blocked, 401);
    let events = log.fresh_audit();
    assert_eq!((&events[0]["reason"], &events[0]["subject"]), (&json!("blocked"), &json!("ada")));
    let bad = world.client.get("/me").bearer("a.b.c").send().await;
    assert_eq!(comparable(&blocked), comparable(&bad));
    assert_eq!(world.status("/front", "ada").await, 401);
    world.staff.set(ISSUER, "ada", &["admin"]);
    world.roles.forget(&Principal::new(ISSUER, "ada"));
    assert_eq!(world.status("/admin", "ada").await, 204);
}

#[tokio::test]
async fn stored_roles_that_exclude_one_another_are_nobodys() {
    let log = Log::capture();
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["auditor", "operator"]);
    assert_refused(&world.get("/me", "ada").await, 503);
    assert!(log.text().contains("exclude one another"), "{}", log.text());
}

#[tokio::test]
async fn a_scope_of_a_role_counts_for_who_has_the_role_in_the_store() {
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["operator"]);
    let asked = |subject: &str, role: &str, scope: &str| {
        let token = world.issuer.token(subject).issued_by(&world.clock).role(role).scope(scope).mint();
        world.client.get("/run").bearer(&token).send()
    };
    assert_eq!(asked("ada", "", "run").await.status(), 204);
    assert_eq!(asked("ada", "operator", "").await.status(), 403, "the store lends nothing");
    assert_eq!(asked("bob", "operator", "run").await.status(), 403, "the token's role is none");
}

#[tokio::test]
async fn a_caller_over_its_limit_costs_the_store_nothing() {
    let world = world(0);
    for (status, asked) in [(204, 1), (204, 2), (429, 2), (429, 2)] {
        assert_eq!((world.status("/twice", "ada").await, world.staff.asked()), (status, asked));
    }
}

#[tokio::test]
async fn nobody_is_asked_about_who_did_not_prove_who_it_is() {
    let world = world(60);
    assert_eq!(world.client.get("/front").send().await.status(), 200);
    assert_eq!(world.client.get("/admin").send().await.status(), 401);
    assert_eq!(world.client.get("/admin").bearer("a.b.c").send().await.status(), 401);
    let expired = world.issuer.token("ada").claim("exp", 1).mint();
    assert_eq!(world.client.get("/front").bearer(&expired).send().await.status(), 401);
    assert_eq!(world.staff.asked(), 0);
}

#[test]
fn typed_roles_are_what_they_say() {
    let typed = StoredRoles::of([Role::Admin, Role::Auditor]);
    assert_eq!(format!("{typed:?}"), r#"StoredRoles { roles: ["editor", "admin", "auditor"], blocked: false, .. }"#);
    let one_within_the_other = StoredRoles::of([Role::Editor, Role::Admin]);
    assert_eq!(
        format!("{one_within_the_other:?}"),
        r#"StoredRoles { roles: ["editor", "admin"], blocked: false, .. }"#
    );
}
