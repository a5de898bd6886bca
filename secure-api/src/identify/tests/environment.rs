//! `Jwt::from_env()`: what it reads, and every way it can be incomplete.

use std::ffi::OsString;
use std::fs;
use std::sync::Arc;

use super::*;
use crate::provide::key_source::Environment;

fn environment(variables: &[(&str, &str)]) -> Environment {
    let owned = variables.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value)));
    Environment::Fixed(Arc::new(owned.collect()))
}

fn jwt(variables: &[(&str, &str)]) -> Jwt {
    Jwt::from_environment(environment(variables))
}

fn secret() -> &'static str {
    core::str::from_utf8(SECRET).unwrap()
}

#[test]
fn three_variables_are_enough() {
    let verifier = verifier(jwt(&[("JWT_SECRET", secret()), ("JWT_ISSUER", ISSUER), ("JWT_AUDIENCE", AUDIENCE)]));
    assert!(verifier.verify(&mint(&header(), &claims()), NOW).is_ok());
}

#[test]
fn issuer_and_audience_have_defaults_where_they_are_given() {
    let only_secret = || jwt(&[("JWT_SECRET", secret())]);
    let verifier = verifier(only_secret().issuer_or(ISSUER).audience_or(AUDIENCE));
    assert!(verifier.verify(&mint(&header(), &claims()), NOW).is_ok());
    let set = jwt(&[("JWT_SECRET", secret()), ("JWT_ISSUER", "https://set.test"), ("JWT_AUDIENCE", "set")]);
    let set = super::verifier(set.issuer_or(ISSUER).audience_or(AUDIENCE));
    assert_eq!(set.verify(&mint(&header(), &claims()), NOW).err(), Some(TokenFault::Issuer));
    let faults = faults_of(vec![only_secret()]);
    assert!(faults.contains("`JWT_ISSUER` is not set") && faults.contains("`JWT_AUDIENCE` is not set"), "{faults}");
}

#[test]
fn all_that_is_missing_is_said_at_once() {
    let faults = faults_of(vec![jwt(&[])]);
    for name in ["JWT_ISSUER", "JWT_AUDIENCE", "JWT_SECRET", "JWT_SECRET_FILE", "JWT_JWKS"] {
        assert!(faults.contains(name), "{name}: {faults}");
    }
    assert!(
        faults_of(vec![jwt(&[("JWT_SECRET", ""), ("JWT_ISSUER", ""), ("JWT_AUDIENCE", "x")])]).contains("is empty")
    );
}

#[test]
#[cfg(not(secure_api_development))]
fn a_release_build_has_no_development_key() {
    let faults = faults_of(vec![jwt(&[]).issuer_or(ISSUER).audience_or(AUDIENCE).or_development_key()]);
    assert!(faults.contains("there is no key for tokens") && faults.contains("in debug builds only"), "{faults}");
}

#[test]
fn a_secret_and_a_key_set_contradict_each_other() {
    for name in ["JWT_SECRET", "JWT_SECRET_FILE"] {
        let both =
            jwt(&[(name, secret()), ("JWT_JWKS", "keys.json"), ("JWT_ISSUER", ISSUER), ("JWT_AUDIENCE", AUDIENCE)]);
        let faults = faults_of(vec![both]);
        assert!(faults.contains("`JWT_JWKS` is set and so is"), "{faults}");
        assert!(!faults.contains(secret()));
    }
    let both =
        jwt(&[("JWT_SECRET", secret()), ("JWT_SECRET_FILE", "x"), ("JWT_ISSUER", ISSUER), ("JWT_AUDIENCE", AUDIENCE)]);
    assert!(faults_of(vec![both]).contains("`JWT_SECRET` and `JWT_SECRET_FILE` are both set"));
}

#[test]
fn a_secret_or_a_key_set_can_be_a_file() {
    let path = std::env::temp_dir().join(format!("secure-api-{}-environment", std::process::id()));
    let text = path.to_str().unwrap();
    let from = |name: &str| jwt(&[(name, text), ("JWT_ISSUER", ISSUER), ("JWT_AUDIENCE", AUDIENCE)]);
    fs::write(&path, format!("{}\n", secret())).unwrap();
    assert!(verifier(from("JWT_SECRET_FILE")).verify(&mint(&header(), &claims()), NOW).is_ok());
    let key = json!({ "kty": "oct", "alg": "HS256", "k": encode(SECRET) });
    fs::write(&path, json!({ "keys": [key] }).to_string()).unwrap();
    assert!(verifier(from("JWT_JWKS")).verify(&mint(&header(), &claims()), NOW).is_ok());
    fs::remove_file(&path).unwrap();
    assert!(faults_of(vec![from("JWT_SECRET_FILE")]).contains("the file that `JWT_SECRET_FILE` names cannot be read"));
}

