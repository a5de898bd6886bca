//! How old an answer of the store may be.

use super::*;

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_when_the_bound_is_over() {
    let world = world(60);
    world.staff.set(ISSUER, "ada", &["admin"]);
    assert_eq!(world.status("/admin", "ada").await, 204);
    world.staff.set(ISSUER, "ada", &["editor"]);
    world.clock.advance(Duration::from_millis(59_999));
    assert_eq!((world.status("/admin", "ada").await, world.staff.asked()), (204, 1));
    world.clock.advance(Duration::from_millis(1));
    assert_eq!((world.status("/admin", "ada").await, world.staff.asked()), (403, 2));
    assert_eq!((world.status("/admin", "ada").await, world.staff.asked()), (403, 2));
}

#[tokio::test]
async fn a_change_that_is_announced_takes_effect_on_the_next_request() {
    let world = world(300);
    world.staff.set(ISSUER, "ada", &["admin"]);
    world.staff.set(ISSUER, "bob", &["admin"]);
    assert_eq!(world.status("/admin", "ada").await, 204);
    assert_eq!(world.status("/admin", "bob").await, 204);
    assert_eq!(world.client.post("/resign").bearer(&world.token("ada")).send().await.status(), 204);
    assert_eq!(world.status("/admin", "ada").await, 403);
    assert_eq!(
        (world.status("/admin", "bob").await, world.staff.asked()),
        (204, 3),
        "nobody else is asked about again"
    );
    world.staff.set(ISSUER, "bob", &[]);
    world.roles.forget_all();
    assert_eq!(world.status("/admin", "bob").await, 403);
}

#[tokio::test]
async fn an_answer_that_is_under_way_when_a_caller_is_forgotten_is_not_kept() {
    let world = Arc::new(world(300));
    world.staff.set(ISSUER, "ada", &["admin"]);
    world.staff.hold();
    let early = tokio::spawn({
        let world = Arc::clone(&world);
        async move { world.status("/admin", "ada").await }
    });
    world.staff.is_asked().await;
    world.staff.set(ISSUER, "ada", &[]);
    world.roles.forget(&Principal::new(ISSUER, "ada"));
    world.staff.answer();
    assert_eq!(world.status("/admin", "ada").await, 403);
    assert_eq!(early.await.unwrap(), 204, "it was judged by what was true when it came");
    assert_eq!(world.status("/admin", "ada").await, 403);
}

#[tokio::test]
async fn requests_that_come_together_ask_once() {
    for (down, status) in [(false, 204), (true, 503)] {
        let world = Arc::new(world(60));
        world.staff.set(ISSUER, "ada", &["admin"]);
        world.staff.go_down(down);
        world.staff.hold();
        let mut together = JoinSet::new();
        for _ in 0..20 {
            let world = Arc::clone(&world);
            together.spawn(async move { world.status("/admin", "ada").await });
        }
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        world.staff.answer();
        assert_eq!(together.join_all().await, vec![status; 20]);
        assert_eq!(world.staff.asked(), 1);
    }
}

#[tokio::test]
async fn a_client_that_leaves_while_the_store_is_asked_spoils_nothing() {
    let world = Arc::new(world(60));
    world.staff.set(ISSUER, "ada", &["admin"]);
    world.staff.hold();
    let spawn = || {
        let world = Arc::clone(&world);
        tokio::spawn(async move { world.status("/admin", "ada").await })
    };
    let leaves = spawn();
    world.staff.is_asked().await;
    let stays = spawn();
    tokio::task::yield_now().await;
    leaves.abort();
    assert!(leaves.await.unwrap_err().is_cancelled());
    world.staff.answer();
    assert_eq!(stays.await.unwrap(), 204);
    assert_eq!(world.staff.asked(), 2, "who waited asks again");
}
