#![deny(warnings)]

use secure_api::prelude::*;

#[post("/a")]
#[secure(auth = "jwt", body = "1024mb", timeout = "10min", concurrency = 1)]
async fn h0() -> StatusCode {
    StatusCode::OK
}

#[post("/b")]
#[secure(auth = "jwt", body = "1b", timeout = "1ms", concurrency = 1000000,)]
async fn h1() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![h0, h1];
}
