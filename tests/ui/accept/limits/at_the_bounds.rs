//! Near miss of SA0015, SA0016, SA0017, SA0018, SA0019, SA0110: the least and the most of each limit, and rates that fit.
#![deny(warnings)]

use secure_api::prelude::*;

const BY_CALLER: Rate = rate!("10/min per caller");
const BY_ADDRESS: Rate = rate!("5/15min per address");
const ALL: Rate = rate!("1000/min per route");

#[input]
struct Page {
    page: u32,
}

#[post("/a")]
#[secure(auth = "jwt", rate = "1/s", body = "1b", timeout = "1ms", concurrency = 1)]
async fn least(body: Valid<Json<Page>>) -> StatusCode {
    let _ = body.page;
    StatusCode::OK
}

#[post("/b")]
#[secure(auth = "jwt", rate = "1000000/7day burst 1000000", body = "1024mb", timeout = "10min", concurrency = 1000000)]
async fn most(body: Valid<Json<Page>>) -> StatusCode {
    let _ = body.page;
    StatusCode::OK
}

// A rate of the route beside one of each caller.
#[get("/c")]
#[secure(auth = "jwt", rate = [BY_CALLER, ALL])]
async fn named() -> StatusCode {
    StatusCode::OK
}

// By address where there is no caller, and by caller where there may be one.
#[get("/d")]
#[secure(public = "the front page", rate = BY_ADDRESS)]
async fn open() -> StatusCode {
    StatusCode::OK
}

#[get("/e")]
#[secure(public = "the front page", auth = optional("jwt"), rate = [BY_ADDRESS, BY_CALLER, "60/min per route"])]
async fn told_apart() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![least, most, named, open, told_apart];
}
