//! When what was found out about a token may be used again: exactly while a verification would find out the same.

use serde_json::json;

use super::*;
use crate::identify::judged::Judged;
use crate::limit::Found as _;
use crate::provide::clock::Clock;

/// This second of 1970 and after.
#[derive(Debug)]
struct At(u64);

impl Clock for At {
    fn unix_s(&self) -> u64 {
        self.0
    }

    fn monotonic_ms(&self) -> u64 {
        0
    }
}

fn found_out(verifier: &Verifier, changes: Value) -> Judged {
    verifier.identify(&mint(&header(), &with(claims(), changes)), &At(NOW)).ok().unwrap().unwrap()
}

#[test]
fn it_holds_as_long_as_the_token_does() {
    let verifier = verifier(declaration());
    let changes = json!({ "nbf": NOW - 10 });
    let mut judged = found_out(&verifier, changes.clone());
    let token = mint(&header(), &with(claims(), changes));
    // Each 30 s of leeway apart from what the token says.
    for (second, holds) in [(NOW - 41, false), (NOW - 40, true), (NOW + 89, true), (NOW + 90, false)] {
        assert_eq!(verifier.still(&mut judged, &At(second), 0), holds, "{second}");
        assert_eq!(verifier.identify(&token, &At(second)).is_ok_and(|found| found.is_ok()), holds, "{second}");
    }
}

#[test]
fn it_holds_for_the_keys_that_it_was_made_by() {
    let (one, other) = (verifier(declaration()), verifier(declaration()));
    let mut judged = found_out(&one, json!({}));
    assert!(one.still(&mut judged, &At(NOW), 0));
    assert!(!other.still(&mut judged, &At(NOW), 0), "a ring of its own, of the same keys");
}

#[test]
fn it_holds_for_the_issuer_that_it_is_of() {
    let second =
        Jwt::issuer("https://partner.test").audience(AUDIENCE).key(Key::hs256(fixed(SECRET.to_ascii_uppercase())));
    let [first, second] = [declaration(), second].map(|jwt| jwt.roles(RoleMap::none()).without_scopes());
    let verifier = built(vec![second, first]).unwrap_or_else(|faults| panic!("{faults}"));
    let mut judged = found_out(&verifier, json!({}));
    assert_eq!(judged.issuer, 1);
    assert!(verifier.still(&mut judged, &At(NOW), 0));
    for issuer in [0, 2] {
        assert!(!verifier.still(&mut Judged { issuer, ..judged.clone() }, &At(NOW), 0), "{issuer}");
    }
}

#[test]
fn claims_of_more_than_2_kib_are_not_kept() {
    let verifier = verifier(declaration());
    let empty = found_out(&verifier, json!({ "x": "" })).identity.claims_bytes().len();
    for (bytes, small) in [(2_048, true), (2_049, false)] {
        let judged = found_out(&verifier, json!({ "x": "y".repeat(bytes - empty) }));
        assert_eq!((judged.identity.claims_bytes().len(), judged.is_small()), (bytes, small));
    }
}
