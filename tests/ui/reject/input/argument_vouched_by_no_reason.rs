use secure_api::prelude::*;

struct Because;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Vouched<axum::http::HeaderMap, Because>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
