//! Mistakes that a case can see only when it is made for them: each is planted in an application, and has to be found.
#![allow(clippy::disallowed_methods, reason = "handlers with mistakes cannot be written otherwise")]

use std::time::Duration;

use axum::routing::{get as old_get, post as old_post};
use http::HeaderMap;
use secure_api::prelude::*;
use secure_api_testing::attack::Outcome;
use secure_api_testing::{Attack, TestIssuer, json};
use serde_json::Value;

use super::caught::{LEFT, caught, with};
use super::desk::{self, LOCK, attack, without_greetings, without_list, without_moves};

fn promising(what: &str, more: &str) -> Attack {
    attack(desk::api).lock(with(LOCK, what, more))
}

/// `POST /moves` that finds the card where `card` says it is in the body, and asks nobody.
fn moving_anybodys(card: &'static str) -> Api<desk::Db> {
    let (api, db) = without_moves();
    let shift = move |body: axum::body::Bytes| async move {
        let said: Value = serde_json::from_slice(&body).unwrap_or_default();
        let id = said.pointer(card).and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok()).unwrap_or_default();
        let mut cards = db.lock().unwrap();
        let Some(card) = cards.get_mut(&id) else { return StatusCode::NOT_FOUND };
        card.text = "Moved.".to_owned();
        StatusCode::NO_CONTENT
    };
    api.adopt(axum::Router::new().route("/moves", old_post(shift)), LEFT)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_in_a_body_that_nobody_decides_on() {
    let attack = attack(|| moving_anybodys("/card"));
    caught(attack, "POST /moves · object", &["POST /moves · object · the id of somebody else's in `card`"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_deep_in_a_body_that_nobody_decides_on() {
    let deep = "takes Moves .all=required,list(Move,1..3)\ntakes Move ";
    let lock = with(&with(LOCK, "json=Move ", "json=Moves "), "takes Move ", deep);
    let attack = attack(|| moving_anybodys("/all/0/card")).lock(lock);
    let id = "POST /moves · object · the id of somebody else's in `all[0].card`";
    let report = caught(attack, "POST /moves · object", &[id]).await;
    let own = report.cases().iter().find(|case| case.id.ends_with("the id of one's own in `all[0].card`")).unwrap();
    assert_eq!((&own.outcome, report.not_run().count()), (&Outcome::Held, 0), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_what_everybody_has() {
    let api = || {
        let (api, db) = without_list();
        let list = move || async move {
            let ids: Vec<Value> = db.lock().unwrap().keys().map(|id| json!({ "id": id, "text": "" })).collect();
            json!({ "items": ids, "more": false, "page": 1, "per_page": 20 }).to_string()
        };
        api.adopt(axum::Router::new().route("/cards", old_get(list)), LEFT)
    };
    caught(attack(api), "GET /cards · object", &["GET /cards · object · a list of somebody else"]).await;
}

/// The wider of two limits, and one that the limit of an address before it would hide.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_behind_another_one() {
    let hourly = promising("rate=30/60s/caller,300/3600s/caller", "rate=30/60s/caller,200/3600s/caller");
    caught(hourly, "GET /cards · rate", &["GET /cards · rate · 200 in 3600 s a caller"]).await;
    let api = || without_greetings().adopt(axum::Router::new().route("/greetings/{l}", old_get(|| async { "" })), LEFT);
    let id = "GET /greetings/{language} · rate · 100 in 60 s a address";
    caught(attack(api), "GET /greetings/{language} · rate", &[id]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leeway_and_a_profile_that_are_not_as_the_lock_says() {
    let late = ["expired, to the second of 30 s of leeway", "not valid yet, to the second of 30 s of leeway"];
    let ids = late.map(|what| format!("POST /cards · token · {what}"));
    for leeway_s in [29, 31] {
        let jwt = move |issuer: &TestIssuer| issuer.jwt().profile_rfc9068().leeway(Duration::from_secs(leeway_s));
        caught(attack(desk::api).issuer(jwt), "POST /cards · token", &ids.each_ref().map(String::as_str)).await;
    }
    for (life, case) in [("longest-life=1800s", "of a life of 1801 s"), ("longest-life=7200s", "of a life of 7200 s")] {
        let other = promising("longest-life=3600s", life);
        caught(other, "POST /cards · token", &[&format!("POST /cards · token · {case}")]).await;
    }
    // One without `iat` is refused all the same: nobody could tell how long it lives.
    let lax = attack(desk::api).issuer(TestIssuer::jwt);
    let ids = ["without `client_id`", "without `jti`", "of the type of any token"]
        .map(|what| format!("POST /cards · token · {what}"));
    caught(lax, "POST /cards · token", &ids.each_ref().map(String::as_str)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_may_do_more_than_the_lock_says() {
    let id = |what: &str| format!("POST /cards · cors · {what}");
    let origin = "https://desk.test";
    for (less, case) in [
        (LOCK.replacen("credentials=yes ", "", 1), id(&format!("the declared origin `{origin}`"))),
        (LOCK.replacen("max-age=60s", "max-age=61s", 1), id(&format!("a preflight of the declared `{origin}`"))),
        (LOCK.replacen("x-desk", "x-other", 1), id(&format!("a preflight of the declared `{origin}`"))),
    ] {
        caught(attack(desk::api).lock(less), "POST /cards · cors", &[&case]).await;
    }
    let api = || {
        let cors = Cors::origin("https://desk.test").credentials().max_age(Duration::from_secs(60));
        let cors =
            cors.header(http::HeaderName::from_static("x-desk")).header(http::HeaderName::from_static("x-attack"));
        desk::api().cors(cors)
    };
    let case = id(&format!("a preflight of `{origin}` for a header that is not declared"));
    caught(attack(api), "POST /cards · cors", &[&case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_that_somebody_has_together() {
    let more = LOCK.replacen("role clerk excludes=auditor", "role clerk excludes=auditor,guest\nrole guest", 1);
    let case = "POST /cards · matrix · role clerk and role guest, which exclude one another";
    caught(attack(desk::api).lock(more), "POST /cards · matrix", &[case]).await;
}

/// Believes a token wherever it finds one.
async fn anywhere(headers: HeaderMap) -> (StatusCode, String) {
    let cookie = headers.get("cookie").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = headers.contains_key("authorization") || cookie.contains("access_token=");
    if known {
        (StatusCode::OK, json!({ "id": 1, "text": "" }).to_string())
    } else {
        (StatusCode::NOT_FOUND, String::new())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_a_cookie_that_is_believed_where_strangers_are_answered_too() {
    let api = || desk::without_show().adopt(axum::Router::new().route("/cards/{id}", old_get(anywhere)), LEFT);
    caught(attack(api), "GET /cards/{id} · token", &["GET /cards/{id} · token · in a cookie"]).await;
}

/// The text may be longer than its body has room for: what is refused then is the size.
#[tokio::test(flavor = "multi_thread")]
async fn a_bound_that_no_body_has_room_for() {
    let report = attack(desk::api).only("POST /cards · body · `text` of 80 characters").run().await;
    report.assert_held();
    let wider = promising("body=64", "body=640");
    caught(wider, "POST /cards · body", &["POST /cards · body · `text` of 80 characters"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_null_and_another_name_that_are_not_as_the_lock_says() {
    let strict = promising(".note=or-null,text(1..9)", ".note=text(1..9)");
    caught(strict, "POST /moves · body", &["POST /moves · body · `note` that is null"]).await;
    let named = promising("alias(words)", "alias(wording)");
    caught(named, "POST /cards · body", &["POST /cards · body · `text` by its other name `wording`"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_and_a_number_at_once_that_are_not_as_the_lock_says() {
    for timeout in ["timeout=500ms", "timeout=3000ms"] {
        let other = promising("timeout=2000ms", timeout);
        caught(other, "POST /moves · body · a body that", &["POST /moves · body · a body that does not come"]).await;
    }
    for most in ["concurrency=1", "concurrency=3"] {
        let other = promising("concurrency=2", most);
        caught(other, "POST /moves · body · as many", &["POST /moves · body · as many at once as may run"]).await;
    }
}

/// A method more beside a pattern that takes the same path.
#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_is_nobodys_beside_a_pattern() {
    let api = || desk::api().adopt(axum::Router::new().route("/cards/recent", old_post(|| async { "" })), LEFT);
    caught(attack(api), "/cards/recent · path", &["/cards/recent · path · POST"]).await;
}
