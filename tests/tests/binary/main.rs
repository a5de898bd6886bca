//! The `articles` binary, as its users and its operators meet it.

mod articles;
mod development;
mod framing;
mod input;
mod release;
mod settings;
mod stop;

use std::net::{SocketAddr, TcpListener};

use secure_api_tests::cargo;
use secure_api_tests::server::{Server, kept_port, refusal_to_start};
use secure_api_tests::wire::Ask;
use serde_json::{Value, json};

/// The debug build with the development key, and a limit before authentication that is out of the way.
fn server() -> Server {
    Server::start(cargo::articles(), &[("SOURCE_RATE", "100000/min")])
}

/// A secret of this run, as `openssl rand` would write it.
fn secret() -> String {
    let random = || uuid::Uuid::new_v4().simple().to_string();
    random() + &random()
}

/// A port that is taken as long as the listener lives.
fn held_port() -> (TcpListener, String) {
    let held = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let addr = held.local_addr().expect("it is bound").to_string();
    (held, addr)
}

fn draft() -> Value {
    json!({ "title": "On tests", "contact": "ada@example.com", "tags": ["tests"], "text": "They fail." })
}

/// Keeps a draft and tells where it is.
fn created(addr: SocketAddr, token: &str) -> String {
    let answer = Ask::new("POST", "/articles").json(&draft()).bearer(token).send(addr);
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.header("location").to_owned()
}
