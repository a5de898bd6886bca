//! What an identity tells, and what it keeps to itself.

use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::identify::{Caller, Principal};

#[test]
fn debug_prints_no_claims_and_no_secret() {
    let canary = "canary-7f3a";
    let identity = judged(json!({ "email": canary, "jti": canary, "role": "admin" })).unwrap();
    let caller = Caller::Known(identity.clone());
    let source = fixed(SECRET);
    let key = Key::hs256(source.clone());
    let jwt = declaration();
    let built = verifier(jwt.clone());
    let printed =
        format!("{identity:?} {caller:?} {source:?} {key:?} {jwt:?} {built:?} {:?}", SecretBytes::new(SECRET.to_vec()));
    assert!(!printed.contains(canary), "{printed}");
    assert!(!printed.contains(core::str::from_utf8(SECRET).unwrap()), "{printed}");
    assert!(!printed.contains(&format!("{SECRET:?}")), "{printed}");
    assert!(printed.contains("SecretBytes(***)"));
    assert!(printed.contains("anna"));
}

#[test]
fn claims_are_read_into_a_type_of_the_application() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Tenant {
        tenant: String,
    }
    let identity = judged(json!({ "tenant": "blue" })).unwrap();
    assert_eq!(identity.claims::<Tenant>(), Ok(Tenant { tenant: "blue".to_owned() }));
    let mismatch = judged(json!({ "tenant": 5 })).unwrap().claims::<Tenant>().unwrap_err();
    assert!(!mismatch.to_string().contains('5'));
}

#[test]
fn a_principal_is_issuer_and_subject() {
    let anna = judged(json!({})).unwrap().principal().clone();
    assert_eq!(anna, Principal::new(ISSUER, "anna"));
    assert_ne!(anna, Principal::new("https://second.test", "anna"));
    let written = serde_json::to_string(&anna).unwrap();
    assert_eq!(written, r#"{"issuer":"https://issuer.test","subject":"anna"}"#);
    assert_eq!(serde_json::from_str::<Principal>(&written).unwrap(), anna);
    assert!(serde_json::from_str::<Principal>(r#"{"issuer":"a","subject":"b","admin":true}"#).is_err());
    assert_eq!(Principal::new("a", "x\ny").to_string(), r"a x\ny");
}

#[test]
fn an_unknown_caller_is_nobody() {
    let anna = judged(json!({ "role": "editor" })).unwrap();
    let known = Caller::Known(anna.clone());
    assert!(known.is(anna.principal()) && known.has_role(Role::Reader) && !known.has_role(Role::Admin));
    assert!(!Caller::Anonymous.is(anna.principal()) && !Caller::Anonymous.has_role(Role::Reader));
    assert!(Caller::Anonymous.identity().is_none());
}

#[test]
fn requirements_are_met_in_their_own_vocabulary() {
    let identity = judged(json!({ "role": "editor", "scope": "articles:read" })).unwrap();
    let asks = |vocabulary, bits, all| crate::policy::Requirement { vocabulary, bits, all };
    assert!(identity.roles_meet(&asks(&ROLES, 0b101, false)));
    assert!(!identity.roles_meet(&asks(&ROLES, 0b101, true)));
    assert!(!identity.roles_meet(&asks(&ROLES, 0, true)));
    assert!(!identity.roles_meet(&asks(&SCOPES, 0b01, false)));
    assert!(identity.scopes_meet(&asks(&SCOPES, 0b01, true)));
    assert!(!identity.scopes_meet(&asks(&SCOPES, 0b11, true)));
}

/// What costs no signature may not use up the verifications of everybody, and what costs one has to.
#[test]
fn a_token_that_was_refused_before_its_signature_was_looked_at_is_told_apart() {
    use TokenFault::*;
    for before in [TooLong, Malformed, Header, Extension, Algorithm, UnknownKey] {
        assert!(!before.is_after_signature(), "{before}");
    }
    for after in [
        TokenType,
        Signature,
        Claims,
        Issuer,
        Audience,
        Expired,
        NotYetValid,
        Subject,
        Bound,
        Grants,
        Exclusive,
        Blocked,
        Revoked,
        Lifetime,
    ] {
        assert!(after.is_after_signature(), "{after}");
    }
}

#[test]
fn faults_have_names_that_stay() {
    assert_eq!(TokenFault::NotYetValid.to_string(), "not_yet_valid");
    assert_eq!(TokenFault::Grants.as_str(), "grants");
}
