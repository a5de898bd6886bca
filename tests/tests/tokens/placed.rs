//! Where a token may stand: in one `Authorization` header, as a bearer.

use super::*;

fn token() -> &'static str {
    minted().0.token("good", "ES256")
}

#[test]
fn who_sends_nothing_is_asked_for_a_token_and_told_of_no_error() {
    let server = server();
    let basic = Ask::get("/me").line("Authorization: Basic YWRhOnBhc3N3b3Jk");
    let odd = [
        Ask::get("/me"),
        basic,
        Ask::get("/me").line(format!("Authorization: {}", token())),
        Ask::get("/me").line(format!("Authorization: Bearer:{}", token())),
        Ask::get("/me").line(format!("Authorization: DPoP {}", token())),
        Ask::get("/me").line(format!("X-Authorization: Bearer {}", token())),
        Ask::get("/me").line(format!("Cookie: access_token={}", token())),
        Ask::get("/me").line("Authorization:"),
    ];
    let mut answers = BTreeSet::new();
    for ask in odd {
        let answer = ask.send(server.addr());
        assert_eq!(answer.status, 401, "{ask:?}");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"api\"", "{ask:?}");
        answers.insert(answer.without_what_varies());
    }
    assert_eq!(answers.len(), 1, "{answers:#?}");
}

#[test]
fn the_body_of_a_401_is_the_same_whatever_was_wrong() {
    let server = server();
    let missing = Ask::get("/me").send(server.addr());
    let bad = Ask::get("/me").bearer("x").send(server.addr());
    assert_eq!(missing.body, bad.body);
}

#[test]
fn two_credentials_are_one_too_many() {
    let server = server();
    let line = format!("Authorization: Bearer {}", token());
    let basic = "Authorization: Basic YWRhOnBhc3N3b3Jk";
    let ambiguous = [
        Ask::get("/me").line(&line).line(&line),
        Ask::get("/me").line(&line).line(basic),
        Ask::get("/me").line(basic).line(&line),
        Ask::get("/me").line(&line).line("Authorization: Bearer x"),
        Ask::get(&format!("/me?access_token={}", token())).line(&line),
        Ask::get("/me?access_token=x").line(&line),
        Ask::get("/me?%61ccess_token=x").line(&line),
    ];
    for ask in ambiguous {
        let answer = ask.send(server.addr());
        assert_eq!(answer.status, 400, "{ask:?}: {answer:?}");
        assert!(answer.header("www-authenticate").contains("error=\"invalid_request\""), "{ask:?}: {answer:?}");
    }
}

#[test]
fn a_token_in_the_query_or_the_body_is_not_looked_for() {
    let server = server();
    let asks = [
        Ask::get(&format!("/me?access_token={}", token())),
        Ask::get(&format!("/me?token={}", token())),
        Ask::new("POST", "/articles").json(&serde_json::json!({ "access_token": token() })),
    ];
    for ask in asks {
        assert_eq!(ask.send(server.addr()).status, 401, "{ask:?}");
    }
    assert!(!server.lines().concat().contains(token()), "the log holds a token");
}

#[test]
fn the_scheme_is_read_in_any_case() {
    let server = server();
    for scheme in ["bearer", "BEARER", "BeArEr", "Bearer "] {
        let answer = Ask::get("/me").line(format!("Authorization: {scheme} {}", token())).send(server.addr());
        assert_eq!(answer.status, 200, "{scheme}");
    }
}

#[test]
fn a_bad_token_is_refused_on_a_public_route_that_reads_one() {
    let server = server();
    let path = "/articles/00000000-0000-4000-8000-000000000000";
    assert_eq!(Ask::get(path).send(server.addr()).status, 404);
    assert_eq!(Ask::get(path).bearer(token()).send(server.addr()).status, 404);
    is_refused(&Ask::get(path).bearer("x").send(server.addr()), "a bad token");
}
