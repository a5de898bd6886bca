//! Whatever comes in, the answer is an answer (C38).

use proptest::prelude::*;

use super::*;
use crate::identify::claims::{Claims, Expected};
use crate::identify::header::Header;
use crate::identify::jwk::{Secrets, parse_set};
use crate::validate::Document;

/// JSON-like texts, most of them well-formed.
fn json_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| number.to_string()),
        "\"[ -~]{0,8}\"",
        Just(format!("\"{ISSUER}\"")),
        Just("\"HS256\"".to_owned()),
        Just("\"\\u0061\\ud800\"".to_owned()),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let name = prop_oneof![
            Just("alg"),
            Just("kid"),
            Just("typ"),
            Just("iss"),
            Just("sub"),
            Just("aud"),
            Just("exp"),
            Just("nbf"),
            Just("role"),
            Just("roles"),
            Just("keys"),
            Just("kty"),
            Just("k"),
            Just("x"),
            Just("crv"),
        ];
        let member = (name, inner.clone()).prop_map(|(name, value)| format!("\"{name}\":{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(member, 0..6).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

fn read_all(bytes: &[u8]) {
    let expected = Expected {
        issuer: ISSUER,
        audience: AUDIENCE,
        leeway_s: 30,
        now_unix_s: NOW,
        access_profile: true,
        by_client: false,
    };
    let _ = Header::parse(bytes);
    let _ = Document::read(bytes).map(|document| Claims::read(document.members(), &expected).map(|_| ()));
    let _ = parse_set(bytes, None, Secrets::Unguessable);
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        read_all(&bytes);
    }

    #[test]
    fn no_json_makes_a_reader_panic(text in json_text()) {
        read_all(text.as_bytes());
    }

    #[test]
    fn no_signed_json_is_accepted_without_its_claims(head in json_text(), body in json_text()) {
        let token = mint_text(&head, &body);
        if let Ok(identity) = verifier(declaration()).verify(&token, NOW) {
            prop_assert_eq!(identity.issuer(), ISSUER);
        }
    }

    #[test]
    fn no_text_is_a_token(text in "[A-Za-z0-9_.=-]{0,200}|\\PC{0,60}") {
        prop_assert!(verifier(declaration()).verify(&text, NOW).is_err());
    }

    #[test]
    fn one_changed_character_is_noticed(place in 0_usize..1_000, other in "[A-Za-z0-9_-]") {
        let token = mint(&header(), &claims());
        let place = place % token.len();
        let changed = format!("{}{other}{}", &token[..place], &token[place + 1..]);
        prop_assert!(changed == token || verifier(declaration()).verify(&changed, NOW).is_err());
    }
}
