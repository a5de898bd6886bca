//! Ids in bodies, forms and queries.

use super::*;

#[tokio::test]
async fn an_id_in_an_input_is_refused_as_one_in_the_path() {
    let db = db(&["ada", "bob"]);
    let ada = Asked::by_ada(&db).await;
    let missing = ada.bare("/accounts/999").await;
    assert_refused(&missing, 404);
    // Missing, somebody else's, and what can be no id.
    for id in
        [json!(999), json!(2), json!("2"), json!(-1), json!(4_294_967_296_u64), json!("x"), json!("01"), json!("")]
    {
        let answer = ada.json("/one", json!({ "account": id })).await;
        assert_eq!(comparable(&answer), comparable(&missing), "{id}");
        for bulk in [json!([id]), json!([1, id]), json!([id, 1])] {
            let answer = ada.json("/several", json!({ "accounts": bulk })).await;
            assert_eq!(comparable(&answer), comparable(&missing), "{bulk}");
        }
    }
    for id in ["999", "2", "-1", "4294967296", "x", "01", "", "1%20", "%2b1"] {
        let answer = ada.form("/form", &format!("account={id}")).await;
        assert_eq!(comparable(&answer), comparable(&missing), "{id}");
        let answer = ada.bare(&format!("/query?account={id}")).await;
        assert_eq!(comparable(&answer), comparable(&missing), "{id}");
    }
    assert_eq!(db.amounts(), [0, 0]);
}

#[tokio::test]
async fn the_owner_is_given_the_object_however_its_id_comes() {
    let db = db(&["ada", "bob"]);
    let ada = Asked::by_ada(&db).await;
    assert_eq!(ada.bare("/accounts/1").await.status(), 204);
    assert_eq!(db.amounts(), [1, 0]);
    assert_eq!(ada.json("/one", json!({"account": 1})).await.status(), 204);
    assert_eq!(db.amounts(), [2, 0]);
    assert_eq!(ada.json("/one", json!({"account": "1"})).await.status(), 204);
    assert_eq!(ada.form("/form", "account=1").await.status(), 204);
    assert_eq!(ada.bare("/query?account=1").await.status(), 204);
}

#[tokio::test]
async fn what_is_no_scalar_or_not_the_kind_of_the_key_is_invalid_input() {
    let ada = Asked::by_ada(&db(&["ada"])).await;
    for id in [json!(null), json!(true), json!(1.5), json!([1]), json!({"id": 1})] {
        let answer = ada.json("/one", json!({ "account": id })).await;
        assert_refused(&answer, 422);
        assert!(answer.text().contains(r#"{"field":"account","code":"type"}"#), "{id}: {}", answer.text());
    }
    assert_refused(&ada.json("/one", json!({})).await, 422);
    assert_refused(&ada.bare("/query?account=1&account=1").await, 400);
    // The key of a label is text: its digits are, the number is not.
    assert_eq!(ada.json("/labels", json!({"labels": ["7", "ada"]})).await.status(), 204);
    assert_refused(&ada.json("/labels", json!({"labels": [7]})).await, 422);
    assert_refused(&ada.json("/labels", json!({"labels": ["ada", "bob"]})).await, 404);
    assert_refused(&ada.json("/labels", json!({"labels": ["ada", "longer than nine"]})).await, 404);
}

#[tokio::test]
async fn a_refused_id_is_told_as_one_in_the_path_is() {
    let log = Log::capture();
    let issuer = TestIssuer::new();
    let client = TestClient::in_memory(api(&db(&["ada", "bob"]), &issuer).build().unwrap());
    let token = issuer.token("ada").mint();
    let told = |label: &str| {
        let events = log.fresh_audit();
        let [event] = events.as_slice() else { panic!("{label}: one event, and not {events:?}") };
        (event["event"].clone(), event["reason"].clone(), event["cause"].clone(), event["subject"].clone())
    };
    for (id, event) in [("2", "malicious_direct_reference"), ("999", "request_unmatched"), ("x", "request_unmatched")] {
        client.post(&format!("/accounts/{id}")).bearer(&token).send().await;
        let by_path = told(id);
        assert_eq!(by_path.0, event, "{id}");
        client.post("/one").bearer(&token).json(&json!({ "account": id })).send().await;
        assert_eq!(told(id), by_path, "{id}");
        client.post("/several").bearer(&token).json(&json!({ "accounts": [1, id] })).send().await;
        assert_eq!(told(id), by_path, "{id} of several");
    }
}
