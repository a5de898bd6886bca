//! The development key (C124). These tests are built for debug, where it exists; that a release build has none is seen in
//! the build script, which is the only place that turns it on.
#![cfg(secure_api_development)]

use std::sync::Arc;

use super::*;
use crate::provide::key_source::Environment;

fn jwt(variables: &[(&str, &str)]) -> Jwt {
    let owned = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
    let environment = Environment::Fixed(Arc::new(owned.collect()));
    Jwt::from_environment(environment).issuer_or(ISSUER).audience_or(AUDIENCE)
}

#[test]
fn each_role_gets_a_token_that_works() {
    let verifier = verifier(jwt(&[]).or_development_key());
    let tokens = verifier.development().unwrap().tokens(NOW);
    let names: Vec<&str> = tokens.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["nobody", "reader", "editor", "admin"]);
    let identity = |place: usize| verifier.verify(&tokens[place].1, NOW).unwrap();
    assert_eq!(identity(0).subject(), "dev-nobody");
    assert_eq!(identity(0).roles().count(), 0);
    assert_eq!(identity(3).subject(), "dev-admin");
    assert!(identity(3).has_role(Role::Admin) && identity(3).has_scope(Scope::Write));
    assert!(identity(1).has_role(Role::Reader) && !identity(1).has_role(Role::Editor));
    assert!(verifier.verify(&tokens[1].1, NOW + 12 * 60 * 60 - 1).is_ok());
    assert!(verifier.verify(&tokens[1].1, NOW + 12 * 60 * 60 + 30).is_err());
}

#[test]
fn tokens_follow_the_role_map() {
    let map = RoleMap::claim("realm_access.roles").grant("app-admins", Role::Admin);
    let verifier = verifier(jwt(&[]).or_development_key().roles(map));
    let tokens = verifier.development().unwrap().tokens(NOW);
    let names: Vec<&str> = tokens.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["nobody", "admin"], "roles that the issuer cannot grant get no token");
    assert!(verifier.verify(&tokens[1].1, NOW).unwrap().has_role(Role::Admin));
}

#[test]
fn a_key_of_the_environment_leaves_no_room_for_one() {
    let secret = core::str::from_utf8(SECRET).unwrap();
    assert!(verifier(jwt(&[("JWT_SECRET", secret)]).or_development_key()).development().is_none());
    assert!(faults_of(vec![jwt(&[("JWT_SECRET", "secret")]).or_development_key()]).contains("is shorter"));
    assert!(verifier(declaration()).development().is_none());
}

#[test]
fn every_process_has_another_one() {
    let (one, other) = (verifier(jwt(&[]).or_development_key()), verifier(jwt(&[]).or_development_key()));
    let tokens = one.development().unwrap().tokens(NOW);
    assert_eq!(other.verify(&tokens[0].1, NOW).err(), Some(TokenFault::Signature));
}

#[test]
fn it_has_to_be_asked_for() {
    assert!(faults_of(vec![jwt(&[])]).contains("there is no key for tokens"));
}
