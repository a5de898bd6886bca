use secure_api::handle::Reason;
use secure_api::prelude::*;

enum Because {}

impl Reason for Because {
    const NAME: &'static str = "Because";
    const REASON: &'static str = " ";
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Vouched<axum::http::HeaderMap, Because>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
