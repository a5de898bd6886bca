//! Whose it is: what one caller may do to an article, another may not.

use super::*;

#[tokio::test]
async fn a_draft_is_its_authors() {
    let client = client();
    let ada = author(&client, "ada");
    let path = drafted(&ada).await;
    ada.get(&path).await.assert_status(200);
    for other in [client.anonymous(), author(&client, "eve"), client.as_role(Role::Admin)] {
        // What is somebody else's and what is not there are one answer: nobody learns which ids there are.
        let denied = other.get(&path).await.assert_refused(Refusal::NotFound);
        let missing = other.get(MISSING).await.assert_refused(Refusal::NotFound);
        assert_eq!(denied.problem(), missing.problem());
    }
}

#[tokio::test]
async fn an_article_is_changed_by_its_author_and_by_no_other_editor() {
    let client = client();
    let (ada, eve) = (author(&client, "ada"), author(&client, "eve"));
    let path = published(&ada).await;
    let mut changed = draft();
    changed["title"] = json!("On other tests");
    eve.put(&path).json(&changed).await.assert_refused(Refusal::NotFound);
    assert_eq!(ada.get(&path).await.json::<Value>()["title"], "On tests");
    ada.put(&path).json(&changed).await.assert_status(200);
    assert_eq!(eve.get(&path).await.json::<Value>()["title"], "On other tests");
}

#[tokio::test]
async fn an_author_who_is_no_editor_any_more_has_lost_the_pen() {
    let client = client();
    let path = drafted(&author(&client, "ada")).await;
    let ada = client.as_subject("ada").as_role(Role::Reader);
    ada.get(&path).await.assert_status(200);
    ada.put(&path).json(&draft()).await.assert_refused(Refusal::Forbidden);
}

#[tokio::test]
async fn what_was_removed_is_gone_for_everybody() {
    let client = client();
    let ada = author(&client, "ada");
    let path = published(&ada).await;
    client.as_role(Role::Admin).delete(&path).await.assert_status(204);
    for caller in [client.anonymous(), ada, client.as_role(Role::Admin)] {
        caller.get(&path).await.assert_refused(Refusal::NotFound);
    }
}

/// What is kept back is absent, and not null.
#[tokio::test]
async fn how_to_reach_an_author_is_for_admins() {
    let client = client();
    let path = published(&author(&client, "ada")).await;
    let contact = |shown: Value| shown.get("contact").cloned();
    for caller in [client.anonymous(), client.as_role(Role::Reader), author(&client, "ada")] {
        assert_eq!(contact(caller.get(&path).await.json()), None);
    }
    assert_eq!(contact(client.as_role(Role::Admin).get(&path).await.json()), Some(json!("ada@example.com")));
}

#[tokio::test]
async fn a_list_holds_what_its_caller_could_read_one_by_one() {
    let client = client();
    let (ada, eve) = (author(&client, "ada"), author(&client, "eve"));
    for _ in 0..2 {
        published(&ada).await;
        drafted(&ada).await;
    }
    drafted(&eve).await;
    for (caller, expected) in [(client.as_role(Role::Reader), 2), (eve, 3), (ada, 4)] {
        // In pages of one, which is where a list that is filtered after it was cut shows its holes.
        let listed: Vec<Value> = caller.get("/articles?per_page=1").every_page().await;
        assert_eq!(listed.len(), expected, "{caller:?}");
        for article in listed {
            let path = format!("/articles/{}", article["id"].as_str().unwrap());
            caller.get(&path).await.assert_status(200);
        }
    }
}
