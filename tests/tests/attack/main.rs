//! The generated attack: that it holds where it should, that it catches what it should, and what it tells of it.

mod answering;
mod caught;
mod memos;
mod notes;
mod page;
mod remote;
mod tap;
mod tls;
mod wide;

use std::time::Duration;

use secure_api_testing::attack::Outcome;
use serde_json::Value;

use notes::{LOCK, api, attack};

#[tokio::test(flavor = "multi_thread")]
async fn an_application_that_keeps_its_lock_holds() {
    let report = attack(api).run().await;
    report.assert_held();
    for group in ["token", "matrix", "object", "body", "path", "cors", "framing", "rate", "headers", "answer"] {
        assert!(report.cases().iter().any(|case| case.group == group), "{group}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_cases_are_run_in_the_order_of_the_seed() {
    let ids = |report: &secure_api_testing::attack::Report| {
        report.cases().iter().map(|case| case.id.clone()).collect::<Vec<_>>()
    };
    let of_seed = async |seed| ids(&attack(api).only("GET /me · matrix").seed(seed).run().await);
    let (first, again, other) = (of_seed(7).await, of_seed(7).await, of_seed(0).await);
    assert_eq!(first, again);
    assert_ne!(first, other);
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    assert_eq!(sorted(first), sorted(other));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_run_does_not_hold() {
    let report = attack(api).within(Duration::ZERO).run().await;
    assert!(!report.held() && report.failed().count() == 0, "{report}");
    assert!(report.not_run().count() > 100);
    // A case that there is not is none that held.
    assert!(!attack(api).only("GET /nowhere").run().await.held());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_way_to_make_objects_their_cases_are_excused_by_a_reason_only() {
    let attack = || secure_api_testing::Attack::on(api).lock(LOCK).quietly().only("GET /notes/{id} · object");
    let report = attack().run().await;
    assert!(!report.held() && report.not_run().count() == 5, "{report}");
    assert!(attack().without_objects("notes are made by another service").run().await.failed().count() == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_as_many_failures_as_it_may() {
    let wrong = LOCK.replace("rate=20/60s/caller timeout", "rate=19/60s/caller timeout");
    let report = attack(api).lock(wrong).stop_after(1).only("GET /me · rate").run().await;
    assert_eq!((report.failed().count(), report.not_run().count() > 0), (1, true), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_told_with_a_line_that_does_it_again() {
    let id = "GET /notes/{id} · matrix · role reader";
    let wrong = LOCK.replace(
        "object.id=Note/Read rate=20/60s/caller role=any(reader)",
        "object.id=Note/Read rate=20/60s/caller role=any(editor)",
    );
    let report = attack(api).lock(wrong).only(id).run().await;
    let curl = report.curl(id).unwrap();
    assert!(curl.contains("curl -i --path-as-is -X 'GET' \"$BASE\"'/notes/"), "{curl}");
    assert!(curl.starts_with("TOKEN=..  # a token of `attack-reader-no`, role reader"), "{curl}");
    let json: Value = serde_json::from_str(&report.to_json()).unwrap();
    assert_eq!(json["cases"][0]["outcome"]["why"], "expected 403, got 404");
    let (page, text) = (report.to_html(), report.to_string());
    assert!(
        page.contains("expected 403, got 404") && page.contains("default-src &#39;none&#39;")
            || page.contains("default-src 'none'")
    );
    assert!(!page.contains("<script") && text.contains("expected 403, got 404"), "{text}");
    assert!(matches!(report.cases()[0].outcome, Outcome::Failed { .. }));
    assert_eq!(report.curl("GET /me · matrix · nobody"), None);
}
