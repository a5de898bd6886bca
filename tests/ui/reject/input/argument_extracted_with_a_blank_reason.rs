use secure_api::handle::View;
use secure_api::prelude::*;

struct Tenant;

impl Extractor for Tenant {
    const WHAT: &'static str = "the tenant in X-Tenant";
    const REASON: &'static str = "";
    fn extract(_: &View<'_>) -> Result<Self, Problem> {
        Ok(Tenant)
    }
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(tenant: Extracted<Tenant>) -> StatusCode {
    let _ = tenant;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
