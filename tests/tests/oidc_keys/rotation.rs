//! Keys that come and go, and key identifiers that nobody knows.

use serde_json::json;

use super::*;

#[tokio::test]
async fn a_new_key_is_used_at_once_beside_the_old_one() {
    let (old, new, clock) = (Signer::new("old"), Signer::new("new"), TestClock::new());
    let fake = Fake::plain(&[&old]).await;
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &old.token(&fake, &clock)).await, 200);
    clock.advance(Duration::from_secs(60));
    fake.publish(&[&old, &new]);
    assert_eq!(status(&client, &new.token(&fake, &clock)).await, 200, "its identifier is asked for");
    assert_eq!(status(&client, &old.token(&fake, &clock)).await, 200);
    assert_eq!(fake.asked(SET), 2);
}

// The first request waits for the fetch at the start, which is not its doing.
#[tokio::test]
async fn a_rotation_right_after_the_first_request_is_followed_at_once() {
    let (old, new, clock) = (Signer::new("old"), Signer::new("new"), TestClock::new());
    let fake = Fake::plain(&[&old]).await;
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &old.token(&fake, &clock)).await, 200);
    fake.publish(&[&new]);
    assert_eq!(status(&client, &new.token(&fake, &clock)).await, 200);
    assert_eq!(status(&client, &old.token(&fake, &clock)).await, 401);
    for name in ["x", "y", "z"] {
        assert_eq!(status(&client, &Signer::new(name).token(&fake, &clock)).await, 401);
    }
    assert_eq!(fake.asked(SET), 2);
}

#[tokio::test]
async fn all_who_come_with_a_new_key_wait_for_the_same_fetch() {
    let (old, new, clock) = (Signer::new("old"), Signer::new("new"), TestClock::new());
    let fake = Fake::plain(&[&old]).await;
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &old.token(&fake, &clock)).await, 200);
    clock.advance(Duration::from_secs(60));
    fake.publish(&[&old, &new]);
    let token = new.token(&fake, &clock);
    let asked = (0..50).map(|_| {
        let (client, token) = (client.clone(), token.clone());
        tokio::spawn(async move { status(&client, &token).await })
    });
    for answer in asked.collect::<Vec<_>>() {
        assert_eq!(answer.await.unwrap(), 200);
    }
    assert_eq!(fake.asked(SET), 2);
}

#[tokio::test]
async fn without_overlap_the_old_key_is_gone_with_the_first_new_token() {
    let (old, new, clock) = (Signer::new("old"), Signer::new("new"), TestClock::new());
    let fake = Fake::plain(&[&old]).await;
    let client = client([fake.jwt()], &clock);
    let of_old = old.token(&fake, &clock);
    assert_eq!(status(&client, &of_old).await, 200);
    clock.advance(Duration::from_secs(60));
    fake.publish(&[&new]);
    assert_eq!(status(&client, &of_old).await, 200, "nobody has told us yet");
    assert_eq!(status(&client, &new.token(&fake, &clock)).await, 200);
    assert_eq!(status(&client, &of_old).await, 401);
}

#[tokio::test]
async fn a_key_that_was_withdrawn_verifies_until_the_next_fetch() {
    let (leaked, kept, clock) = (Signer::new("leaked"), Signer::new("kept"), TestClock::new());
    let fake = Fake::plain(&[&leaked, &kept]).await;
    let client = client([fake.jwt()], &clock);
    let token = leaked.token(&fake, &clock);
    assert_eq!(status(&client, &token).await, 200);
    fake.publish(&[&kept]);
    clock.advance(NEXT_FETCH);
    fake.until_asked(SET, 2).await;
    until_status(&client, &token, 401).await;
    assert_eq!(status(&client, &kept.token(&fake, &clock)).await, 200);
}

#[tokio::test]
async fn another_key_under_the_same_name_replaces_the_first() {
    let (first, second, clock) = (Signer::new("key"), Signer::new("key"), TestClock::new());
    let fake = Fake::plain(&[&first]).await;
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &first.token(&fake, &clock)).await, 200);
    fake.publish(&[&second]);
    clock.advance(NEXT_FETCH);
    until_status(&client, &second.token(&fake, &clock), 200).await;
    assert_eq!(status(&client, &first.token(&fake, &clock)).await, 401);
}

#[tokio::test]
async fn how_often_is_the_issuers_word_within_bounds() {
    for (said, wait_s) in
        [("max-age=1", 60), ("public, Max-Age=120", 120), ("max-age=999999999999", 3600), ("no-store", 600)]
    {
        let (signer, clock) = (Signer::new("a"), TestClock::new());
        let fake = Fake::plain(&[&signer]).await;
        let set = json!({ "keys": [signer.jwk()] }).to_string();
        fake.answer(SET, Reply::json_with(&set, &format!("cache-control: {said}\r\n")));
        let client = client([fake.jwt()], &clock);
        assert_eq!(status(&client, &signer.token(&fake, &clock)).await, 200);
        clock.advance(Duration::from_millis(wait_s * 1000 - 1));
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        assert_eq!(fake.asked(SET), 1, "{said}");
        clock.advance(Duration::from_millis(1));
        fake.until_asked(SET, 2).await;
    }
}

