//! An issuer that turns hostile, or that somebody speaks for. What is wrong never replaces what is known.

use secure_api_tests::{Log, assert_refused};
use serde_json::json;

use super::*;

/// Waits until the log has this.
async fn until_told(log: &Log, needle: &str) {
    let told = async {
        while !log.text().contains(needle) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, told).await.unwrap_or_else(|_| panic!("{needle}: {}", log.text()));
}

fn raw(text: &str) -> Reply {
    Reply::Bytes(text.as_bytes().to_vec())
}

/// Sets, and the reasons for which each is refused.
fn hostile_sets(good: &Signer, evil: &Signer) -> Vec<(&'static str, Reply, &'static str)> {
    let both = json!({ "keys": [good.jwk(), evil.jwk()] }).to_string();
    let (start, _) = both.split_at(both.len() - 10);
    let secret = json!({ "kty": "oct", "alg": "HS256", "k": encode([7; 32]), "kid": "evil" });
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let many: Vec<_> = (0..65).map(|number| merged(evil.jwk(), &json!({ "kid": number.to_string() }))).collect();
    let headers: String = (0..2000).map(|number| format!("x-{number}: {}\r\n", "x".repeat(50))).collect();
    vec![
        ("ten_megabytes", Reply::json_with(&format!("{both}{}", " ".repeat(10 << 20)), ""), "larger than 512 KiB"),
        ("truncated", Reply::json_with(start, ""), "no JSON object"),
        ("broken_off", raw(&format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{start}", both.len())), "broke off"),
        (
            "a_lie_about_its_length",
            raw(&format!("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n{both}")),
            "broke off",
        ),
        ("no_end_of_chunks", raw(&format!("{chunked}5\r\n{{\"key")), "broke off"),
        ("a_chunk_of_all_memory", raw(&format!("{chunked}ffffffffffffffffff\r\n")), "broke"),
        ("too_many_headers", raw(&format!("HTTP/1.1 200 OK\r\n{headers}\r\n{both}")), "broke"),
        ("no_http", raw("SSH-2.0-OpenSSH_9.9\r\n"), "broke"),
        ("nothing", raw(""), "broke"),
        ("repeated_kid", Reply::set([good.jwk(), merged(evil.jwk(), &json!({ "kid": good.kid }))]), "same `kid`"),
        ("symmetric", Reply::set([good.jwk(), secret.clone()]), "publishes a secret"),
        ("symmetric_alone", Reply::set([secret]), "publishes a secret"),
        ("too_many", Reply::json(&json!({ "keys": many })), "more than 64 keys"),
        ("no_list", Reply::json(&json!({ "keys": { "a": evil.jwk() } })), "no list `keys`"),
        ("numbers", Reply::json(&json!({ "keys": [1] })), "something that is no key"),
        ("keys_twice", Reply::json_with(&both.replacen('{', r#"{"keys":[],"#, 1), ""), "no JSON object"),
        ("two_documents", Reply::json_with(&format!("{both}{both}"), ""), "no JSON object"),
        ("deep", Reply::json_with(&"[".repeat(200_000), ""), "no JSON object"),
        ("a_page", raw("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>"), "no JSON object"),
        ("an_error", Reply::status("500 Internal Server Error"), "it answers 500"),
        ("gone", Reply::status("404 Not Found"), "it answers 404"),
        ("no_content", Reply::status("204 No Content"), "it answers 204"),
        (
            "a_redirect_to_itself",
            raw("HTTP/1.1 302 Found\r\nlocation: /jwks\r\ncontent-length: 0\r\n\r\n"),
            "redirects (302)",
        ),
    ]
}

#[tokio::test]
async fn a_set_that_is_wrong_never_replaces_one_that_is_right() {
    let (log, good, evil, clock) = (Log::capture(), Signer::new("good"), Signer::new("evil"), TestClock::new());
    let fake = Fake::plain(&[&good]).await;
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200);
    for (name, reply, because) in hostile_sets(&good, &evil) {
        let _ = log.fresh_audit();
        let before = fake.asked(SET);
        fake.answer(SET, reply);
        clock.advance(NEXT_FETCH);
        until_told(&log, because).await;
        let told = log.audit();
        let event = told.iter().find(|event| event["what"].as_str().is_some_and(|what| what.contains(because)));
        let event = event.unwrap_or_else(|| panic!("{name}: {told:?}"));
        assert!(["issuer_keys_refused", "issuer_unreachable"].contains(&event["event"].as_str().unwrap()), "{event}");
        assert_eq!(event["issuer"], fake.issuer, "{name}");
        assert_eq!(fake.asked(SET), before + 1, "{name}");
        assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200, "{name}");
        assert_eq!(status(&client, &evil.token(&fake, &clock)).await, 401, "{name}");
    }
    // And a right one does.
    fake.publish(&[&evil]);
    clock.advance(NEXT_FETCH);
    until_status(&client, &evil.token(&fake, &clock), 200).await;
}

/// A right set is the issuer's word also where nothing is left in it: a key that leaked verifies for no day longer.
#[tokio::test]
async fn a_right_set_without_a_key_of_use_withdraws_those_that_are_known() {
    let (log, leaked, clock) = (Log::capture(), Signer::new("leaked"), TestClock::new());
    let unsupported = json!({ "kty": "AKP", "alg": "ML-DSA-65", "kid": "later", "pub": "AQ" });
    let others = merged(leaked.jwk(), &json!({ "use": "enc" }));
    for (set, because) in [
        (Reply::set([]), "its set holds no key that can be used: it is empty"),
        (Reply::set([others]), "is not for signatures"),
        (Reply::set([unsupported]), "not supported"),
    ] {
        let fake = Fake::plain(&[&leaked]).await;
        let client = client([fake.jwt()], &clock);
        let token = leaked.token(&fake, &clock);
        assert_eq!(status(&client, &token).await, 200, "{because}");
        let _ = log.fresh_audit();
        fake.answer(SET, set);
        clock.advance(NEXT_FETCH);
        until_status(&client, &token, 503).await;
        for _ in 0..50 {
            assert_refused(&ask(&client, &token).await, 503);
            assert_refused(&ask(&client, &Signer::new("b").token(&fake, &clock)).await, 503);
        }
        assert_eq!((status(&client, "no.token.atall").await, fake.asked(SET)), (401, 2), "{because}");
        let told = log.audit();
        let event = |name: &str| told.iter().find(|event| event["event"] == name).unwrap_or_else(|| panic!("{name}"));
        assert!(event("issuer_keys_withdrawn")["what"].as_str().unwrap().contains(because), "{told:?}");
        assert_eq!(event("issuer_keys_withdrawn")["level"], "ERROR");
        assert_eq!(event("issuer_keys_stale")["issuer"], fake.issuer);

        // What cannot be had or read brings nothing back either.
        fake.answer(SET, Reply::status("500 Internal Server Error"));
        clock.advance(Duration::from_secs(5));
        until_told(&log, "it answers 500").await;
        assert_eq!(status(&client, &token).await, 503, "{because}");
        // The same keys as in the beginning do.
        fake.publish(&[&leaked]);
        clock.advance(Duration::from_secs(10));
        until_status(&client, &token, 200).await;
    }
}

#[tokio::test]
async fn a_document_that_is_wrong_replaces_nothing_either() {
    let (log, good, evil, clock) = (Log::capture(), Signer::new("good"), Signer::new("evil"), TestClock::new());
    let fake = Fake::plain(&[&good]).await;
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200);
    let theirs = Fake::plain(&[&evil]).await;
    let document = theirs.document();
    for (reply, because) in [
        (Reply::json(&document), "another issuer"),
        (Reply::json(&merged(document.clone(), &json!({ "issuer": null }))), "names no issuer"),
        (
            Reply::json(&merged(fake.document(), &json!({ "jwks_uri": "https://10.0.0.1/" }))),
            "no address of the internet",
        ),
        (Reply::status("503 Service Unavailable"), "it answers 503"),
    ] {
        fake.answer(DOCUMENT, reply);
        clock.advance(NEXT_FETCH);
        until_told(&log, because).await;
        assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200, "{because}");
        assert_eq!(status(&client, &evil.token(&fake, &clock)).await, 401, "{because}");
    }
    assert_eq!((fake.asked(SET), theirs.asked(SET)), (1, 0));
}

#[tokio::test]
async fn an_answer_without_an_end_is_not_waited_for() {
    let (log, good, clock) = (Log::capture(), Signer::new("good"), TestClock::new());
    let fake = Fake::plain(&[&good]).await;
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200);
    let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for stalled in [Vec::new(), b"HTTP/1.1 200".to_vec(), head.clone(), [head.as_slice(), b"5\r\n{\"key\r\n"].concat()]
    {
        let _ = log.fresh_audit();
        let asked = fake.asked(SET);
        fake.answer(SET, Reply::Stalls(stalled));
        clock.advance(NEXT_FETCH);
        fake.until_asked(SET, asked + 1).await;
        assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200, "known keys wait for nobody");
        clock.advance(Duration::from_secs(5));
        until_told(&log, "no whole answer within 5 s").await;
    }
    let _ = log.fresh_audit();
    let chunk = [&b"400\r\n"[..], &[b' '; 1024], b"\r\n"].concat();
    fake.answer(SET, Reply::Endless { head, chunk });
    clock.advance(NEXT_FETCH);
    until_told(&log, "larger than 512 KiB").await;
    assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200);
}

