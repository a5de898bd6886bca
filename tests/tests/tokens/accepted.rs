//! What is accepted: or every refusal beside this would prove nothing.

use std::fs;

use serde_json::json;

use super::*;

#[test]
fn each_algorithm_is_understood_as_another_implementation_writes_it() {
    let server = server();
    let names: Vec<_> = minted().0.group("good").keys().map(String::as_str).collect();
    assert_eq!(names, ["ES256", "ES384", "EdDSA", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"]);
    for (algorithm, token) in minted().0.group("good") {
        is_ada(&Ask::get("/me").bearer(token).send(server.addr()), algorithm);
    }
}

#[test]
fn variants_that_the_standards_allow_are_accepted() {
    let server = server();
    let tokens = minted().0.group("also_good");
    assert_eq!(tokens.len(), 8);
    for (name, token) in tokens {
        is_ada(&Ask::get("/me").bearer(token).send(server.addr()), name);
    }
}

#[test]
fn a_secret_in_a_variable_verifies_hs256_and_nothing_else() {
    let secret = fs::read_to_string(&minted().0.secret).expect("mint.py wrote it");
    secret_is_used(&[("JWT_SECRET", secret.trim_end())]);
}

#[test]
fn a_secret_in_a_file_verifies_hs256_and_nothing_else() {
    secret_is_used(&[("JWT_SECRET_FILE", minted().0.secret.to_str().expect("a path of ours is text"))]);
}

fn secret_is_used(environment: &[(&str, &str)]) {
    let server = Server::start(articles(), environment);
    let mut tokens = minted().0.group("symmetric").clone();
    let good = tokens.remove("good").expect("one is good");
    assert_eq!(tokens.len(), 7);
    for (name, token) in tokens {
        is_refused(&Ask::get("/me").bearer(&token).send(server.addr()), &name);
    }
    is_ada(&Ask::get("/me").bearer(&good).send(server.addr()), "HS256");
}

#[test]
fn issuer_and_audience_are_those_of_the_environment() {
    let jwks = minted().0.jwks.to_str().expect("a path of ours is text");
    let token = minted().0.token("good", "ES256");
    for other in [("JWT_ISSUER", "https://other.test"), ("JWT_AUDIENCE", "https://other.test")] {
        let server = Server::start(articles(), &[("JWT_JWKS", jwks), other]);
        is_refused(&Ask::get("/me").bearer(token).send(server.addr()), other.0);
    }
}

fn is_ada(answer: &Answer, name: &str) {
    assert_eq!(answer.status, 200, "{name}: {answer:?}");
    let ada = json!({ "issuer": "https://issuer.test", "subject": "ada", "roles": ["reader", "editor"] });
    assert_eq!(answer.json(), ada, "{name}");
    assert_eq!(answer.header("cache-control"), "no-store", "{name}");
}
