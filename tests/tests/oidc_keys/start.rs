//! Before the first answer.

use secure_api::provide::key_source::KeySource;
use secure_api_tests::{Log, Served, assert_refused};
use serde_json::json;

use super::*;

#[tokio::test]
async fn keys_are_fetched_before_the_first_answer() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let served = Served::start(api([fake.jwt()], &clock)).await;
    assert_eq!((fake.asked(DOCUMENT), fake.asked(SET)), (1, 1), "before anybody asked anything");
    let answer = served.get("/me").bearer(&signer.token(&fake, &clock)).send().await;
    assert_eq!(answer.text(), format!(r#"{{"issuer":"{}","subject":"ada"}}"#, fake.issuer));
    for _ in 0..20 {
        assert_eq!(status(&served, &signer.token(&fake, &clock)).await, 200);
    }
    assert_eq!((fake.asked(DOCUMENT), fake.asked(SET)), (1, 1), "known keys cost nothing");
}

#[tokio::test]
async fn a_built_application_fetches_on_its_own_and_early_requests_wait_for_that() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let client = client([fake.jwt()], &clock);
    assert_eq!(fake.asked(DOCUMENT), 0);
    assert_eq!(status(&client, &signer.token(&fake, &clock)).await, 200);
    assert_eq!(fake.asked(SET), 1);
}

#[test]
fn without_a_runtime_there_is_nothing_to_fetch_with() {
    let jwt = Jwt::oidc("https://login.example.com").audience("x");
    let error = api([jwt], &TestClock::new()).build().unwrap_err().to_string();
    assert!(error.contains("outside of a tokio runtime"), "{error}");
}

#[tokio::test]
async fn what_is_certainly_wrong_does_not_start_and_all_of_it_is_said() {
    let signer = Signer::new("a");
    let (first, second) = (Fake::plain(&[&signer]).await, Fake::plain(&[&signer]).await);
    first.answer(DOCUMENT, Reply::json(&merged(first.document(), &json!({ "issuer": "https://evil.example" }))));
    second.answer(SET, Reply::set([]));
    let jwts = [&first, &second].map(|fake| fake.jwt().roles(RoleMap::none()));
    let said = start_is_refused(jwts).await;
    assert!(said.contains("another issuer, `https://evil.example`") && said.contains("it is empty"), "{said}");
}

#[tokio::test]
async fn an_issuer_whose_keys_name_no_algorithm_is_told_how_to_be_declared() {
    // As those of Microsoft Entra ID are.
    let unnamed = json!({ "kty": "RSA", "use": "sig", "n": encode([0xc1; 256]), "e": "AQAB", "kid": "any" });
    let fake = Fake::plain(&[]).await;
    fake.answer(SET, Reply::set([unnamed]));
    let said = start_is_refused([fake.jwt()]).await;
    assert!(said.contains("is an RSA key without `alg`"), "{said}");
    assert!(said.contains("`.algorithms([SigningAlgorithm::Rs256])`"), "{said}");
}

