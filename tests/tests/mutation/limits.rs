//! An application with the limits that `articles` has not.

use secure_api::prelude::*;
use secure_api_testing::Attack;

const LOCK: &str = r#"
issuer https://issuer.test algorithms=ES256 audience="https://api.test"
limit caller rate=1200/60s/caller
limit source rate=600/60s/address
route GET /all access=jwt answer=204 rate=5/60s/caller,20/60s/route timeout=10000ms
route GET /unlimited access=jwt answer=204 timeout=10000ms
"#;

#[get("/all")]
#[secure(auth = "jwt", rate = ["5/min", "20/min per route"])]
async fn all() -> NoContent {
    NoContent
}

#[get("/unlimited")]
#[secure(auth = "jwt")]
async fn unlimited() -> NoContent {
    NoContent
}

pub(crate) fn attack() -> Attack {
    Attack::on(|| Api::new(()).mount(routes![all, unlimited])).lock(LOCK)
}
