//! The provider is down, or slow.

use std::future::Future;

use secure_api_tests::assert_refused;
use secure_api_tests::proxy::Way;

use super::*;

/// How long known keys serve in these tests.
const KNOWN_FOR: Duration = Duration::from_secs(600);

/// Waits for what takes a few turns of the application's own task.
async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    let waited = tokio::time::timeout(Duration::from_secs(20), async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(waited.await.is_ok(), "it does not come about that {what}");
}

#[tokio::test]
async fn known_keys_serve_while_the_provider_is_stopped_and_new_ones_when_it_is_back() {
    let mut provider = Provider::start();
    let (app, clock) = served(&provider.issuer()).await;
    let token = provider.token("admin-machine");
    let unknown = under_unknown_names(&provider, &token, 2);
    provider.stop();
    for unknown in &unknown {
        // The keys are asked for, and nobody answers.
        assert_eq!(status(&app, "/me", unknown).await, 401);
        assert_eq!(status(&app, "/admin", &token).await, 200);
    }
    clock.advance(COOL_DOWN);
    assert_eq!(status(&app, "/admin", &token).await, 200);
    provider.restart(&["second", "first"]);
    clock.advance(COOL_DOWN);
    assert_eq!(status(&app, "/admin", &provider.token("admin-machine")).await, 200);
    assert_eq!(status(&app, "/admin", &token).await, 200);
}

#[tokio::test]
async fn past_the_declared_time_without_the_provider_nobody_is_believed_and_nobody_is_told_off() {
    let mut provider = Provider::start();
    let clock = TestClock::new();
    let jwt = believed(&provider.issuer()).known_keys_for(KNOWN_FOR);
    let app = Served::start(api([jwt]).clock(clock.clone())).await;
    let token = provider.token("admin-machine");
    provider.stop();
    clock.advance(KNOWN_FOR - Duration::from_secs(10));
    assert_eq!(status(&app, "/admin", &token).await, 200);
    clock.advance(Duration::from_secs(20));
    for path in ["/admin", "/me"] {
        let answer = asked(&app, path, &token).await;
        assert_refused(&answer, 503);
        assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|wait| wait > 0), "{answer:?}");
    }
    assert_eq!(app.get("/health").send().await.status(), 200);
    assert_eq!(app.get("/me").send().await.status(), 401, "who sends no token is asked for one");

    provider.restart(&["first"]);
    until("the keys serve again", || async {
        clock.advance(Duration::from_secs(5));
        status(&app, "/admin", &token).await == 200
    })
    .await;
}

#[tokio::test]
async fn an_application_starts_without_the_provider_and_believes_nobody_until_it_comes() {
    let (proxy, provider) = behind_proxy();
    let token = provider.token("admin-machine");
    proxy.document(Way::Closed);
    let (app, clock) = served(&provider.issuer()).await;
    let answer = asked(&app, "/admin", &token).await;
    assert_refused(&answer, 503);
    assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|wait| wait > 0), "{answer:?}");
    assert_eq!(app.get("/health").send().await.status(), 200);
    assert_eq!(app.get("/me").send().await.status(), 401);

    proxy.document(Way::Through);
    until("the token opens the door", || async {
        clock.advance(Duration::from_secs(5));
        status(&app, "/admin", &token).await == 200
    })
    .await;
}

#[tokio::test]
async fn a_second_provider_that_is_down_takes_nothing_from_the_first() {
    let (proxy, down) = behind_proxy();
    proxy.document(Way::Closed);
    let up = Provider::start();
    let issuers = [&up, &down].map(|provider| believed(&provider.issuer()));
    let app = Served::start(api(issuers)).await;
    assert_eq!(status(&app, "/admin", &up.token("admin-machine")).await, 200);
    assert_refused(&asked(&app, "/admin", &down.token("admin-machine")).await, 503);
}

// Whoever has a new key waits for the one answer; whoever has a known one does not.
#[tokio::test(flavor = "multi_thread")]
async fn a_delayed_answer_delays_only_those_who_need_it() {
    let (proxy, mut provider) = behind_proxy();
    let (app, clock) = served(&provider.issuer()).await;
    let known = provider.token("machine");
    provider.restart(&["second", "first"]);
    let new = provider.token("machine");
    clock.advance(COOL_DOWN);
    proxy.keys(Way::Held);
    let before = proxy.fetches();
    let waiting: Vec<_> = (0..20).map(|_| tokio::spawn(app.get("/me").bearer(&new).send())).collect();
    proxy.wait_for_fetches(before + 1);
    for _ in 0..20 {
        assert_eq!(status(&app, "/me", &known).await, 200);
    }
    assert!(waiting.iter().all(|one| !one.is_finished()), "somebody was answered without the key");
    proxy.keys(Way::Through);
    for one in waiting {
        assert_eq!(one.await.unwrap().status(), 200);
    }
    assert_eq!(proxy.fetches(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_never_answers_does_not_keep_the_application_from_its_start() {
    let (proxy, provider) = behind_proxy();
    let token = provider.token("machine");
    proxy.document(Way::Held);
    let clock = TestClock::new();
    let starting = tokio::spawn(Served::start(api([believed(&provider.issuer())]).clock(clock.clone())));
    proxy.wait_for_a_question();
    assert!(!starting.is_finished(), "it starts without asking");
    clock.advance(Duration::from_secs(5));
    let app = tokio::time::timeout(Duration::from_secs(20), starting).await.expect("it starts").unwrap();
    assert_refused(&asked(&app, "/me", &token).await, 503);
    assert_eq!(app.get("/health").send().await.status(), 200);
    proxy.document(Way::Through);
    until("the token opens the door", || async {
        clock.advance(Duration::from_secs(5));
        status(&app, "/me", &token).await == 200
    })
    .await;
}
