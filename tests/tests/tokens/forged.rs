//! Tokens that somebody else made, or made for something else.

use std::io::ErrorKind;

use super::*;

#[test]
fn without_the_signature_of_a_known_key_nothing_is_believed() {
    refuses(&server(), "unsigned", 25, |name| match name {
        "signature empty" | "signature and dot gone" => "malformed",
        _ if name.ends_with("no signature") => "malformed",
        _ if name.starts_with("alg") => "algorithm",
        _ => "signature",
    });
}

#[test]
fn a_key_is_good_for_its_own_algorithm_only() {
    refuses(&server(), "confused", 12, |_| "algorithm");
}

#[test]
fn a_key_that_a_token_brings_or_points_to_is_never_used() {
    refuses(&server(), "keys", 23, |name| match name {
        "kid a number" | "kid null" | "kid a list" => "header",
        _ if name.starts_with("kid") || name.ends_with("its own kid") => "unknown_key",
        _ => "signature",
    });
    let fetched = minted().1.accept().expect_err("the server went to fetch a key");
    assert_eq!(fetched.kind(), ErrorKind::WouldBlock);
}

#[test]
fn an_extension_that_is_not_understood_is_no_token() {
    refuses(&server(), "extensions", 9, |_| "extension");
}

#[test]
fn a_token_has_a_date_of_expiry_that_is_one_and_lies_ahead() {
    refuses(&server(), "dates", 37, |name| match name {
        "exp missing" | "exp an hour ago" | "exp past the leeway" | "exp zero" => "expired",
        "nbf in an hour" => "not_yet_valid",
        _ => "claims",
    });
}

#[test]
fn a_token_is_of_our_issuer_for_us_about_somebody() {
    refuses(&server(), "parties", 22, |name| match &name[..3] {
        "iss" => "issuer",
        "aud" => "audience",
        _ => "subject",
    });
}

#[test]
fn a_token_of_another_kind_is_no_access_token() {
    refuses(&server(), "kinds", 12, |name| match name {
        "typ a number" => "header",
        _ if name.starts_with("cnf") => "bound",
        _ => "token_type",
    });
}
