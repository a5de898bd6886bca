//! Near miss of SA0132: a bound on a body that is read.

#![deny(warnings)]

use secure_api::prelude::*;

#[input]
struct Page {
    page: u32,
}

#[post("/a")]
#[secure(auth = "jwt", body = "1024mb", timeout = "10min", concurrency = 1)]
async fn h0(form: Valid<Form<Page>>) -> StatusCode {
    let _ = form.page;
    StatusCode::OK
}

#[post("/b")]
#[secure(auth = "jwt", body = "1b", timeout = "1ms", concurrency = 1000000,)]
async fn h1(body: Valid<Json<Page>>) -> StatusCode {
    let _ = body.page;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![h0, h1];
}
