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
    let both = RoleMap::claim("groups").grant("editor", Role::Admin).same_names();
    assert_eq!(roles(both, json!({ "groups": ["editor"] })), Ok(vec!["reader", "editor", "admin"]), "a name adds up");
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
    let second =
        || Jwt::issuer("https://second.test").audience(AUDIENCE).key(Key::hs256(fixed(secret))).without_scopes();
    let declaration = || declaration().without_scopes();
    let faults = faults_of(vec![declaration(), second()]);
    assert!(faults.contains(ISSUER) && faults.contains("https://second.test"), "{faults}");
    assert!(faults.contains("a second issuer's admin is nobody's admin until it is mapped"));
    assert!(built(vec![declaration().roles(RoleMap::default()), second().roles(RoleMap::none())]).is_ok());
}

#[test]
fn what_two_issuers_grant_is_granted() {
    let second = Jwt::issuer("https://second.test")
        .audience(AUDIENCE)
        .key(Key::hs256(fixed(b"Hx5cN8qWm2Lr7VdK4tYb9GpS1zJf6UeQ3aTo0iRwBvXyZuEk")));
    let of = |jwt: Jwt| jwt.roles(RoleMap::claim("groups").grant("staff", Role::Editor)).scopes(ScopeMap::none());
    let verifier = built(vec![of(declaration()), of(second)]).unwrap();
    let asks = |bits| crate::policy::Requirement { vocabulary: &ROLES, bits, all: false };
    assert_eq!(verifier.ungranted(&asks(0b011)), [""; 0]);
    assert_eq!(verifier.ungranted(&asks(0b111)), ["admin"]);
}

#[test]
fn several_issuers_each_say_which_scopes_they_grant() {
    let secret = b"Hx5cN8qWm2Lr7VdK4tYb9GpS1zJf6UeQ3aTo0iRwBvXyZuEk";
    let second = || Jwt::issuer("https://second.test").audience(AUDIENCE).key(Key::hs256(fixed(secret)));
    let [first, second] = [declaration(), second()].map(|jwt| jwt.roles(RoleMap::none()));
    let usual = || ScopeMap::usual().same_names();
    let faults = faults_of(vec![first.clone(), second.clone().scopes(usual())]);
    assert!(
        faults.contains(&format!(
            "1. there are several issuers, and whether `{ISSUER}` grants scopes such as `articles:read` is not declared"
        )),
        "{faults}"
    );
    assert!(!faults.contains("second.test") && !faults.contains("2."), "{faults}");
    assert!(faults_of(vec![first.clone(), second.clone()]).contains("2. there are several issuers"));
    assert!(built(vec![first.clone().scopes(usual()), second.clone().without_scopes()]).is_ok());
    // Without scopes in the application there is nothing to grant.
    let known = Known { roles: Some(&ROLES), ..Known::default() };
    assert!(build(vec![first, second], &known, &mut Faults::default()).is_some());
}

