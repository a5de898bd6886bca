//! How often: each rate drained, and what it does not touch.

use std::net::IpAddr;
use std::time::Duration;

use super::*;

#[tokio::test]
async fn an_author_drafts_ten_articles_a_minute() {
    let client = client();
    let ada = author(&client, "ada");
    let refused = ada.post("/articles").json(&draft()).drain().await.assert_admitted(10);
    assert_eq!(refused.problem().violated_policies, ["caller"]);
    let wait: u64 = refused.header("retry-after").parse().unwrap();

    // Another author, and another route, are not meant.
    drafted(&author(&client, "bob")).await;
    ada.get("/me").await.assert_status(200);

    client.clock().advance(Duration::from_secs(wait - 1));
    ada.post("/articles").json(&draft()).await.assert_refused(Refusal::TooMany);
    client.clock().advance(Duration::from_secs(1));
    ada.post("/articles").json(&draft()).await.assert_status(201);
}

#[tokio::test]
async fn a_new_token_is_no_new_author() {
    let ada = author(&client(), "ada");
    ada.post("/articles").drain().await.assert_admitted(10);
    ada.with_claim("jti", "another").post("/articles").json(&draft()).await.assert_refused(Refusal::TooMany);
}

#[tokio::test]
async fn what_is_public_is_counted_by_address() {
    let client = client();
    let path = published(&author(&client, "ada")).await;
    let elsewhere: IpAddr = "192.0.2.1".parse().unwrap();
    client.anonymous().get(&path).drain().await.assert_admitted(60);
    client.anonymous().get(&path).from_address(elsewhere).await.assert_status(200);
    // Who is known is counted with all others there.
    client.as_role(Role::Reader).get(&path).await.assert_refused(Refusal::TooMany);
}

/// Each of the others, in one line.
#[tokio::test]
async fn every_rate_is_the_one_that_is_declared() {
    let client = client();
    let ada = author(&client, "ada");
    let path = published(&ada).await;
    ada.put(&path).drain().await.assert_admitted(60);
    // One was spent on publishing it.
    ada.post(&format!("{path}/publish")).drain().await.assert_admitted(59);
    client.as_role(Role::Admin).delete(MISSING).drain().await.assert_admitted(60);
    client.as_role(Role::Reader).get("/articles").drain().await.assert_admitted(600);
    client.as_subject("nobody").get("/me").drain().await.assert_admitted(600);
    client.anonymous().get("/health").drain().await.assert_admitted(600);
}