#[tokio::test]
async fn a_thousand_unknown_names_cost_the_issuer_one_fetch() {
    let (signer, stranger, clock) = (Signer::new("a"), Signer::new("stranger"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let client = client([fake.jwt()], &clock);
    let good = signer.token(&fake, &clock);
    assert_eq!(status(&client, &good).await, 200);
    clock.advance(Duration::from_secs(60));
    let named = |number: u32| stranger.sign(&json!({ "kid": format!("random-{number}") }), &claims(&fake, &clock));
    // All at once first: they wait for the same fetch.
    let flood = (0..1000).map(|number| {
        let (client, token) = (client.clone(), named(number));
        tokio::spawn(async move { status(&client, &token).await })
    });
    for answer in flood.collect::<Vec<_>>() {
        assert_eq!(answer.await.unwrap(), 401);
    }
    assert_eq!(fake.asked(SET), 2);
    for number in 1000..2000 {
        assert_eq!(status(&client, &named(number)).await, 401);
    }
    assert_eq!(fake.asked(SET), 2);
    assert_eq!(status(&client, &good).await, 200);
    clock.advance(Duration::from_secs(30));
    for number in 2000..2100 {
        assert_eq!(status(&client, &named(number)).await, 401);
    }
    assert_eq!(fake.asked(SET), 3, "one more when it has cooled down");
}

#[tokio::test]
async fn what_cannot_be_of_this_issuer_is_no_reason_to_ask_it() {
    let (signer, stranger, clock) = (Signer::new("a"), Signer::new("stranger"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &signer.token(&fake, &clock)).await, 200);
    clock.advance(Duration::from_secs(60));
    let claims = claims(&fake, &clock);
    let elsewhere = merged(claims.clone(), &json!({ "iss": "https://other.example" }));
    for token in [
        stranger.sign(&json!({}), &elsewhere),
        stranger.sign(&json!({ "kid": null }), &claims),
        stranger.sign(&json!({ "kid": "a" }), &claims),
        signer.sign(&json!({ "alg": "RS256" }), &claims),
        signer.sign(&json!({ "alg": "none" }), &claims),
    ] {
        assert_eq!(status(&client, &token).await, 401);
    }
    assert_eq!(fake.asked(SET), 1);
}

#[tokio::test]
async fn a_token_that_names_no_key_is_tried_with_a_few_and_asks_for_no_more() {
    let (signers, clock) = (["a", "b", "c", "d", "e"].map(Signer::new), TestClock::new());
    let [first, ..] = &signers;
    let fake = Fake::plain(&signers.each_ref()).await;
    let client = client([fake.jwt()], &clock);
    let unnamed = first.sign(&json!({ "kid": null }), &claims(&fake, &clock));
    assert_eq!(status(&client, &first.token(&fake, &clock)).await, 200);
    clock.advance(Duration::from_secs(60));
    assert_eq!(status(&client, &unnamed).await, 401);
    assert_eq!(fake.asked(SET), 1);
    fake.publish(&[first]);
    clock.advance(NEXT_FETCH);
    until_status(&client, &unnamed, 200).await;
}

#[tokio::test]
async fn keys_that_a_token_brings_or_points_to_are_never_looked_at() {
    let (signer, stranger, clock) = (Signer::new("a"), Signer::new("stranger"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    fake.answer("/evil", Reply::set([stranger.jwk()]));
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &signer.token(&fake, &clock)).await, 200);
    clock.advance(Duration::from_secs(60));
    let evil = format!("{}/evil", fake.issuer);
    for header in [json!({ "jku": evil }), json!({ "x5u": evil }), json!({ "jwk": stranger.jwk() })] {
        assert_eq!(status(&client, &stranger.sign(&header, &claims(&fake, &clock))).await, 401);
    }
    assert_eq!(fake.asked("/evil"), 0);
}

#[tokio::test]
async fn each_issuer_has_its_own_keys_and_is_asked_for_its_own() {
    let (of_a, of_b, clock) = (Signer::new("key"), Signer::new("key"), TestClock::new());
    let (a, b) = (Fake::plain(&[&of_a]).await, Fake::plain(&[&of_b]).await);
    let client = client([&a, &b].map(|fake| fake.jwt().roles(RoleMap::none())), &clock);
    let subject = |answer: TestResponse| answer.json::<serde_json::Value>()["issuer"].as_str().unwrap().to_owned();
    assert_eq!(subject(ask(&client, &of_a.token(&a, &clock)).await), a.issuer);
    assert_eq!(subject(ask(&client, &of_b.token(&b, &clock)).await), b.issuer);
    assert_eq!(status(&client, &of_a.token(&b, &clock)).await, 401, "one signs in the name of the other");
    assert_eq!(status(&client, &of_b.token(&a, &clock)).await, 401);
    clock.advance(Duration::from_secs(60));
    let stranger = Signer::new("stranger");
    assert_eq!(status(&client, &stranger.token(&a, &clock)).await, 401);
    assert_eq!((a.asked(SET), b.asked(SET)), (2, 1));
    drop(a);
    assert_eq!(status(&client, &of_b.token(&b, &clock)).await, 200, "one is down, the other is not");
}
