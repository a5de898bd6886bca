//! Wrong settings: all of them are told at once, before a socket is bound, and never with a secret in the text.

use std::fs;

use super::*;

/// Starts with these settings on an address that is taken, and tells of what it complains. A complaint about the address
/// would mean that it went to bind it.
fn faults(environment: &[(&str, &str)]) -> String {
    let (held, addr) = held_port();
    let mut environment = environment.to_vec();
    environment.push(("SECURE_API_ADDR", &addr));
    let said = refusal_to_start(cargo::articles(), &environment);
    drop(held);
    assert!(said.starts_with("Error: the application does not start"), "{said}");
    assert!(!said.contains("in use"), "{said}");
    said
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let said = faults(&[
        ("JWT_SECRET", "hunter2-hunter2"),
        ("JWT_ISSUER", "two words"),
        ("JWT_AUDIENCE", ""),
        ("SOURCE_RATE", "ten a minute"),
        ("CORS_ORIGIN", "https://app.example/path"),
    ]);
    assert!(said.contains("5 faults to mend"), "{said}");
    for expected in
        ["`JWT_SECRET` is shorter than 32 bytes", "`iss`", "`JWT_AUDIENCE` is set and empty", "source rate", "origin"]
    {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert_eq!(said.matches("help: ").count(), 5, "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn a_secret_that_can_be_guessed_is_none() {
    let bad = [
        "",
        "hunter2",
        "changeme-changeme-changeme-changeme",
        "your-256-bit-secret-your-256-bit-secret",
        "this-is-a-very-long-secret-key-for-tests",
        "00000000000000000000000000000000000000000000",
        "0123456789012345678901234567890123456789",
        "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
    ];
    for secret in bad {
        let said = faults(&[("JWT_SECRET", secret)]);
        assert!(said.contains("1 fault to mend") && said.contains("`JWT_SECRET` "), "{said}");
        assert!(secret.is_empty() || !said.contains(secret), "{said}");
    }
}

#[test]
fn a_file_with_the_secret_has_to_be_there_and_to_hold_one() {
    let directory = env!("CARGO_TARGET_TMPDIR");
    let (empty, weak) = (format!("{directory}/empty-secret"), format!("{directory}/weak-secret"));
    fs::write(&empty, "").expect("the target directory is ours");
    fs::write(&weak, "changeme\n").expect("the target directory is ours");
    for path in [&empty, &weak, "/nowhere/secret", directory] {
        let said = faults(&[("JWT_SECRET_FILE", path)]);
        assert!(said.contains("JWT_SECRET_FILE"), "{said}");
        assert!(!said.contains("changeme"), "{said}");
    }
}

#[test]
fn two_kinds_of_keys_are_one_too_many() {
    let secret = secret();
    let set = ("JWT_JWKS", "/nowhere/keys.json");
    for both in [[("JWT_SECRET", secret.as_str()), set], [("JWT_SECRET_FILE", "/nowhere/secret"), set]] {
        let said = faults(&both);
        assert!(said.contains("`JWT_JWKS` is set and so is"), "{said}");
    }
    let said = faults(&[("JWT_SECRET", &secret), ("JWT_SECRET_FILE", "/nowhere/secret")]);
    assert!(said.contains("`JWT_SECRET` and `JWT_SECRET_FILE` are both set"), "{said}");
    assert!(!said.contains(&secret), "{said}");
}

#[test]
fn a_key_set_that_is_none_is_a_fault() {
    let path = format!("{}/bad-keys.json", env!("CARGO_TARGET_TMPDIR"));
    let sets = [
        "",
        "{}",
        r#"{"keys":[]}"#,
        r#"{"keys":[{"kty":"oct","alg":"HS256","k":"c2hvcnQ"}]}"#,
        r#"{"keys":[{"kty":"oct","k":"c2hvcnQ"}]}"#,
        r#"{"keys":[{"kty":"RSA","alg":"RS256","n":"AQAB","e":"AQAB"}]}"#,
        r#"{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"ES256","x":"AA"}]}"#,
    ];
    for set in sets {
        fs::write(&path, set).expect("the target directory is ours");
        let said = faults(&[("JWT_JWKS", &path)]);
        assert!(said.contains("bad-keys.json"), "{set}: {said}");
    }
    assert!(faults(&[("JWT_JWKS", "/nowhere/keys.json")]).contains("cannot be read"));
}

#[test]
fn an_address_that_is_taken_is_named() {
    let (held, addr) = held_port();
    let said = refusal_to_start(cargo::articles(), &[("SECURE_API_ADDR", &addr), ("JWT_SECRET", &secret())]);
    drop(held);
    assert!(said.contains("in use") && said.contains(&addr), "{said}");
}

#[test]
fn plain_http_to_other_machines_is_refused_with_a_good_key_too() {
    let said = refusal_to_start(cargo::articles(), &[("SECURE_API_ADDR", "0.0.0.0:0"), ("JWT_SECRET", &secret())]);
    assert!(said.contains("1 fault to mend") && said.contains("plain HTTP to other machines"), "{said}");
}

#[test]
fn the_origin_and_the_limit_of_the_environment_are_used() {
    let environment = [("CORS_ORIGIN", "https://app.example"), ("SOURCE_RATE", "3/min")];
    let server = Server::start(cargo::articles(), &environment);
    let from = |origin: &str| Ask::get("/health").line(format!("Origin: {origin}")).send(server.addr());
    assert_eq!(from("https://app.example").header("access-control-allow-origin"), "https://app.example");
    assert_eq!(from("https://app.example.evil.test").header("access-control-allow-origin"), "");
    assert_eq!(from("null").header("access-control-allow-origin"), "");
    assert_eq!(from("https://app.example").status, 429);
}
