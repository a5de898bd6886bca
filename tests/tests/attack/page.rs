//! The page that shows the document has a policy of its own, which the attack knows from the lock file.

use secure_api::lock::Lock;
use secure_api::openapi::{DocumentPage, OpenApi};
use secure_api::prelude::*;
use secure_api_testing::Attack;

#[get("/docs")]
#[secure(public = "the contract is published", rate = "60/min per address")]
async fn docs(page: DocumentPage) -> DocumentPage {
    page
}

fn api() -> Api<()> {
    Api::new(()).openapi(OpenApi::new("Notes", "1.0.0")).mount(routes![docs])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_holds_where_it_was_reviewed_as_one() {
    let lock = Lock::of(&api().inventory()).to_string();
    Attack::on(api).lock(lock.clone()).quietly().run().await.assert_held();
    let unreviewed = lock.replace("answer=page(document)", "answer=200");
    let report = Attack::on(api).lock(unreviewed).quietly().run().await;
    assert!(report.failed().any(|case| case.group == "headers"), "{report}");
}
