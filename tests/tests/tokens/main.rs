//! Tokens of an independent implementation, and forgeries made with it, against the `articles` binary over HTTP.

mod accepted;
mod forged;
mod malformed;
mod placed;
mod roles;

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::sync::OnceLock;

use secure_api_tests::cargo::articles;
use secure_api_tests::python::Minted;
use secure_api_tests::server::Server;
use secure_api_tests::wire::{Answer, Ask};

/// What PyJWT made for this run, and the place where forgeries say that their keys are.
fn minted() -> &'static (Minted, TcpListener) {
    static MINTED: OnceLock<(Minted, TcpListener)> = OnceLock::new();
    MINTED.get_or_init(|| {
        let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        elsewhere.set_nonblocking(true).expect("a listener can be asked");
        let url = format!("http://{}/keys.json", elsewhere.local_addr().expect("it is bound"));
        let directory = concat!(env!("CARGO_TARGET_TMPDIR"), "/minted");
        fs::create_dir_all(directory).expect("the target directory is ours");
        (Minted::new(directory, &url), elsewhere)
    })
}

/// The server that believes the public keys. Its limit before authentication is out of the way.
fn server() -> Server {
    let jwks = minted().0.jwks.to_str().expect("a path of ours is text");
    Server::start(articles(), &[("JWT_JWKS", jwks), ("SOURCE_RATE", "100000/min")])
}

/// Every token of a group is refused, for the reason that `reason` has for its name, and in words that do not tell which.
fn refuses(server: &Server, group: &str, count: usize, reason: impl Fn(&str) -> &'static str) {
    let tokens = minted().0.group(group);
    assert_eq!(tokens.len(), count, "tokens in `{group}`");
    let addr = server.addr();
    let mut answers = BTreeSet::new();
    for (name, token) in tokens {
        let answer = Ask::get("/me").bearer(token).send(addr);
        is_refused(&answer, &format!("{group}: {name}"));
        let event = server.audit(answer.header("x-request-id"));
        assert_eq!(event["event"], "authn_login_fail", "{group}: {name}");
        assert_eq!(event["reason"], reason(name), "{group}: {name}");
        answers.insert(answer.without_what_varies());
    }
    answers.insert(Ask::get("/me").bearer("x").send(addr).without_what_varies());
    assert_eq!(answers.len(), 1, "the answers differ, which tells why a token was refused: {answers:#?}");
}

fn is_refused(answer: &Answer, name: &str) {
    assert_eq!(answer.status, 401, "{name}: {answer:?}");
    let challenge =
        "Bearer realm=\"api\", error=\"invalid_token\", error_description=\"the access token is not valid\"";
    assert_eq!(answer.header("www-authenticate"), challenge, "{name}");
    assert_eq!(answer.header("cache-control"), "no-store", "{name}");
    assert_eq!(answer.header("content-type"), "application/problem+json", "{name}");
    assert_eq!(answer.json()["status"], 401, "{name}");
}
