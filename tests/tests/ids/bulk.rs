//! Several ids at once.

use super::*;

#[tokio::test]
async fn several_ids_are_decided_as_one() {
    let db = db(&["ada", "bob", "ada"]);
    let ada = Asked::by_ada(&db).await;
    for refused in [json!([1, 2]), json!([3, 999]), json!([1, 3, "x"])] {
        assert_refused(&ada.json("/several", json!({ "accounts": refused })).await, 404);
    }
    assert_eq!(db.amounts(), [0, 0, 0], "one that is refused refuses all");
    let answer = ada.json("/several", json!({"accounts": [3, 1, 3]})).await;
    assert_eq!((answer.status(), answer.text()), (200, r#"[{"id":3},{"id":1},{"id":3}]"#));
    assert_eq!(db.amounts(), [9, 0, 9]);
    assert_eq!(ada.json("/several", json!({"accounts": []})).await.text(), "[]");
    assert_refused(&ada.json("/several", json!({"accounts": [1, 1, 1, 1, 1, 1]})).await, 422);
    let asked = db.asked.lock().unwrap().clone();
    assert_eq!(asked, [vec![1, 2], vec![3, 999], vec![3, 1, 3], vec![]], "one question for all, and none for no id");
}

#[tokio::test]
async fn a_loader_that_answers_with_another_number_gives_nothing() {
    let ada = Asked::by_ada(&db(&[])).await;
    assert_eq!(ada.json("/lost", json!({"ids": []})).await.status(), 204);
    assert_refused(&ada.json("/lost", json!({"ids": [1, 2]})).await, 500);
    let answer = ada.json("/one", json!({"account": 500})).await;
    assert_refused(&answer, 500);
    assert!(!answer.text().contains("10.0.0.7"));
}
