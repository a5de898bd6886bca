//! Keys that change, and names of keys that nobody has.

use super::*;

#[tokio::test]
async fn rotation_with_overlap_refuses_nobody() {
    let (proxy, mut provider) = behind_proxy();
    let (app, clock) = served(&provider.issuer()).await;
    let old = provider.token("machine");
    assert_eq!(status(&app, "/me", &old).await, 200);

    provider.restart(&["second", "first"]);
    let new = provider.token("machine");
    clock.advance(COOL_DOWN);
    let before = proxy.fetches();
    assert_eq!(status(&app, "/me", &new).await, 200);
    assert_eq!(proxy.fetches(), before + 1);
    assert_eq!(status(&app, "/me", &old).await, 200);

    provider.restart(&["second"]);
    clock.advance(COOL_DOWN);
    let [unknown] = under_unknown_names(&provider, &new, 1).try_into().unwrap();
    assert_eq!(status(&app, "/me", &unknown).await, 401);
    assert_eq!(status(&app, "/me", &new).await, 200);
    assert_eq!(status(&app, "/me", &old).await, 401, "its key was withdrawn");
}

#[tokio::test]
async fn rotation_without_overlap_takes_one_fetch() {
    let (proxy, mut provider) = behind_proxy();
    let (app, clock) = served(&provider.issuer()).await;
    let old = provider.token("admin-machine");
    assert_eq!(status(&app, "/admin", &old).await, 200);

    provider.restart(&["second"]);
    let new = ["admin-machine", "machine-es256", "machine-eddsa"].map(|client| provider.token(client));
    clock.advance(COOL_DOWN);
    let before = proxy.fetches();
    for token in &new {
        assert_eq!(status(&app, "/me", token).await, 200);
    }
    assert_eq!(proxy.fetches(), before + 1);
    assert_eq!(status(&app, "/admin", &old).await, 401, "its key was withdrawn");
}

// Without a move of the clock: that the keys were fetched at the start is no reason to refuse whoever has a newer one.
#[tokio::test]
async fn a_rotation_right_after_the_start_is_followed_at_once() {
    let (proxy, mut provider) = behind_proxy();
    let (app, _) = served(&provider.issuer()).await;
    provider.restart(&["second"]);
    assert_eq!(status(&app, "/me", &provider.token("machine")).await, 200);
    for unknown in under_unknown_names(&provider, &provider.token("machine"), 100) {
        assert_eq!(status(&app, "/me", &unknown).await, 401);
    }
    assert_eq!(proxy.fetches(), 2);
}

#[tokio::test]
async fn a_rotation_and_back_again_is_followed() {
    let mut provider = Provider::start();
    let (app, clock) = served(&provider.issuer()).await;
    let first = provider.token("machine");
    for generations in [["second"], ["third"], ["first"]] {
        provider.restart(&generations);
        clock.advance(COOL_DOWN);
        assert_eq!(status(&app, "/me", &provider.token("machine")).await, 200, "{generations:?}");
    }
    assert_eq!(status(&app, "/me", &first).await, 200, "the key is published again");
}

#[tokio::test]
async fn a_thousand_names_of_keys_that_nobody_has_are_one_fetch() {
    let (proxy, provider) = behind_proxy();
    let (app, clock) = served(&provider.issuer()).await;
    let token = provider.token("machine");
    clock.advance(COOL_DOWN);
    let before = proxy.fetches();
    for unknown in under_unknown_names(&provider, &token, 1000) {
        assert_eq!(status(&app, "/me", &unknown).await, 401);
    }
    assert_eq!(proxy.fetches(), before + 1);
    assert_eq!(status(&app, "/me", &token).await, 200);

    clock.advance(COOL_DOWN);
    for unknown in under_unknown_names(&provider, &token, 10) {
        assert_eq!(status(&app, "/me", &unknown).await, 401);
    }
    assert_eq!(proxy.fetches(), before + 2, "one more after the cool-down");
}

// The key of one issuer is not looked for at another one, and who floods one does not keep the other from its rotation.
#[tokio::test]
async fn a_flood_at_one_provider_leaves_the_other_its_rotation() {
    let ((flooded, ours), (quiet, mut theirs)) = (behind_proxy(), behind_proxy());
    let clock = TestClock::new();
    let issuers = [&ours, &theirs].map(|provider| believed(&provider.issuer()));
    let app = Served::start(api(issuers).clock(clock.clone())).await;
    clock.advance(COOL_DOWN);
    let before = [flooded.fetches(), quiet.fetches()];
    for unknown in under_unknown_names(&ours, &ours.token("machine"), 20) {
        assert_eq!(status(&app, "/me", &unknown).await, 401);
    }
    assert_eq!([flooded.fetches(), quiet.fetches()], [before[0] + 1, before[1]]);
    theirs.restart(&["second"]);
    assert_eq!(status(&app, "/me", &theirs.token("machine")).await, 200);
    assert_eq!([flooded.fetches(), quiet.fetches()], [before[0] + 1, before[1] + 1]);
}
