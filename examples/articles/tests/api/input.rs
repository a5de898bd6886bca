//! What may arrive: each rule of an input, by one value that breaks it.

use super::*;

#[tokio::test]
async fn each_field_of_a_draft_has_its_rule() {
    let client = client();
    let long = |length: usize| json!("x".repeat(length));
    for (number, (field, value, code)) in [
        ("title", json!(""), "length"),
        ("title", long(121), "length"),
        ("contact", json!("nobody"), "email"),
        ("tags", json!(vec!["tag"; 11]), "length"),
        ("tags[0]", json!([""]), "length"),
        ("text", long(20_001), "length"),
        ("title", json!(7), "type"),
    ]
    .into_iter()
    .enumerate()
    {
        // Each by another author, so that the rate of one is not what refuses.
        let author = author(&client, &format!("author-{number}"));
        let mut draft = draft();
        let (name, _) = field.split_once('[').unwrap_or((field, ""));
        draft[name] = value;
        author.post("/articles").json(&draft).await.assert_invalid(field, code);
    }
}

#[tokio::test]
async fn a_draft_says_nothing_that_the_server_decides() {
    let ada = author(&client(), "ada");
    for (field, value) in [("owner", json!("eve")), ("published", json!(true)), ("id", json!(1))] {
        let mut draft = draft();
        draft[field] = value;
        ada.post("/articles").json(&draft).await.assert_invalid(field, "unknown_field");
    }
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let ada = author(&client(), "ada");
    let wrong = json!({ "title": "", "contact": "nobody", "tags": [], "text": "They fail." });
    let problem = ada.post("/articles").json(&wrong).await.assert_refused(Refusal::Invalid).problem();
    assert_eq!(["title", "contact", "text"].map(|field| problem.code_of(field)), [Some("length"), Some("email"), None]);
    ada.post("/articles").json(&json!({ "title": "One" })).await.assert_invalid("contact", "required");
}

#[tokio::test]
async fn a_page_has_a_number_and_an_end() {
    let reader = client().as_role(Role::Reader);
    for (query, field) in [("per_page=101", "per_page"), ("per_page=0", "per_page"), ("page=0", "page")] {
        reader.get(&format!("/articles?{query}")).await.assert_invalid(field, "range");
    }
    reader.get("/articles?sort=title").await.assert_invalid("sort", "unknown_field");
    assert_eq!(reader.get("/articles?per_page=100").await.page::<Value>().per_page, 100);
}

#[tokio::test]
async fn a_draft_is_one_json_document_of_a_bounded_size() {
    let ada = author(&client(), "ada");
    ada.post("/articles").await.assert_refused(Refusal::UnsupportedType);
    ada.post("/articles").json(&draft()).body("{").await.assert_refused(Refusal::Syntax);
    ada.post("/articles").json(&draft()).body("x".repeat(257 * 1024)).await.assert_refused(Refusal::BodyTooLarge);
}
