#![deny(warnings)]

use secure_api::api::Routes;
use secure_api::{get, routes, secure};

#[get("/a")]
#[secure(auth = "jwt")]
async fn show() -> axum::http::StatusCode {
    axum::http::StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