#[tokio::test]
async fn an_answer_may_be_as_long_as_was_said() {
    let (good, clock) = (Signer::new("good"), TestClock::new());
    for (path, most) in [(DOCUMENT, 64 * 1024), (SET, 512 * 1024)] {
        for (length, is_believed) in [(most, true), (most + 1, false)] {
            let fake = Fake::plain(&[&good]).await;
            let body = if path == SET { json!({ "keys": [good.jwk()] }) } else { fake.document() };
            let body = body.to_string();
            let blank = " ".repeat(length - body.len());
            fake.answer(path, Reply::json_with(&(body + &blank), ""));
            let client = client([fake.jwt()], &clock);
            assert_eq!(status(&client, &good.token(&fake, &clock)).await == 200, is_believed, "{path} {length}");
        }
    }
}

#[tokio::test]
async fn as_many_wait_for_an_answer_as_was_said_and_nobody_else_does() {
    let (good, stranger, clock) = (Signer::new("good"), Signer::new("stranger"), TestClock::new());
    let fake = Fake::plain(&[&good]).await;
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200);
    fake.answer(SET, Reply::Stalls(Vec::new()));
    clock.advance(Duration::from_secs(60));
    let token = stranger.token(&fake, &clock);
    let ask = || {
        let (client, token) = (client.clone(), token.clone());
        tokio::spawn(async move { status(&client, &token).await })
    };
    let asked: Vec<_> = (0..300).map(|_| ask()).collect();
    fake.until_asked(SET, 2).await;
    let is_over = async || {
        while asked.iter().filter(|answer| answer.is_finished()).count() < 45 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, is_over()).await.expect("the rest is answered at once");
    assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200);
    // 256 with who fetches.
    assert_eq!(asked.iter().filter(|answer| !answer.is_finished()).count(), 255);
    clock.advance(Duration::from_secs(5));
    for answer in asked {
        assert_eq!(tokio::time::timeout(PATIENCE, answer).await.expect("it ends").unwrap(), 401);
    }
}

