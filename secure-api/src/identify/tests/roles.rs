//! Claims to roles and scopes (C120).

use serde_json::{Value, json};

use super::*;

fn roles(map: RoleMap, claim: Value) -> Result<Vec<&'static str>, TokenFault> {
    let verifier = verifier(declaration().roles(map));
    verifier.verify(&mint(&header(), &with(claims(), claim)), NOW).map(|identity| identity.roles().collect())
}

fn usual(claim: Value) -> Result<Vec<&'static str>, TokenFault> {
    judged(claim).map(|identity| identity.roles().collect())
}

#[test]
fn a_single_issuer_uses_the_names_of_the_application() {
    assert_eq!(usual(json!({})), Ok(vec![]));
    assert_eq!(usual(json!({ "role": "reader" })), Ok(vec!["reader"]));
    assert_eq!(usual(json!({ "roles": ["editor"] })), Ok(vec!["reader", "editor"]));
    assert_eq!(usual(json!({ "roles": ["admin", "unheard of"] })), Ok(vec!["reader", "editor", "admin"]));
    assert_eq!(usual(json!({ "role": "Admin" })), Ok(vec![]), "letter case counts");
    assert_eq!(usual(json!({ "role": "" })), Ok(vec![]));
    assert_eq!(usual(json!({ "roles": [] })), Ok(vec![]));
}

#[test]
fn role_and_roles_may_not_disagree() {
    assert_eq!(usual(json!({ "role": "admin", "roles": ["admin"] })), Ok(vec!["reader", "editor", "admin"]));
    for many in [json!(["reader"]), json!(["admin", "reader"]), json!([])] {
        assert_eq!(usual(json!({ "role": "admin", "roles": many })), Err(TokenFault::Grants), "{many}");
    }
}

#[test]
fn roles_of_the_wrong_type_make_the_token_invalid() {
    for wrong in [
        json!({ "role": ["admin"] }),
        json!({ "role": 1 }),
        json!({ "roles": "admin" }),
        json!({ "roles": { "admin": true } }),
        json!({ "roles": ["admin", 1] }),
    ] {
        assert_eq!(usual(wrong.clone()), Err(TokenFault::Grants), "{wrong}");
    }
}

#[test]
fn a_nested_claim_is_reached() {
    let keycloak = || RoleMap::claim("realm_access.roles").same_names();
    let all = Ok(vec!["reader", "editor", "admin"]);
    assert_eq!(roles(keycloak(), json!({ "realm_access": { "roles": ["admin"] } })), all);
    assert_eq!(roles(keycloak(), json!({ "realm_access": { "roles": "reader" } })), Ok(vec!["reader"]));
    assert_eq!(roles(keycloak(), json!({ "realm_access": {} })), Ok(vec![]));
    assert_eq!(roles(keycloak(), json!({ "realm_access.roles": ["admin"] })), Ok(vec![]));
    assert_eq!(
        roles(keycloak(), json!({ "role": "admin", "roles": ["admin"] })),
        Ok(vec![]),
        "only the declared claim counts"
    );
    for wrong in [json!([]), json!("x"), json!({ "roles": 1 }), json!({ "roles": {} })] {
        assert_eq!(roles(keycloak(), json!({ "realm_access": wrong })), Err(TokenFault::Grants), "{wrong}");
    }
    let cognito = RoleMap::path(["cognito:groups"]).same_names();
    assert_eq!(roles(cognito, json!({ "cognito:groups": ["editor"] })), Ok(vec!["reader", "editor"]));
    let dotted = RoleMap::path(["https://app.test/roles"]).same_names();
    assert_eq!(roles(dotted, json!({ "https://app.test/roles": ["reader"] })), Ok(vec!["reader"]));
}

