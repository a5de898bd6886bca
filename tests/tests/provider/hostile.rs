//! Answers of the provider that somebody changed on the way.

use secure_api_tests::assert_refused;
use secure_api_tests::proxy::{PLANTED, Way};

use super::*;

/// What is done to a key set so that there is nothing to take from it.
const USELESS: [Way; 8] =
    [Way::Closed, Way::Truncated, Way::Huge, Way::Endless, Way::Loop, Way::Elsewhere, Way::Page, Way::Failure];

/// Makes the application fetch the set once.
async fn fetched(app: &Served, clock: &TestClock, proxy: &Proxy, provider: &Provider) {
    clock.advance(COOL_DOWN);
    let before = proxy.fetches();
    for unknown in under_unknown_names(provider, &provider.token("machine"), 2) {
        assert_eq!(status(app, "/me", &unknown).await, 401);
    }
    assert!(proxy.fetches() > before, "the set was not asked for");
}

#[tokio::test]
async fn a_set_that_is_useless_never_replaces_a_good_one() {
    let (proxy, mut provider) = behind_proxy();
    let (app, clock) = served(&provider.issuer()).await;
    let token = provider.token("admin-machine");
    for way in USELESS {
        proxy.keys(way);
        fetched(&app, &clock, &proxy, &provider).await;
        assert_eq!(status(&app, "/admin", &token).await, 200, "{way:?}");
    }
    proxy.keys(Way::Through);
    provider.restart(&["second", "first"]);
    clock.advance(COOL_DOWN);
    assert_eq!(status(&app, "/admin", &provider.token("admin-machine")).await, 200);
}

// It is a right answer, and the provider's word: it has withdrawn its keys.
#[tokio::test]
async fn an_empty_set_withdraws_every_key_until_there_is_another() {
    let (proxy, provider) = behind_proxy();
    let (app, clock) = served(&provider.issuer()).await;
    let token = provider.token("admin-machine");
    assert_eq!(status(&app, "/admin", &token).await, 200);
    proxy.keys(Way::Empty);
    clock.advance(COOL_DOWN);
    let unknown = under_unknown_names(&provider, &token, 1);
    assert_refused(&asked(&app, "/me", &unknown[0]).await, 503);
    assert_refused(&asked(&app, "/admin", &token).await, 503);
    assert_eq!(app.get("/health").send().await.status(), 200);
    proxy.keys(Way::Through);
    clock.advance(COOL_DOWN);
    assert_eq!(status(&app, "/admin", &token).await, 200);
}

#[tokio::test]
async fn a_document_that_is_useless_never_replaces_a_good_one() {
    let (proxy, provider) = behind_proxy();
    let (app, clock) = served(&provider.issuer()).await;
    let token = provider.token("admin-machine");
    for way in USELESS.into_iter().chain([Way::Empty, Way::OtherIssuer, Way::KeysInClear]) {
        proxy.document(way);
        clock.advance(COOL_DOWN);
        let unknown = under_unknown_names(&provider, &token, 1);
        assert_eq!(status(&app, "/me", &unknown[0]).await, 401, "{way:?}");
        assert_eq!(status(&app, "/admin", &token).await, 200, "{way:?}");
    }
}

#[tokio::test]
async fn a_symmetric_key_in_the_set_signs_nothing() {
    let (proxy, provider) = behind_proxy();
    let (app, clock) = served(&provider.issuer()).await;
    let token = provider.token("admin-machine");
    let (kid, secret) = PLANTED;
    let order = json!({ "grant": "forge", "token": token, "kid": kid, "secret": secret });
    let forged = text(&provider.order(&order), "access_token");
    proxy.keys(Way::Symmetric);
    clock.advance(COOL_DOWN);
    let before = proxy.fetches();
    for _ in 0..2 {
        assert_eq!(status(&app, "/me", &forged).await, 401);
    }
    fetched(&app, &clock, &proxy, &provider).await;
    assert!(proxy.fetches() > before);
    assert_eq!(status(&app, "/me", &forged).await, 401);
    assert_eq!(status(&app, "/admin", &token).await, 200);
}

// Which of the two is meant nobody can tell: no token of that name is believed by the one that was put in.
#[tokio::test]
async fn a_key_that_was_put_in_under_a_known_name_signs_nothing() {
    let (proxy, provider) = behind_proxy();
    let (app, clock) = served(&provider.issuer()).await;
    // Its keys have the same names.
    let impostor = Provider::called(&provider.issuer());
    proxy.impostor(impostor.addr());
    let forged = impostor.token("admin-machine");
    let token = provider.token("admin-machine");
    proxy.keys(Way::RepeatedKid);
    fetched(&app, &clock, &proxy, &provider).await;
    assert_eq!(status(&app, "/me", &forged).await, 401);
    assert_eq!(status(&app, "/me", &provider.token("machine-eddsa")).await, 200);
    proxy.keys(Way::Through);
    fetched(&app, &clock, &proxy, &provider).await;
    assert_eq!(status(&app, "/admin", &token).await, 200);
    assert_eq!(status(&app, "/me", &forged).await, 401);
}

// As with Google, whose keys are at another host than its document.
#[tokio::test]
async fn keys_may_be_apart_from_the_document() {
    let (proxy, provider) = behind_proxy();
    proxy.document(Way::KeysApart);
    let (app, _) = served(&provider.issuer()).await;
    assert_eq!(status(&app, "/admin", &provider.token("admin-machine")).await, 200);
    assert_eq!(proxy.fetches(), 0);
}

#[tokio::test]
async fn what_is_plainly_wrong_at_the_start_is_no_start() {
    let (proxy, provider) = behind_proxy();
    for way in [Way::OtherIssuer, Way::KeysInClear, Way::Loop, Way::Elsewhere, Way::Page, Way::Huge] {
        proxy.document(way);
        assert_faulty(&provider.issuer(), &format!("the document, {way:?}")).await;
    }
    proxy.document(Way::Through);
    for way in [Way::Loop, Way::Elsewhere, Way::Page, Way::Huge, Way::Empty] {
        proxy.keys(way);
        assert_faulty(&provider.issuer(), &format!("the set, {way:?}")).await;
    }
}

async fn assert_faulty(issuer: &str, what: &str) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let Err(error) = api([believed(issuer)]).serve_on(listener).await else { panic!("{what}: it starts") };
    let told = error.to_string();
    assert!(told.contains(issuer), "{what}: {told}");
}

#[tokio::test]
async fn what_may_pass_at_the_start_is_a_start_without_keys() {
    let (proxy, provider) = behind_proxy();
    let token = provider.token("machine");
    for way in [Way::Closed, Way::Truncated, Way::Failure] {
        proxy.keys(way);
        let (app, _) = served(&provider.issuer()).await;
        assert_refused(&asked(&app, "/me", &token).await, 503);
    }
}
