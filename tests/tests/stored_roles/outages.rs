//! A store that is down, slow, or falls over.

use super::*;

#[tokio::test]
async fn a_store_that_is_down_is_503_and_never_the_roles_of_the_token() {
    let log = Log::capture();
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["admin"]);
    assert_eq!(world.status("/admin", "ada").await, 204);
    world.staff.go_down(true);
    assert_eq!(world.status("/admin", "ada").await, 204, "what is known holds as long as it would have");
    let token = world.issuer.token("bob").issued_by(&world.clock).role("admin").mint();
    let _before = log.fresh_audit();
    for path in ["/admin", "/me", "/front"] {
        let answer = world.client.get(path).bearer(&token).send().await;
        assert_refused(&answer, 503);
        assert_eq!(answer.header("retry-after"), "1");
        assert!(!answer.text().contains("db-7"));
    }
    let events = log.fresh_audit();
    assert_eq!(events.len(), 3);
    assert_eq!(events[0]["reason"], "no roles from the store");
    assert_eq!(events[0]["cause"], "db-7 refused\\u{d}\\u{a}event=forged");
    assert_eq!((&events[0]["subject"], &events[0]["event"]), (&json!("bob"), &json!("sys_error")));

    world.clock.advance(Duration::from_secs(60));
    assert_eq!(world.status("/admin", "ada").await, 503, "past the bound nothing is known");
    world.staff.go_down(false);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.status("/admin", "ada").await, 204);
    assert_eq!(world.status("/front", "ada").await, 200);
}

#[tokio::test]
async fn a_store_that_is_down_is_not_asked_about_a_caller_again_at_once() {
    let world = world(60);
    world.staff.go_down(true);
    for _ in 0..5 {
        assert_eq!(world.status("/me", "ada").await, 503);
    }
    assert_eq!(world.staff.asked(), 1);
    world.clock.advance(Duration::from_millis(999));
    assert_eq!((world.status("/me", "ada").await, world.staff.asked()), (503, 1));
    world.clock.advance(Duration::from_millis(1));
    assert_eq!((world.status("/me", "ada").await, world.staff.asked()), (503, 2));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_answer_is_503() {
    let log = Log::capture();
    let world = world(60);
    world.staff.hold();
    let before = tokio::time::Instant::now();
    assert_refused(&world.get("/me", "ada").await, 503);
    assert_eq!(before.elapsed().as_secs(), 5);
    assert!(log.text().contains("no answer within 5 s"), "{}", log.text());
}

#[tokio::test(start_paused = true)]
async fn a_store_that_did_not_answer_in_time_is_left_alone_for_a_second_after_that() {
    let world = Arc::new(world(60));
    world.staff.hold();
    let waits = tokio::spawn({
        let world = Arc::clone(&world);
        async move { world.status("/me", "ada").await }
    });
    world.staff.is_asked().await;
    world.clock.advance(Duration::from_secs(5));
    assert_eq!(waits.await.unwrap(), 503);
    assert_eq!((world.status("/me", "ada").await, world.staff.asked()), (503, 1));
    world.clock.advance(Duration::from_secs(1));
    assert_eq!((world.status("/me", "ada").await, world.staff.asked()), (503, 2));
}

#[tokio::test]
async fn a_store_that_panics_is_500_and_the_next_request_asks_again() {
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["admin"]);
    world.staff.0.panics.store(true, Ordering::SeqCst);
    let answer = world.get("/admin", "ada").await;
    assert_refused(&answer, 500);
    assert!(!answer.text().contains("db-7"));
    world.staff.0.panics.store(false, Ordering::SeqCst);
    assert_eq!(world.status("/admin", "ada").await, 204);
}