#[test]
fn names_of_the_issuer_are_mapped_one_by_one() {
    let map = || RoleMap::claim("groups").grant("app-admins", Role::Admin).grant("staff", Role::Reader);
    assert_eq!(roles(map(), json!({ "groups": ["staff"] })), Ok(vec!["reader"]));
    assert_eq!(roles(map(), json!({ "groups": ["app-admins"] })), Ok(vec!["reader", "editor", "admin"]));
    assert_eq!(
        roles(map(), json!({ "groups": ["admin"] })),
        Ok(vec![]),
        "the application's names are not the issuer's"
    );
    assert_eq!(roles(map().same_names(), json!({ "groups": ["staff", "editor"] })), Ok(vec!["reader", "editor"]));
}

#[test]
fn a_map_that_cannot_work_is_a_fault() {
    let fault = |map: RoleMap| faults_of(vec![declaration().roles(map)]);
    assert!(fault(RoleMap::claim("groups")).contains("grants nothing"));
    assert!(fault(RoleMap::none().same_names()).contains("no claim"));
    for unusable in ["", "a..b", ".", "sub", "aud"] {
        assert!(fault(RoleMap::claim(unusable).same_names()).contains("names no claim that could"), "{unusable}");
    }
    assert!(fault(RoleMap::path(Vec::<String>::new()).same_names()).contains("names no claim that could"));

    #[derive(Clone, Copy)]
    struct Foreign;
    static FOREIGN: Vocabulary = Vocabulary {
        type_id: TypeId::of::<Foreign>,
        type_name: "Foreign",
        names: &["admin"],
        grants: &[1],
        ..Vocabulary::EMPTY
    };
    impl Roles for Foreign {
        const VOCABULARY: &'static Vocabulary = &FOREIGN;
        fn bit(self) -> u64 {
            1
        }
    }
    assert!(fault(RoleMap::claim("groups").grant("x", Foreign)).contains("another enum"));
    let reader = judged(json!({ "role": "reader" })).unwrap();
    assert!(reader.has_role(Role::Reader) && !reader.has_role(Foreign), "a bit of another vocabulary means nothing");
}

#[test]
fn several_issuers_are_each_mapped() {
    let secret = b"Hx5cN8qWm2Lr7VdK4tYb9GpS1zJf6UeQ3aTo0iRwBvXyZuEk";
    let second = || Jwt::issuer("https://second.test").audience(AUDIENCE).key(Key::hs256(fixed(secret)));
    let faults = faults_of(vec![declaration(), second()]);
    assert!(faults.contains(ISSUER) && faults.contains("https://second.test"), "{faults}");
    assert!(faults.contains("a second issuer's admin is nobody's admin until it is mapped"));
    assert!(built(vec![declaration().roles(RoleMap::default()), second().roles(RoleMap::none())]).is_ok());
}

#[test]
fn scopes_are_read_from_either_claim() {
    let scopes = |claim: Value| judged(claim).map(|identity| identity.scopes().collect::<Vec<_>>());
    assert_eq!(scopes(json!({})), Ok(vec![]));
    assert_eq!(scopes(json!({ "scope": "openid articles:read" })), Ok(vec!["articles:read"]));
    assert_eq!(scopes(json!({ "scp": ["articles:write"] })), Ok(vec!["articles:write"]));
    assert_eq!(scopes(json!({ "scp": "articles:write articles:read" })), Ok(vec!["articles:read", "articles:write"]));
    assert_eq!(scopes(json!({ "scope": "articles:read", "scp": ["articles:write"] })), Err(TokenFault::Grants));
    for wrong in
        [json!({ "scope": ["articles:read"] }), json!({ "scope": 1 }), json!({ "scp": {} }), json!({ "scp": [1] })]
    {
        assert_eq!(scopes(wrong.clone()), Err(TokenFault::Grants), "{wrong}");
    }
    let identity = judged(json!({ "scope": "articles:read" })).unwrap();
    assert!(identity.has_scope(Scope::Read) && !identity.has_scope(Scope::Write));
    let without = verifier(declaration().without_scopes());
    let identity = without.verify(&mint(&header(), &with(claims(), json!({ "scope": "articles:read" }))), NOW).unwrap();
    assert!(!identity.has_scope(Scope::Read));
}
