//! The binary `oidc`, as its README has it.

use std::process::Command;

use secure_api_tests::cargo;
use secure_api_tests::proxy::Way;
use secure_api_tests::server::{Server, refusal_to_start};
use secure_api_tests::wire::{Answer, Ask};

use super::*;

fn start(issuer: &str) -> Server {
    let environment = [("OIDC_ISSUER", issuer), ("OIDC_AUDIENCE", AUDIENCE), ("SOURCE_RATE", "100000/min")];
    Server::start(cargo::oidc(), &environment)
}

/// Once it has the keys of its provider, which a busy machine may not give it before it serves.
fn with_keys(issuer: &str) -> Server {
    let server = start(issuer);
    server.event(|line| line["event"] == "issuer_keys_refreshed");
    server
}

fn get(server: &Server, path: &str, token: &str) -> Answer {
    Ask::get(path).bearer(token).send(server.addr())
}

#[test]
fn the_example_lets_in_whom_the_provider_vouches_for() {
    let provider = Provider::shared();
    let server = with_keys(&provider.issuer());
    assert_eq!(Ask::get("/health").send(server.addr()).status, 200);
    assert_eq!(Ask::get("/me").send(server.addr()).status, 401);
    let machine = get(&server, "/me", &provider.token("machine"));
    assert_eq!(machine.json(), json!({ "issuer": provider.issuer(), "subject": "machine", "roles": [] }));
    assert_eq!(get(&server, "/admin", &provider.token("machine")).status, 403);
    assert_eq!(get(&server, "/admin", &provider.token("admin-machine")).status, 200);
    let ada = provider.login("web", "ada");
    assert_eq!(get(&server, "/admin", &text(&ada, "access_token")).status, 200);
    for refused in [text(&ada, "id_token"), text(&ada, "refresh_token"), provider.token("machine-dpop")] {
        assert_eq!(get(&server, "/me", &refused).status, 401);
    }
}

#[test]
fn the_example_outlives_its_provider_and_follows_its_keys() {
    let mut provider = Provider::start();
    let server = with_keys(&provider.issuer());
    let token = provider.token("machine");
    assert_eq!(get(&server, "/me", &token).status, 200);
    provider.stop();
    assert_eq!(get(&server, "/me", &token).status, 200);
    provider.restart(&["second", "first"]);
    assert_eq!(get(&server, "/me", &provider.token("machine")).status, 200);
}

#[test]
fn the_example_starts_before_its_provider() {
    let mut provider = Provider::start();
    let token = provider.token("machine");
    provider.stop();
    let server = start(&provider.issuer());
    assert_eq!(Ask::get("/health").send(server.addr()).status, 200);
    let answer = get(&server, "/me", &token);
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(!answer.header("retry-after").is_empty(), "{answer:?}");
    provider.restart(&["first"]);
    server.event(|line| line["event"] == "issuer_keys_refreshed" && line["issuer"] == provider.issuer().as_str());
    assert_eq!(get(&server, "/me", &token).status, 200);
}

// By the clock of the system: five seconds for an answer.
#[test]
fn the_example_does_not_wait_for_a_provider_that_never_answers() {
    let (proxy, provider) = behind_proxy();
    proxy.document(Way::Held);
    let server = start(&provider.issuer());
    assert_eq!(Ask::get("/health").send(server.addr()).status, 200);
    assert_eq!(get(&server, "/me", &provider.token("machine")).status, 503);
    proxy.document(Way::Through);
    server.event(|line| line["event"] == "issuer_keys_refreshed");
    assert_eq!(get(&server, "/me", &provider.token("machine")).status, 200);
}

#[test]
fn the_example_says_what_it_needs() {
    let said = refusal_to_start(cargo::oidc(), &[]);
    assert!(said.contains("`OIDC_ISSUER`") && said.contains("`OIDC_AUDIENCE`"), "{said}");
    let elsewhere = [("OIDC_ISSUER", "http://login.example.com"), ("OIDC_AUDIENCE", AUDIENCE)];
    let said = refusal_to_start(cargo::oidc(), &elsewhere);
    assert!(said.contains("https"), "{said}");
}

#[test]
fn a_release_build_takes_no_issuer_without_tls() {
    let issuer = [("OIDC_ISSUER", "http://127.0.0.1:1"), ("OIDC_AUDIENCE", AUDIENCE)];
    let said = refusal_to_start(cargo::ill_profiled_oidc(), &issuer);
    assert!(said.contains("`http://127.0.0.1:1` is not `https`"), "{said}");
}

/// The commands of the README and their answers, without the prompts: as the README has them, and as they come out here.
#[test]
fn the_readme_of_the_example_says_what_comes_out() {
    let readme = include_str!("../../../examples/oidc/README.md");
    let session = readme.split("<!-- begin: session -->").nth(1).and_then(|rest| rest.split("<!-- end").next());
    let lines = session.unwrap().lines().filter(|line| !line.is_empty() && !line.starts_with("```"));
    let (commands, answers): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with("$ "));
    let provider = Provider::shared();
    let server = with_keys(&provider.issuer());
    let here = |text: String| {
        text.replace("http://127.0.0.1:3000", &format!("http://{}", server.addr()))
            .replace("http://127.0.0.1:4000", &provider.issuer())
    };
    let script: String = commands.iter().map(|line| format!("{}\n", &line[2..])).collect();
    let ran = Command::new("bash").arg("-uc").arg(here(script)).output().unwrap();
    assert!(ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(String::from_utf8(ran.stdout).unwrap().trim_end(), here(answers.join("\n")));
}
