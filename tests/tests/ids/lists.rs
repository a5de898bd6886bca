//! Whole lists, page by page.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

#[tokio::test]
async fn a_filter_finds_page_by_page_what_is_the_callers() {
    let ada = Asked::by_ada(&db(&["ada", "bob", "ada", "ada", "bob", "ada"])).await;
    let page = async |query: &str| {
        let answer = ada.app.get(&format!("/search?{query}")).bearer(&ada.token).send().await;
        answer.text().to_owned()
    };
    assert_eq!(page("least=0").await, r#"{"items":[{"id":1},{"id":3},{"id":4}],"page":1,"per_page":3,"more":true}"#);
    assert_eq!(page("least=0&page=2").await, r#"{"items":[{"id":6}],"page":2,"per_page":3,"more":false}"#);
    assert_eq!(page("least=0&page=9").await, r#"{"items":[],"page":9,"per_page":3,"more":false}"#);
    assert_eq!(page("least=1").await, r#"{"items":[],"page":1,"per_page":3,"more":false}"#);
    assert!(page("least=0&per_page=4").await.contains(r#"{"field":"per_page","code":"range"}"#));
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whoever owns what, and whatever a query finds: a list holds nothing that a single read would refuse, a page is never
    /// longer than it says, and what a page shows of the window is all that the caller may read of it.
    #[test]
    fn a_list_never_holds_what_its_rule_forbids(
        owners in vec(prop::sample::select(vec!["ada", "bob", "eve"]), 0..25),
        page in 1_u32..4,
        per_page in 1_u32..12,
    ) {
        runtime().block_on(async {
            let issuer = TestIssuer::new();
            let client = TestClient::in_memory(api(&db(&owners), &issuer).build().unwrap());
            for subject in ["ada", "bob", "eve", "nobody"] {
                let token = issuer.token(subject).mint();
                let path = format!("/accounts?page={page}&per_page={per_page}");
                let listed: Value = client.get(&path).bearer(&token).send().await.json();
                let listed: Vec<u64> =
                    listed["items"].as_array().unwrap().iter().map(|item| item["id"].as_u64().unwrap()).collect();
                assert!(listed.len() <= per_page as usize);
                for id in &listed {
                    assert_eq!(client.get(&format!("/accounts/{id}")).bearer(&token).send().await.status(), 200);
                }
                let (first, last) = ((page - 1) * per_page + 1, page * per_page);
                let readable = (1_u64..).zip(&owners).filter(|(_, owner)| **owner == subject).map(|(id, _)| id);
                let readable = readable.filter(|id| (u64::from(first)..=u64::from(last)).contains(id));
                assert!(readable.clone().all(|id| listed.contains(&id)), "{subject}: {listed:?}");
            }
        });
    }
}
