//! What the lock promises, tried: the generated attack over sockets.

use std::time::Duration;

use articles::article::Role;
use secure_api_testing::{Attack, json};

const LOCK: &str = include_str!("../security.lock");

/// The campaign, with the one thing that no lock can say: how an article is made.
fn attack() -> Attack {
    Attack::on(articles::api)
        .lock(LOCK)
        .object("Article", |world| async move {
            let draft =
                json!({ "title": "Mine", "contact": "ada@example.com", "tags": ["own"], "text": "And nobody else's." });
            let made = world.owner().as_role(Role::Editor).post("/articles").json(&draft).await;
            made.assert_status(201).location().to_owned()
        })
        .shared("DELETE", "/articles/{id}", "an admin removes what others have written")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_application_keeps_what_its_lock_promises() {
    let report = attack().within(Duration::from_secs(600)).run().await;
    report.assert_held();
    println!("{report}");
}