#[test]
fn scopes_are_read_from_either_claim() {
    let scopes = |claim: Value| judged(claim).map(|identity| identity.scopes().collect::<Vec<_>>());
    assert_eq!(scopes(json!({})), Ok(vec![]));
    assert_eq!(scopes(json!({ "scope": "openid articles:read" })), Ok(vec!["articles:read"]));
    assert_eq!(scopes(json!({ "scp": ["articles:write"] })), Ok(vec!["articles:write"]));
    assert_eq!(scopes(json!({ "scp": "articles:write articles:read" })), Ok(vec!["articles:read", "articles:write"]));
    assert_eq!(scopes(json!({ "scope": "articles:read articles:read" })), Ok(vec!["articles:read"]));
    assert_eq!(scopes(json!({ "scope": "articles:read", "scp": ["articles:read"] })), Ok(vec!["articles:read"]));
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

#[test]
fn each_provider_has_its_roles_where_it_documents_them() {
    let realm = json!({ "realm_access": { "roles": ["offline_access", "editor"] } });
    let client = json!({ "resource_access": { "api.v1": { "roles": ["editor"] }, "account": { "roles": ["admin"] } } });
    let editor = Ok(vec!["reader", "editor"]);
    for (map, claim) in [
        (RoleMap::keycloak(), realm.clone()),
        (RoleMap::keycloak_client("api.v1"), client.clone()),
        (RoleMap::cognito(), json!({ "cognito:groups": ["editor"] })),
        (RoleMap::entra(), json!({ "roles": ["editor"] })),
        (RoleMap::entra_groups(), json!({ "groups": ["editor"] })),
        (RoleMap::auth0("https://app.test/roles"), json!({ "https://app.test/roles": ["editor"] })),
        (RoleMap::auth0_permissions(), json!({ "permissions": ["editor"] })),
        (RoleMap::okta(), json!({ "groups": ["Everyone", "editor"] })),
    ] {
        assert_eq!(roles(map.clone().same_names(), claim.clone()), editor, "{map:?}");
        assert_eq!(roles(map.clone().grant("editor", Role::Reader), claim), Ok(vec!["reader"]), "{map:?}");
        assert_eq!(roles(map.clone().same_names(), json!({ "elsewhere": ["admin"] })), Ok(vec![]), "{map:?}");
        let fault = faults_of(vec![declaration().roles(map)]);
        assert!(fault.contains("grants nothing") && fault.contains("add `.same_names()`"), "{fault}");
    }
    assert_eq!(roles(RoleMap::keycloak().same_names(), client), Ok(vec![]), "a role of a client is none of the realm");
    assert_eq!(roles(RoleMap::keycloak_client("api.v1").same_names(), realm), Ok(vec![]), "and the other way round");
    assert!(faults_of(vec![declaration().roles(RoleMap::keycloak_client("").same_names())]).contains("names no claim"));
}

#[test]
fn a_map_may_have_several_places_with_a_meaning_of_their_own() {
    let both = |realm: &str, client: &str| json!({ "realm_access": { "roles": [realm] }, "resource_access": { "api": { "roles": [client] } } });
    let own = || {
        let realm = RoleMap::keycloak().grant("operations", Role::Admin);
        RoleMap::keycloak_client("api").same_names().and(realm)
    };
    assert_eq!(roles(own(), both("other", "reader")), Ok(vec!["reader"]));
    assert_eq!(roles(own(), both("operations", "other")), Ok(vec!["reader", "editor", "admin"]));
    assert_eq!(roles(own(), both("admin", "operations")), Ok(vec![]), "no name has the other place's meaning");
    assert_eq!(
        roles(own(), json!({ "realm_access": { "roles": ["operations"] } })),
        Ok(vec!["reader", "editor", "admin"])
    );
    let shared = || RoleMap::keycloak_client("api").and(RoleMap::keycloak()).same_names();
    assert_eq!(roles(shared(), both("reader", "editor")), Ok(vec!["reader", "editor"]));
    assert_eq!(roles(shared(), both("editor", "other")), Ok(vec!["reader", "editor"]));
    let broken = json!({ "realm_access": { "roles": ["operations"] }, "resource_access": { "api": { "roles": 1 } } });
    assert_eq!(roles(own(), broken), Err(TokenFault::Grants), "one place of the wrong type spoils the token");
    let half = RoleMap::keycloak().same_names().and(RoleMap::okta());
    assert!(faults_of(vec![declaration().roles(half)]).contains("grants nothing"));
}

#[test]
fn a_prefix_is_no_part_of_a_name() {
    let map = || RoleMap::okta().prefixed("articles-").same_names().grant("boss", Role::Admin);
    assert_eq!(roles(map(), json!({ "groups": ["articles-editor"] })), Ok(vec!["reader", "editor"]));
    assert_eq!(roles(map(), json!({ "groups": ["articles-boss"] })), Ok(vec!["reader", "editor", "admin"]));
    for without in ["editor", "boss", "articles-", "articles", "xarticles-editor", "articles-articles-editor"] {
        assert_eq!(roles(map(), json!({ "groups": [without] })), Ok(vec![]), "{without}");
    }
}

#[test]
fn a_map_grants_nothing_for_an_empty_name_and_stands_once() {
    let empty = RoleMap::usual().grant("", Role::Admin);
    assert!(faults_of(vec![declaration().roles(empty)]).contains("for an empty name"));
    let twice = declaration().roles(RoleMap::default()).roles(RoleMap::none());
    assert!(faults_of(vec![twice]).contains("two declarations of `Jwt::roles`"));
    let twice = declaration().scopes(ScopeMap::default()).without_scopes();
    assert!(faults_of(vec![twice]).contains("two declarations of `Jwt::scopes`"));
}

fn scopes(map: ScopeMap, claim: Value) -> Result<Vec<&'static str>, TokenFault> {
    let verifier = verifier(declaration().scopes(map));
    verifier.verify(&mint(&header(), &with(claims(), claim)), NOW).map(|identity| identity.scopes().collect())
}

