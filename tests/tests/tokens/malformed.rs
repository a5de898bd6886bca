//! Tokens that two readers could read differently, or that are none.

use super::*;

#[test]
fn a_name_that_stands_twice_is_refused_however_it_is_written() {
    let of_header = |name: &str| name.starts_with("alg") || name.starts_with("kid");
    refuses(&server(), "doubled", 10, |name| if of_header(name) { "header" } else { "claims" });
}

#[test]
fn a_token_is_three_segments_of_canonical_base64url() {
    refuses(&server(), "shapes", 21, |_| "malformed");
}

#[test]
fn a_header_and_claims_are_one_json_object_each_and_nothing_more() {
    refuses(&server(), "contents", 16, |name| if name.contains("header") { "header" } else { "claims" });
}

#[test]
fn a_long_token_is_refused_and_a_longer_one_is_not_even_read() {
    let server = server();
    let sent = |name| Ask::get("/me").bearer(minted().0.token("sizes", name)).send(server.addr());
    let reason = |answer: &Answer| server.audit(answer.header("x-request-id"))["reason"].clone();

    assert!(minted().0.token("sizes", "6 KiB").len() < 8 * 1024);
    assert_eq!(sent("6 KiB").status, 200);
    for name in ["9 KiB", "12 KiB"] {
        let answer = sent(name);
        is_refused(&answer, name);
        assert_eq!(reason(&answer), "too_long", "{name}");
    }
    let answer = sent("18 KiB");
    assert_eq!(answer.status, 431, "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(reason(&answer), "header block too large");
    // Beyond what is taken off the wire, and so with nothing of ours on the answer.
    assert_eq!(sent("80 KiB").status, 431);
}