#[tokio::test]
async fn a_token_with_an_unknown_name_does_not_wait_for_ever() {
    let (log, good, clock) = (Log::capture(), Signer::new("good"), TestClock::new());
    let fake = Fake::plain(&[&good]).await;
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200);
    fake.answer(SET, Reply::Stalls(Vec::new()));
    clock.advance(Duration::from_secs(60));
    let (asking, token) = (client.clone(), Signer::new("stranger").token(&fake, &clock));
    let waiting = tokio::spawn(async move { status(&asking, &token).await });
    fake.until_asked(SET, 2).await;
    assert!(!waiting.is_finished());
    assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200);
    clock.advance(Duration::from_secs(5));
    assert_eq!(tokio::time::timeout(PATIENCE, waiting).await.expect("it ends").unwrap(), 401);
    until_told(&log, "no whole answer").await;
}

#[tokio::test]
async fn a_request_waits_for_one_answer_and_not_for_two_slow_ones() {
    let (good, clock) = (Signer::new("good"), TestClock::new());
    let fake = Fake::plain(&[&good]).await;
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200);
    let document = fake.document().to_string();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", document.len());
    fake.answer(DOCUMENT, Reply::Waits(format!("{head}{document}").into_bytes()));
    fake.answer(SET, Reply::Stalls(Vec::new()));
    clock.advance(Duration::from_secs(60));
    let token = Signer::new("stranger").token(&fake, &clock);
    let waiting = tokio::spawn(async move { status(&client, &token).await });
    fake.until_asked(DOCUMENT, 2).await;
    clock.advance(Duration::from_secs(4));
    fake.release();
    fake.until_asked(SET, 2).await;
    assert!(!waiting.is_finished());
    clock.advance(Duration::from_secs(1));
    assert_eq!(tokio::time::timeout(PATIENCE, waiting).await.expect("it ends").unwrap(), 401);
}