#[test]
fn each_provider_has_its_scopes_where_it_documents_them() {
    let read = Ok(vec!["articles:read"]);
    for (map, claim) in [
        (ScopeMap::keycloak(), json!({ "scope": "openid articles:read" })),
        (
            ScopeMap::cognito("https://api.test"),
            json!({ "scope": "https://api.test/articles:read other/articles:write" }),
        ),
        (ScopeMap::entra(), json!({ "scp": "articles:read" })),
        (ScopeMap::auth0(), json!({ "scope": "articles:read", "permissions": ["articles:write"] })),
        (ScopeMap::auth0_permissions(), json!({ "scope": "articles:write", "permissions": ["articles:read"] })),
        (ScopeMap::okta(), json!({ "scp": ["openid", "articles:read"] })),
    ] {
        assert_eq!(scopes(map.clone().same_names(), claim.clone()), read, "{map:?}");
        assert_eq!(
            scopes(map.clone().grant("articles:read", Scope::Write), claim),
            Ok(vec!["articles:write"]),
            "{map:?}"
        );
        assert!(faults_of(vec![declaration().scopes(map)]).contains("the scope map of"));
    }
    assert_eq!(scopes(ScopeMap::none(), json!({ "scope": "articles:read" })), Ok(vec![]));
    let both = || ScopeMap::auth0().and(ScopeMap::auth0_permissions()).same_names();
    let claim = json!({ "scope": "articles:read", "permissions": ["articles:write"] });
    assert_eq!(scopes(both(), claim), Ok(vec!["articles:read", "articles:write"]));
    for wrong in [json!(1), json!([1]), json!({ "a": "b" })] {
        assert_eq!(scopes(ScopeMap::okta().same_names(), json!({ "scp": wrong })), Err(TokenFault::Grants));
    }
}

#[test]
fn names_without_a_meaning_are_counted_and_bounded() {
    let ignored = IgnoredGrants::new();
    let known = Known { roles: Some(&ROLES), scopes: Some(&SCOPES), ignored: ignored.clone(), ..Known::default() };
    let verifier = build(vec![declaration()], &known, &mut Faults::default()).unwrap();
    let judge = |claim: Value| verifier.verify(&mint(&header(), &with(claims(), claim)), NOW);

    judge(json!({ "roles": ["editor", "Editor", "boss"], "scope": "openid articles:read x" })).unwrap();
    judge(json!({ "role": "boss" })).unwrap();
    assert!(judge(json!({ "role": "late", "exp": NOW - 3600 })).is_err());
    let told = || ignored.names().into_iter().map(|seen| (seen.kind, seen.name, seen.times)).collect::<Vec<_>>();
    let expected = [(GrantKind::Role, "Editor", 1), (GrantKind::Role, "boss", 2), (GrantKind::Scope, "x", 1)];
    assert_eq!(
        told(),
        expected.map(|(kind, name, times)| (kind, name.to_owned(), times)),
        "nothing of a token that is refused"
    );
    assert_eq!((ignored.roles(), ignored.scopes()), (3, 1));
    assert!(ignored.names().iter().all(|seen| seen.source == ISSUER));
    judge(json!({ "scope": "y z" })).unwrap();
    assert_eq!(ignored.scopes(), 3);

    for number in 0..100 {
        judge(json!({ "role": format!("{number}\n{}", "é".repeat(200)) })).unwrap();
    }
    assert_eq!(ignored.roles(), 103, "all are counted");
    let kept = told().into_iter().filter(|(kind, ..)| *kind == GrantKind::Role).map(|(_, name, _)| name);
    let kept: Vec<String> = kept.collect();
    assert_eq!(kept.len(), 32, "and few are kept");
    assert!(kept[2].starts_with("0\\u{a}é") && kept[2].len() < 80, "{}", kept[2]);
}