#[test]
fn defaults_do_not_go_with_a_written_declaration() {
    let misused = declaration().issuer_or("x").audience_or("y").or_development_key();
    let faults = faults_of(vec![misused]);
    for method in ["issuer_or", "audience_or", "or_development_key"] {
        assert!(faults.contains(&format!("`Jwt::{method}` does not go")), "{faults}");
    }
    let with_key = jwt(&[("JWT_SECRET", secret()), ("JWT_ISSUER", ISSUER), ("JWT_AUDIENCE", AUDIENCE)]);
    assert!(faults_of(vec![with_key.key(Key::hs256(fixed(SECRET)))]).contains("`Jwt::key` does not go"));
}

#[test]
fn an_issuer_is_written_without_white_space() {
    for issuer in ["", " ", "https://issuer.test\n"] {
        let declared = Jwt::issuer(issuer).audience(AUDIENCE).key(Key::hs256(fixed(SECRET)));
        assert!(faults_of(vec![declared]).contains("`iss` of the tokens is declared empty"), "{issuer:?}");
    }
}

#[cfg(feature = "oidc")]
mod of_an_issuer {
    use super::*;
    use crate::identify::SigningAlgorithm;

    fn fetched(variables: &[(&str, &str)]) -> Jwt {
        Jwt::oidc_from_environment(environment(variables))
    }

    #[test]
    fn two_variables_are_enough() {
        let (issuer, audience) = (("OIDC_ISSUER", ISSUER), ("OIDC_AUDIENCE", AUDIENCE));
        assert!(built(vec![fetched(&[issuer, audience])]).is_ok());
        assert!(built(vec![fetched(&[]).issuer_or(ISSUER).audience_or(AUDIENCE)]).is_ok());
        assert!(faults_of(vec![fetched(&[issuer])]).contains("`OIDC_AUDIENCE` is not set"));
        assert!(faults_of(vec![fetched(&[audience])]).contains("`OIDC_ISSUER` is not set"));
        assert!(faults_of(vec![fetched(&[("OIDC_ISSUER", "http://a.test"), audience])]).contains("is not `https`"));
        assert!(faults_of(vec![fetched(&[("OIDC_ISSUER", " https://a.test"), audience])]).contains("white space"));
    }

    #[test]
    fn what_belongs_to_another_declaration_is_a_fault() {
        let good = || fetched(&[("OIDC_ISSUER", ISSUER), ("OIDC_AUDIENCE", AUDIENCE)]);
        assert!(faults_of(vec![good().or_development_key()]).contains("`Jwt::or_development_key` does not go"));
        assert!(faults_of(vec![good().key(Key::hs256(fixed(SECRET)))]).contains("`Jwt::key` does not go"));
        for (jwt, name) in [
            (declaration().algorithms([SigningAlgorithm::Es256]), "algorithms"),
            (declaration().loopback_in_debug(), "loopback_in_debug"),
            (declaration().certificate_authority(fixed("x")), "certificate_authority"),
        ] {
            assert!(faults_of(vec![jwt]).contains(&format!("`Jwt::{name}` does not go")), "{name}");
        }
    }

    #[test]
    fn without_keys_no_token_is_believed() {
        let verifier = verifier(fetched(&[("OIDC_ISSUER", ISSUER), ("OIDC_AUDIENCE", AUDIENCE)]));
        assert!(verifier.verify(&mint(&header(), &claims()), NOW).is_err());
    }
}

#[test]
fn what_the_inventory_says_of_an_issuer_is_the_same_in_every_environment() {
    let described = |variables: &[(&str, &str)]| {
        let issuer = jwt(variables).issuer_or(ISSUER).described(RoleMap::default());
        serde_json::to_string(&issuer).unwrap()
    };
    let unset = described(&[]);
    assert_eq!(unset, described(&[("JWT_ISSUER", "https://set.test"), ("JWT_AUDIENCE", "set")]));
    assert!(unset.contains(ISSUER), "{unset}");
}
