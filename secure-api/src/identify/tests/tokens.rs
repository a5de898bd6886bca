//! What is wrong with a token, one mistake at a time (C28 to C39, C109, C110).

use core::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::identify::TokenFault as Fault;

fn fault(token: &str) -> Option<Fault> {
    verifier(declaration()).verify(token, NOW).err()
}

fn header_fault(changes: Value) -> Option<Fault> {
    fault(&mint(&with(header(), changes), &claims()))
}

fn claims_fault(changes: Value) -> Option<Fault> {
    judged(changes).err()
}

#[test]
fn a_right_token_names_its_bearer() {
    let identity = judged(json!({ "jti": "t-1", "iat": NOW - 5 })).unwrap();
    assert_eq!((identity.issuer(), identity.subject()), (ISSUER, "anna"));
    assert_eq!((identity.expires_at(), identity.token_id()), (NOW + 60, Some("t-1")));
    assert_eq!(identity.issued_at(), Some(NOW - 5));
}

#[test]
fn only_three_segments_of_canonical_base64url_are_a_token() {
    let good = mint(&header(), &claims());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (head, body) = signed.split_once('.').unwrap();
    let malformed = [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        head.to_owned(),
        signed.to_owned(),
        format!("{signed}."),
        format!("{good}."),
        format!(".{good}"),
        format!("{good}.{signature}"),
        format!("{good}.{signature}.{signature}"),
        format!("{good}="),
        format!("{good} "),
        format!(" {good}"),
        format!("{good}\n"),
        format!("..{signature}"),
        format!(".{body}.{signature}"),
        format!("{head}.{body} .{signature}"),
        good.replace('.', "\u{2024}"),
        format!("{head}\u{200b}.{body}.{signature}"),
        format!(r#"{{"payload":"{body}","protected":"{head}","signature":"{signature}"}}"#),
    ];
    for token in malformed {
        assert_eq!(fault(&token), Some(Fault::Malformed), "{token}");
    }
    assert_eq!(fault(&format!("{head}..{signature}")), Some(Fault::Signature));
    assert_eq!(fault(&mint_text(r#"{"alg":"HS256"}"#, "")), Some(Fault::Claims), "nothing, and rightly signed");
    assert_eq!(fault(&good), None);
}

#[test]
fn bits_that_mean_nothing_may_not_be_set() {
    let good = mint(&header(), &claims());
    // 32 bytes of HMAC leave two bits of the last character unused.
    let last = good.chars().last().unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let place = alphabet.find(last).unwrap();
    let other = &alphabet[place + 1..place + 2];
    assert_eq!(fault(&format!("{}{other}", &good[..good.len() - 1])), Some(Fault::Malformed));
}

#[test]
fn a_token_over_8_kib_is_not_read() {
    let long = |filler: usize| mint(&header(), &with(claims(), json!({ "x": "y".repeat(filler) })));
    assert_eq!(fault(&long(5_500)), None);
    let of_length = |wanted: usize| {
        let tokens = (5_900..6_100).flat_map(|filler| {
            ["", "z", "zz"].map(|more| {
                mint(&with(header(), json!({ "x": more })), &with(claims(), json!({ "x": "y".repeat(filler) })))
            })
        });
        tokens.into_iter().find(|token| token.len() == wanted).unwrap()
    };
    assert_eq!(fault(&of_length(8 * 1024)), None);
    assert_eq!(fault(&of_length(8 * 1024 + 1)), Some(Fault::TooLong));
    assert_eq!(fault(&long(8_000)), Some(Fault::TooLong));
    assert_eq!(fault(&long(200_000)), Some(Fault::TooLong));
    let header = json!({ "alg": "HS256", "x": "y".repeat(100_000) });
    assert_eq!(fault(&mint(&header, &claims())), Some(Fault::TooLong));
}

#[test]
fn the_algorithm_is_the_one_of_the_key_to_the_letter() {
    for name in
        ["none", "None", "noNE", "nOnE", "", "hs256", "HS256 ", "HS384", "HS512", "RS256", "ES256", "dir", "A128KW"]
    {
        assert_eq!(header_fault(json!({ "alg": name })), Some(Fault::Algorithm), "{name}");
    }
    for wrong in [json!(256), json!(["HS256"]), json!({}), json!(true)] {
        assert_eq!(header_fault(json!({ "alg": wrong })), Some(Fault::Algorithm));
    }
    assert_eq!(header_fault(json!({ "alg": null })), Some(Fault::Algorithm), "a missing algorithm");
    assert_eq!(fault(&mint_text(r#"{"alg":null}"#, &claims().to_string())), Some(Fault::Algorithm));
    let unsigned = format!("{}.{}.", encode(r#"{"alg":"none"}"#), encode(claims().to_string()));
    assert_eq!(fault(&unsigned), Some(Fault::Malformed));
}

#[test]
fn extensions_of_the_header_are_not_understood() {
    let extensions = [
        json!({ "crit": ["exp"] }),
        json!({ "crit": [] }),
        json!({ "crit": ["b64"], "b64": false }),
        json!({ "b64": false }),
        json!({ "b64": true }),
        json!({ "zip": "DEF" }),
    ];
    for extension in extensions {
        assert_eq!(header_fault(extension.clone()), Some(Fault::Extension), "{extension}");
    }
    assert_eq!(fault(&mint_text(r#"{"alg":"HS256","crit":null}"#, &claims().to_string())), Some(Fault::Extension));
}

#[test]
fn tokens_of_other_kinds_are_no_access_tokens() {
    for typ in ["dpop+jwt", "logout+jwt", "secevent+jwt", "entity-statement+jwt", "JOSE", "", "at+jwt2"] {
        assert_eq!(header_fault(json!({ "typ": typ })), Some(Fault::TokenType), "{typ}");
    }
    for typ in ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"] {
        assert_eq!(header_fault(json!({ "typ": typ })), None, "{typ}");
    }
    assert_eq!(header_fault(json!({ "typ": null })), None, "no typ");
    assert_eq!(header_fault(json!({ "typ": 1 })), Some(Fault::Header));
    let others = [
        json!({ "at_hash": "x" }),
        json!({ "c_hash": "x" }),
        json!({ "events": { "http://schemas.openid.net/event/backchannel-logout": {} } }),
        json!({ "typ": "ID" }),
        json!({ "token_use": "id" }),
        json!({ "typ": "Refresh" }),
    ];
    for other in others {
        assert_eq!(claims_fault(other.clone()), Some(Fault::TokenType), "{other}");
    }
    assert_eq!(claims_fault(json!({ "typ": "Bearer" })), None);
}

#[test]
fn the_profile_of_rfc_9068_wants_to_be_told() {
    let strict = verifier(declaration().profile_rfc9068());
    let whole = with(claims(), json!({ "client_id": "app", "jti": "1", "iat": NOW }));
    for (typ, expected) in [("at+jwt", None), ("application/AT+JWT", None), ("JWT", Some(Fault::TokenType))] {
        let token = mint(&with(header(), json!({ "typ": typ })), &whole);
        assert_eq!(strict.verify(&token, NOW).err(), expected, "{typ}");
    }
    let silent = mint(&with(header(), json!({ "typ": null })), &claims());
    assert_eq!(strict.verify(&silent, NOW).err(), Some(Fault::TokenType));
    // What RFC 9068, 2.2, requires beside what every token has to have.
    for changes in [
        json!({ "client_id": null }),
        json!({ "client_id": "" }),
        json!({ "client_id": 7 }),
        json!({ "jti": null }),
        json!({ "jti": "" }),
        json!({ "iat": null }),
    ] {
        let token = mint(&with(header(), json!({ "typ": "at+jwt" })), &with(whole.clone(), changes.clone()));
        assert_eq!(strict.verify(&token, NOW).err(), Some(Fault::Claims), "{changes}");
    }
}

#[test]
fn a_header_is_one_object() {
    for text in ["", "null", "[]", "\"HS256\"", "{", "{}x", r#"{"alg":"HS256"}{"alg":"HS256"}"#, "\u{feff}{}"] {
        let expected = if text.is_empty() { Fault::Malformed } else { Fault::Header };
        assert_eq!(fault(&mint_text(text, &claims().to_string())), Some(expected), "{text}");
    }
    assert_eq!(header_fault(json!({ "kid": 7 })), Some(Fault::Header));
}

#[test]
fn names_that_repeat_are_refused_however_they_are_spelt() {
    let claims = claims().to_string();
    let open = claims.strip_suffix('}').unwrap();
    for twice in [
        r#""sub":"eva"}"#,
        r#""s\u0075b":"eva"}"#,
        r#""exp":9999999999}"#,
        r#""x":1,"x":1}"#,
        r#""x":{"y":1,"\u0079":2}}"#,
    ] {
        assert_eq!(fault(&mint_text(r#"{"alg":"HS256"}"#, &format!("{open},{twice}"))), Some(Fault::Claims), "{twice}");
    }
    for twice in
        [r#"{"alg":"HS256","alg":"HS256"}"#, r#"{"alg":"HS256","\u0061lg":"none"}"#, r#"{"alg":"HS256","x":1,"x":2}"#]
    {
        assert_eq!(fault(&mint_text(twice, &claims)), Some(Fault::Header), "{twice}");
    }
}

#[test]
fn nesting_without_end_is_refused() {
    for depth in [200, 2_000] {
        let bomb = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let payload = format!(r#"{{"x":{bomb},{}"#, claims().to_string().strip_prefix('{').unwrap());
        assert_eq!(fault(&mint_text(r#"{"alg":"HS256"}"#, &payload)), Some(Fault::Claims), "{depth}");
        let header = format!(r#"{{"alg":"HS256","x":{bomb}}}"#);
        assert_eq!(fault(&mint_text(&header, &claims().to_string())), Some(Fault::Header), "{depth}");
    }
}

#[test]
fn claims_are_one_object_in_utf_8() {
    for text in ["null", "[]", "{", "{}{}", "foo"] {
        assert_eq!(fault(&mint_text(r#"{"alg":"HS256"}"#, text)), Some(Fault::Claims), "{text}");
    }
    let payload = [br#"{"sub":""#.as_slice(), &[0xff, 0xfe], br#""}"#].concat();
    let signed = format!("{}.{}", encode(r#"{"alg":"HS256"}"#), encode(payload));
    let token = sign(&signed, Algorithm::HS256, &EncodingKey::from_secret(SECRET));
    assert_eq!(fault(&token), Some(Fault::Claims));
}

#[test]
fn a_changed_token_is_refused() {
    let good = mint(&header(), &claims());
    let other = mint(&header(), &with(claims(), json!({ "sub": "eva" })));
    let (signed, _) = other.rsplit_once('.').unwrap();
    let (_, signature) = good.rsplit_once('.').unwrap();
    assert_eq!(fault(&format!("{signed}.{signature}")), Some(Fault::Signature));
    let key = EncodingKey::from_secret(b"another secret of enough bytes, another secret");
    assert_eq!(fault(&sign(signed, Algorithm::HS256, &key)), Some(Fault::Signature));
    let empty = sign(signed, Algorithm::HS256, &EncodingKey::from_secret(b""));
    assert_eq!(fault(&empty), Some(Fault::Signature));
    let (_, cut) = good.split_at(good.len() - 7);
    assert_eq!(fault(good.strip_suffix(cut).unwrap()), Some(Fault::Signature), "a shortened signature");
}

#[test]
fn keys_that_a_token_brings_along_are_not_looked_at() {
    let brought = json!({
        "jwk": { "kty": "oct", "k": encode(SECRET) }, "jku": "https://evil.test/keys", "x5u": "https://evil.test/x5u",
        "x5c": ["AAAA"],
    });
    assert_eq!(header_fault(brought.clone()), None, "they change nothing about a right token");
    let signed = format!("{}.{}", encode(with(header(), brought).to_string()), encode(claims().to_string()));
    let attacker = sign(&signed, Algorithm::HS256, &EncodingKey::from_secret(&[7; 32]));
    assert_eq!(fault(&attacker), Some(Fault::Signature));
}

#[test]
fn the_issuer_is_compared_exactly() {
    for wrong in
        [json!("https://issuer.test/"), json!("HTTPS://issuer.test"), json!([ISSUER]), json!(null), json!(1), json!("")]
    {
        assert_eq!(claims_fault(json!({ "iss": wrong })), Some(Fault::Issuer), "{wrong}");
    }
}

#[test]
fn the_audience_has_to_name_us() {
    for wrong in [
        json!(null),
        json!("https://other.test"),
        json!([]),
        json!(["a", "b"]),
        json!({}),
        json!([AUDIENCE, 1]),
        json!(true),
    ] {
        assert_eq!(claims_fault(json!({ "aud": wrong })), Some(Fault::Audience), "{wrong}");
    }
    assert_eq!(claims_fault(json!({ "aud": ["https://other.test", AUDIENCE] })), None);
}

#[test]
fn the_expiry_is_a_date_to_come() {
    for (exp, expected) in [
        (json!(null), Some(Fault::Expired)),
        (json!(NOW - 31), Some(Fault::Expired)),
        (json!(NOW - 30), Some(Fault::Expired)),
        (json!(NOW - 29), None),
        // The last second of the year 9999, and the next.
        (json!(253_402_300_799_u64), None),
        (json!(253_402_300_800_u64), Some(Fault::Claims)),
        (json!(0), Some(Fault::Expired)),
        (json!("1900000000"), Some(Fault::Claims)),
        (json!(-1), Some(Fault::Claims)),
        (json!(NOW as f64 + 60.5), Some(Fault::Claims)),
        (json!(NOW * 1000), Some(Fault::Claims)),
        (json!(u64::MAX), Some(Fault::Claims)),
        (json!(1e300), Some(Fault::Claims)),
        (json!([NOW + 60]), Some(Fault::Claims)),
        (json!(true), Some(Fault::Claims)),
    ] {
        assert_eq!(claims_fault(json!({ "exp": exp })), expected, "{exp}");
    }
    let payload = claims().to_string().replace(&(NOW + 60).to_string(), "18446744073709551616");
    assert_eq!(fault(&mint_text(r#"{"alg":"HS256"}"#, &payload)), Some(Fault::Claims));
    assert_eq!(
        fault(&mint_text(r#"{"alg":"HS256"}"#, &payload.replace("18446744073709551616", "18e8"))),
        Some(Fault::Claims)
    );
}

#[test]
fn a_token_of_the_future_waits() {
    assert_eq!(claims_fault(json!({ "nbf": NOW + 30 })), None);
    assert_eq!(claims_fault(json!({ "nbf": NOW + 31 })), Some(Fault::NotYetValid));
    assert_eq!(claims_fault(json!({ "nbf": "1" })), Some(Fault::Claims));
    assert_eq!(claims_fault(json!({ "nbf": -5 })), Some(Fault::Claims));
    assert_eq!(claims_fault(json!({ "iat": "yesterday" })), Some(Fault::Claims));
    assert_eq!(claims_fault(json!({ "iat": 1.5 })), Some(Fault::Claims));
    assert_eq!(claims_fault(json!({ "iat": NOW })), None);
}

#[test]
fn the_leeway_is_declared_and_bounded() {
    let exact = verifier(declaration().leeway(Duration::ZERO));
    let token = |exp: u64| mint(&header(), &with(claims(), json!({ "exp": exp })));
    assert_eq!(exact.verify(&token(NOW), NOW).err(), Some(Fault::Expired));
    assert_eq!(exact.verify(&token(NOW + 1), NOW).err(), None);
    assert!(faults_of(vec![declaration().leeway(Duration::from_secs(61))]).contains("leeway of 61 s"));
    assert!(faults_of(vec![declaration().leeway(Duration::from_millis(60_001))]).contains("leeway"));
    assert!(built(vec![declaration().leeway(Duration::from_secs(60))]).is_ok());
}

#[test]
fn the_subject_is_a_name() {
    for wrong in [json!(null), json!(""), json!(7), json!(["anna"]), json!("x".repeat(256))] {
        assert_eq!(claims_fault(json!({ "sub": wrong })), Some(Fault::Subject), "{wrong}");
    }
    assert_eq!(claims_fault(json!({ "sub": "x".repeat(255) })), None);
}

#[test]
fn a_bound_token_is_no_bearer_token() {
    for cnf in [json!({ "jkt": "x" }), json!({ "x5t#S256": "x" }), json!({}), json!("x"), json!(false)] {
        assert_eq!(claims_fault(json!({ "cnf": cnf })), Some(Fault::Bound), "{cnf}");
    }
    let payload = claims().to_string().replacen('{', r#"{"cnf":null,"#, 1);
    assert_eq!(fault(&mint_text(r#"{"alg":"HS256"}"#, &payload)), Some(Fault::Bound));
}

#[test]
fn an_issuer_signs_in_its_own_name_only() {
    let second_secret = b"Hx5cN8qWm2Lr7VdK4tYb9GpS1zJf6UeQ3aTo0iRwBvXyZuEk";
    let mut second = Jwt::issuer("https://second.test").audience(AUDIENCE).key(Key::hs256(fixed(second_secret)));
    second = second.roles(RoleMap::none()).without_scopes();
    let both = built(vec![declaration().roles(RoleMap::default()).scopes(ScopeMap::default()), second]).unwrap();
    let by = |secret: &[u8], issuer: &str| {
        let claims = with(claims(), json!({ "iss": issuer, "role": "admin" }));
        let signed = format!("{}.{}", encode(header().to_string()), encode(claims.to_string()));
        both.verify(&sign(&signed, Algorithm::HS256, &EncodingKey::from_secret(secret)), NOW)
    };
    assert_eq!(by(second_secret, ISSUER).err(), Some(Fault::Signature));
    assert_eq!(by(SECRET, "https://second.test").err(), Some(Fault::Signature));
    assert_eq!(by(SECRET, "https://third.test").err(), Some(Fault::Issuer));
    let (first, second) = (by(SECRET, ISSUER).unwrap(), by(second_secret, "https://second.test").unwrap());
    assert_eq!(first.subject(), second.subject());
    assert_ne!(first.principal(), second.principal());
    assert!(first.has_role(Role::Admin));
    assert!(!second.has_role(Role::Reader), "a second issuer's admin is nobody's admin");
    let nameless = mint(&header(), &with(claims(), json!({ "iss": null })));
    assert_eq!(both.verify(&nameless, NOW).err(), Some(Fault::Issuer));
    let twice = claims().to_string().replacen('{', r#"{"iss":"https://second.test","#, 1);
    assert_eq!(both.verify(&mint_text(r#"{"alg":"HS256"}"#, &twice), NOW).err(), Some(Fault::Claims));
}

#[test]
fn issuers_do_not_share_a_secret() {
    let second = |secret: &[u8]| Jwt::issuer("https://second.test").audience(AUDIENCE).key(Key::hs256(fixed(secret)));
    let mapped = |jwt: Jwt| jwt.roles(RoleMap::none()).without_scopes();
    let with = |second: Jwt| built(vec![mapped(declaration()), mapped(second)]);
    let faults = with(second(SECRET)).map(|_| ()).unwrap_err().to_string();
    assert!(faults.contains("have the same secret"), "{faults}");
    assert!(with(second(b"Hx5cN8qWm2Lr7VdK4tYb9GpS1zJf6UeQ3aTo0iRwBvXyZuEk")).is_ok());
}

#[test]
fn an_issuer_is_declared_once() {
    let mapped = || declaration().roles(RoleMap::none()).without_scopes();
    assert!(faults_of(vec![mapped(), mapped()]).contains("is declared twice"));
    assert!(faults_of(vec![]).contains("no issuer of tokens"));
}
