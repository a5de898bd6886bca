//! The attack on a deployment: only where that proves that it wants it, only on what the campaign has made, and no more often than
//! the lock allows (C128).

use std::time::Duration;

use secure_api_testing::attack::{NotAttacked, Outcome, Remote, Report, Tokens, Verdict};
use secure_api_testing::{Attack, TestIssuer};

use super::answering::{SECRET, secret};
use super::memos::{Memo, Staging};
use super::tap::Tap;
use super::tls;

const PATH: &str = "/.well-known/secure-api-attack";

fn reasons(report: &Report) -> Vec<&str> {
    let not_run = report.cases().iter().filter_map(|case| match &case.outcome {
        Outcome::NotRun { why } => Some(why.as_str()),
        _ => None,
    });
    not_run.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_that_keeps_its_lock_holds_and_is_left_as_it_was() {
    let staging = Staging::serve().await;
    let before: Vec<Memo> = staging.texts();
    let report = staging.attack().run().await.unwrap();
    println!("{report}");
    assert_eq!((report.verdict(), report.failed().count()), (Verdict::Incomplete, 0), "{report}");
    for group in ["token", "matrix", "object", "body", "path", "cors", "framing", "rate", "headers", "answer"] {
        let held = report.cases().iter().filter(|case| case.group == group && case.outcome.is_held()).count();
        assert!(held > 0, "{group}\n{report}");
    }
    assert_eq!(staging.texts(), before);
    let target = report.target().unwrap();
    assert!(target.made > 10 && target.left.is_empty(), "{target:?}");
    // It keeps to the limits, and asks for nothing before it has a proof.
    assert_eq!(staging.tap.answers(429), 0);
    let requests = staging.tap.requests();
    assert!(requests[0].starts_with(&format!("GET {PATH}?nonce=")), "{}", requests[0]);
    for forbidden in ["DELETE /pages/", "PUT /settings", "DELETE /old/", "POST /old/", "PUT /pages/"] {
        assert!(!requests.iter().any(|request| request.starts_with(forbidden)), "{forbidden}");
    }
    let others: Vec<String> = before.iter().map(|memo| memo.id().to_string()).collect();
    assert!(!requests.iter().any(|request| others.iter().any(|id| request.contains(id))));
    let reasons = reasons(&report);
    for reason in [
        "only the issuer can sign",
        "clock of the application",
        "`.drain_limits()`",
        "`.may_change(\"PUT\", \"/settings\"",
        "without a way to make one: `.object(\"",
    ] {
        assert!(reasons.iter().any(|why| why.contains(reason)), "{reason}\n{report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_of_a_deployment_is_found() {
    let staging = Staging::serve().await;
    let before = staging.texts();
    let report = staging.attack_on_open_memos().group("object").run().await.unwrap();
    assert_eq!(report.verdict(), Verdict::Failed);
    let failed: Vec<&str> = report.failed().map(|case| case.id.as_str()).collect();
    for id in ["GET /memos/{id} · object · somebody else", "PUT /memos/{id} · object · somebody else"] {
        assert!(failed.contains(&id), "{failed:?}");
    }
    assert_eq!(staging.texts(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_another_algorithm_are_forged_as_well() {
    let staging = Staging::serve_with(TestIssuer::new().with_shared_secret()).await;
    let report = staging.attack().only("GET /memos/{id} · token").run().await.unwrap();
    let held = report.cases().iter().filter(|case| case.outcome.is_held()).count();
    assert!(report.failed().count() == 0 && held > 40, "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_used_up_where_that_is_asked_for() {
    let staging = Staging::serve().await;
    let attack = || staging.attack().only("GET /memos/{id} · rate");
    let report = attack().run().await.unwrap();
    assert_eq!((report.failed().count(), staging.tap.answers(429)), (0, 0), "{report}");
    let report = attack().drain_limits().run().await.unwrap();
    assert!(report.failed().count() == 0 && staging.tap.answers(429) > 0, "{report}");
    let held = |what: &str| report.cases().iter().any(|case| case.id.ends_with(what) && case.outcome.is_held());
    assert!(held("and others") && held("from several connections at once"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_changed_is_asked_and_told() {
    let staging = Staging::serve().await;
    let attack =
        staging.attack().only("PUT /settings · matrix").may_change("PUT", "/settings", "nobody uses them here");
    let report = attack.run().await.unwrap();
    assert!(report.failed().count() == 0 && report.cases().iter().any(|case| case.outcome.is_held()), "{report}");
    assert_eq!(report.target().unwrap().changed, ["PUT /settings: nobody uses them here"]);
    assert!(staging.tap.requests().iter().any(|request| request.starts_with("PUT /settings")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_token_or_no_time_is_not_run() {
    let staging = Staging::serve().await;
    let report = staging.attack().tokens(Tokens::new()).only("GET /memos/{id} · matrix").run().await.unwrap();
    assert_eq!(report.verdict(), Verdict::Incomplete);
    assert!(reasons(&report).iter().any(|why| why.contains("no token was given with role reader")), "{report}");
    let report = staging.attack().within(Duration::ZERO).run().await.unwrap();
    assert!(report.cases().iter().all(|case| !case.outcome.is_held()), "{report}");
    // Of each campaign, the question alone.
    let requests = staging.tap.requests();
    assert!(requests.last().unwrap().starts_with(&format!("GET {PATH}")), "{requests:?}");
}

async fn refused(attack: Attack<Remote>) -> NotAttacked {
    attack.quietly().run().await.err().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_does_not_prove_that_it_wants_it_gets_one_request() {
    let staging = Staging::serve().await;
    let same_hash = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
    for (answer, why) in [
        ("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "answered with 404"),
        (
            "HTTP/1.1 302 Found\r\nlocation: https://elsewhere.test/\r\ncontent-length: 0\r\n\r\n",
            "sent to `https://elsewhere.test/`",
        ),
        ("HTTP/1.1 307 Temporary Redirect\r\nlocation: /login\r\ncontent-length: 0\r\n\r\n", "answered 307"),
        (same_hash, "has no proof in it"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 27\r\n\r\n{\"lock\":\"x\",\"proof\":\"AAAA\"}", "another lock file"),
        ("no HTTP at all\r\n\r\n", "no answer came"),
    ] {
        let tap = Tap::saying(answer);
        let attack = Attack::at(tap.base()).lock(&*staging.lock).secret(secret(SECRET)).tokens(staging.tokens());
        let fault = refused(attack).await.to_string();
        assert!(fault.starts_with("nothing was attacked: ") && fault.contains(why), "{fault}");
        assert_eq!(tap.requests().len(), 1, "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_lock_or_another_secret_is_refused() {
    let staging = Staging::serve().await;
    let requests = staging.tap.requests().len();
    let lock = format!("{}# one line more\n", staging.lock);
    assert_eq!(refused(staging.attack().lock(lock)).await, NotAttacked::OtherLock);
    let other = "q0XvK2mQ7sR4tLwZ8yBcN3fHgJ6dUeA2";
    assert_eq!(refused(staging.attack().secret(secret(other))).await, NotAttacked::OtherSecret);
    assert_eq!(staging.tap.requests().len() - requests, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_sends_nothing() {
    let staging = Staging::serve().await;
    let at = |base: &str| Attack::at(base).lock(&*staging.lock).secret(secret(SECRET)).tokens(staging.tokens());
    let here = staging.tap.base();
    for (attack, why) in [
        (at("http://192.0.2.1"), "tokens would go there in clear"),
        (at("http://192.0.2.1:3000/"), "tokens would go there in clear"),
        (at("ftp://127.0.0.1"), "neither `http` nor `https`"),
        (at("127.0.0.1:3000"), "is no URL"),
        (at(&format!("{here}/v1")), "more than a host and a port"),
        (at(&here.replace("http://", "http://user@")), "more than a host and a port"),
        (at(&here).lock("route"), "the lock file: line 1"),
        (at(&here).tokens(Tokens::new().with(&["king"], &[], "x.y.z")), "`king` is no role"),
        (at(&here).tokens(Tokens::new().with(&["editor"], &[], "opaque")), "no signed JWT"),
        (Attack::at(&*here).lock(&*staging.lock), "the secret: none was given"),
        (Attack::at(&*here).secret(secret(SECRET)), "the lock file: none was given"),
    ] {
        let fault = refused(attack).await.to_string();
        assert!(fault.contains(why), "{fault}");
    }
    assert!(staging.tap.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_a_deployment_is_believed_by_its_certificate_alone() {
    let staging = Staging::serve().await;
    let tls = tls::before(staging.tap.addr()).await;
    let base = format!("https://localhost:{}", tls.addr.port());
    let only = |attack: Attack<Remote>| attack.only("GET /memos/{id}").quietly();
    let report = only(staging.attack_at(&base)).certificate_authority(tls.authority.clone()).run().await.unwrap();
    let held = |group: &str| report.cases().iter().any(|case| case.group == group && case.outcome.is_held());
    assert!(report.failed().count() == 0 && held("object") && held("path"), "{report}");
    let requests = staging.tap.requests().len();
    let other = tls::authority().pem();
    for attack in [
        staging.attack_at(&base).certificate_authority(other),
        staging.attack_at(&base.replace("localhost", "127.0.0.1")).certificate_authority(tls.authority),
    ] {
        let fault = refused(attack).await.to_string();
        assert!(fault.contains("invalid peer certificate"), "{fault}");
    }
    assert_eq!(staging.tap.requests().len(), requests);
}