#[tokio::test]
async fn documents_that_are_not_the_issuers_do_not_start() {
    let signer = Signer::new("a");
    let fake = Fake::plain(&[&signer]).await;
    let changed = |changes| Reply::json(&merged(fake.document(), &changes));
    let twice = fake.document().to_string().replacen('{', r#"{"issuer":"https://evil.example","#, 1);
    for (reply, because) in [
        (changed(json!({ "issuer": format!("{}/", fake.issuer) })), "another issuer"),
        (changed(json!({ "issuer": fake.issuer.to_uppercase() })), "another issuer"),
        (changed(json!({ "issuer": null })), "names no issuer"),
        (changed(json!({ "issuer": [fake.issuer] })), "names no issuer"),
        (changed(json!({ "jwks_uri": null })), "no URL in `jwks_uri`"),
        (changed(json!({ "jwks_uri": "/jwks" })), "no URL in `jwks_uri`"),
        (changed(json!({ "jwks_uri": "http://login.example.com/jwks" })), "is not `https`"),
        (changed(json!({ "jwks_uri": "file:///etc/passwd" })), "no URL in `jwks_uri`"),
        (Reply::json_with(&twice, ""), "no JSON object"),
        (Reply::json_with("<html>", ""), "no JSON object"),
        (Reply::json_with("", ""), "no JSON object"),
        (Reply::json_with(&format!("{{\"x\":\"{}\"}}", "x".repeat(64 * 1024)), ""), "larger than 64 KiB"),
        (Reply::json_with("{}", "content-encoding: gzip\r\n"), "compressed"),
    ] {
        fake.answer(DOCUMENT, reply);
        let said = start_is_refused([fake.jwt()]).await;
        assert!(said.contains(because), "{because}: {said}");
        assert_eq!(fake.asked(SET), 0, "{because}");
    }
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let signer = Signer::new("a");
    let fake = Fake::plain(&[&signer]).await;
    let document = fake.document();
    fake.answer("/elsewhere", Reply::json(&document));
    for code in [301, 302, 303, 307, 308] {
        let reply =
            format!("HTTP/1.1 {code} Moved\r\nlocation: {}/elsewhere\r\ncontent-length: 0\r\n\r\n", fake.issuer);
        fake.answer(DOCUMENT, Reply::Bytes(reply.into_bytes()));
        let said = start_is_refused([fake.jwt()]).await;
        assert!(said.contains(&format!("redirects ({code})")), "{said}");
    }
    assert_eq!(fake.asked("/elsewhere"), 0);
}

#[tokio::test]
async fn an_issuer_that_is_out_of_reach_does_not_keep_the_rest_from_being_served() {
    let (log, signer, clock) = (Log::capture(), Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    fake.answer(DOCUMENT, Reply::status("502 Bad Gateway"));
    let served = Served::start(api([fake.jwt()], &clock)).await;
    let token = signer.token(&fake, &clock);
    let answer = ask(&served, &token).await;
    assert_refused(&answer, 503);
    let seconds: u64 = answer.header("retry-after").parse().expect("it says when to come again");
    assert!((1..=30).contains(&seconds), "{seconds}");
    assert_eq!(served.get("/health").send().await.status(), 204);
    let told = log.audit();
    let event = |name: &str| told.iter().find(|event| event["event"] == name).unwrap_or_else(|| panic!("{name}"));
    assert_eq!(event("issuer_unreachable")["what"], "it answers 502");
    assert_eq!(event("issuer_unreachable")["level"], "ERROR");
    assert_eq!(event("issuer_keys_stale")["issuer"], fake.issuer);
    assert_eq!(event("sys_error")["reason"], "no keys of the issuer");

    fake.answer(DOCUMENT, Reply::json(&fake.document()));
    assert_eq!(status(&served, &token).await, 503, "it is asked again in time, and not by each request");
    clock.advance(Duration::from_secs(5));
    until_status(&served, &token, 200).await;
}

#[tokio::test]
async fn what_a_declaration_says_has_to_make_sense() {
    let good = || Jwt::oidc("https://login.example.com").audience("x");
    let day = Duration::from_secs(24 * 60 * 60);
    for (jwt, because) in [
        (Jwt::oidc("login.example.com").audience("x"), "is no URL"),
        (Jwt::oidc("http://login.example.com").audience("x"), "is not `https`"),
        (Jwt::oidc("http://login.example.com").audience("x").loopback_in_debug(), "is not `https`"),
        (Jwt::oidc("http://127.0.0.1:8080").audience("x"), "is not `https`"),
        (Jwt::oidc("http://127.0.0.1.evil.example").audience("x").loopback_in_debug(), "is not `https`"),
        (Jwt::oidc("ftp://login.example.com").audience("x"), "is not `https`"),
        (Jwt::oidc("https://user:pass@login.example.com").audience("x"), "more than scheme"),
        (Jwt::oidc("https://login.example.com?x=1").audience("x"), "more than scheme"),
        (Jwt::oidc("https://login.example.com#x").audience("x"), "more than scheme"),
        (good().algorithms([]), "empty list of algorithms"),
        (good().known_keys_for(Duration::from_secs(60)), "serve for 60 s"),
        (good().known_keys_for(day * 8), "which is not between"),
        (good().certificate_authority(KeySource::file("/nowhere/ca.pem")), "cannot be read"),
        (good().certificate_authority(KeySource::file("Cargo.toml")), "holds no certificate"),
        (good().key(Key::jwk_set(KeySource::file("keys.json"))), "`Jwt::key` does not go with"),
        (Jwt::from_env().known_keys_for(day), "`Jwt::known_keys_for` does not go with"),
    ] {
        let said = api([jwt], &TestClock::new()).build().map(|_| ()).unwrap_err().to_string();
        assert!(said.contains(because), "{because}: {said}");
        assert!(!said.contains("user:pass"), "{said}");
    }
}

#[tokio::test]
async fn the_report_says_where_keys_come_from() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let app = api([fake.jwt().known_keys_for(Duration::from_secs(7200))], &clock).build().unwrap();
    let issuer = &fake.issuer;
    let line = format!(
        "issuer: `{issuer}`, keys by {issuer}{DOCUMENT} every 60 to 3600 s, algorithms those of its keys, known keys serve for 7200 s"
    );
    assert!(app.report().contains(&line), "{}", app.report());
    assert!(app.report().contains("development: the issuer"), "{}", app.report());
}

#[tokio::test]
async fn what_fetches_ends_with_the_application() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let before = tasks();
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &signer.token(&fake, &clock)).await, 200);
    assert!(tasks() > before);
    drop(client);
    let ended = async {
        while tasks() > before {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.expect("it ends");
    clock.advance(NEXT_FETCH * 10);
    assert_eq!(fake.asked(SET), 1);
}
