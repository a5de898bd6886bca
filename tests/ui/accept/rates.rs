//! Near miss of SA0133: each rate refuses something that the others admit.

#![deny(warnings)]

use secure_api::prelude::*;

const LOGIN: Rate = rate!("5/15min per address burst 6");

mod limits {
    use secure_api::{policy::Rate, rate};

    pub(crate) const SLOW: Rate = rate!("1/7day per caller");
}

#[get("/a")]
#[secure(auth = "jwt", rate = "1/s")]
async fn h0() -> StatusCode {
    StatusCode::OK
}

#[get("/b")]
#[secure(auth = "jwt", rate = "10/min burst 10")]
async fn h1() -> StatusCode {
    StatusCode::OK
}

#[get("/c")]
#[secure(auth = "jwt", rate = ["10/min", "100/h per address", "10000/day per route", "599/h", "1/s"])]
async fn h2() -> StatusCode {
    StatusCode::OK
}

#[get("/d")]
#[secure(public = "a reason", rate = "100/15min")]
async fn h3() -> StatusCode {
    StatusCode::OK
}

#[get("/e")]
#[secure(public = "a reason", auth = optional("jwt"), rate = ["60/min", "600/min per caller"])]
async fn h4() -> StatusCode {
    StatusCode::OK
}

#[get("/f")]
#[secure(public = "a reason", rate = LOGIN)]
async fn h5() -> StatusCode {
    StatusCode::OK
}

#[get("/g")]
#[secure(auth = "jwt", rate = [limits::SLOW, "1/s per route"])]
async fn h6() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![h0, h1, h2, h3, h4, h5, h6];
}