#[tokio::test]
async fn a_key_that_is_of_no_use_is_left_out_and_named() {
    let (log, good, bad, clock) = (Log::capture(), Signer::new("good"), Signer::new("bad"), TestClock::new());
    let fake = Fake::plain(&[&good]).await;
    let small = json!({ "kty": "RSA", "alg": "RS256", "n": encode([0xc1; 128]), "e": "AQAB", "kid": "small" });
    let of_no_use = [
        (merged(bad.jwk(), &json!({ "use": "enc" })), "is not for signatures"),
        (merged(bad.jwk(), &json!({ "use": null, "key_ops": ["sign"] })), "is not for verification"),
        (merged(bad.jwk(), &json!({ "alg": "ES384" })), "do not fit"),
        (merged(bad.jwk(), &json!({ "alg": "HS256" })), "do not fit"),
        (merged(bad.jwk(), &json!({ "crv": "secp256k1" })), "do not fit"),
        (merged(bad.jwk(), &json!({ "x": encode([1; 32]) })), "is no public key of ES256"),
        (merged(bad.jwk(), &json!({ "d": "AQ" })), "holds a private key"),
        (merged(bad.jwk(), &json!({ "kid": "" })), "`kid` that is empty"),
        (json!({ "kty": "RSA", "n": encode([0xc1; 256]), "e": "AQAB", "kid": "any" }), "RSA key without `alg`"),
        (small, "RSA key of 1024 bits"),
        (json!({ "kty": "AKP", "alg": "ML-DSA-65", "kid": "later" }), "not supported"),
    ];
    fake.answer(SET, Reply::set(of_no_use.iter().map(|(key, _)| key.clone()).chain([good.jwk()])));
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &good.token(&fake, &clock)).await, 200);
    assert_eq!(status(&client, &bad.token(&fake, &clock)).await, 401);
    let told = log.audit();
    let ignored: Vec<&str> = told
        .iter()
        .filter(|event| event["event"] == "issuer_key_ignored")
        .filter_map(|event| event["what"].as_str())
        .collect();
    assert_eq!(ignored.len(), of_no_use.len(), "{ignored:?}");
    for (what, (_, because)) in ignored.iter().zip(&of_no_use) {
        assert!(what.contains(because), "{because}: {what}");
    }
    let refreshed = told.iter().find(|event| event["event"] == "issuer_keys_refreshed").expect("that is told");
    assert_eq!((&refreshed["level"], &refreshed["what"]), (&json!("INFO"), &json!("1 keys, new or changed")));
}

#[tokio::test]
async fn what_an_issuer_writes_forges_no_line_of_the_log() {
    let (log, good, clock) = (Log::capture(), Signer::new("good"), TestClock::new());
    let fake = Fake::plain(&[&good]).await;
    let forged = format!("https://evil.example\n{{\"event\":\"forged\"}}\u{202e}{}", "x".repeat(10_000));
    fake.answer(DOCUMENT, Reply::json(&merged(fake.document(), &json!({ "issuer": forged }))));
    let client = client([fake.jwt()], &clock);
    assert_eq!(status(&client, &good.token(&fake, &clock)).await, 503);
    let told = log.audit();
    let event = told.iter().find(|event| event["event"] == "issuer_keys_refused").expect("it is refused");
    let what = event["what"].as_str().expect("a text");
    assert!(what.len() < 300 && !what.contains('\n') && !what.contains('\u{202e}'), "{what}");
}
