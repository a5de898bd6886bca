//! Near miss of SA0001, SA0002, SA0003, SA0006, SA0007, SA0008: both attributes, in any order and spelling, and each key once.
#![deny(warnings)]

use secure_api::prelude::*;

mod own {
    // A macro of the application that has the name of a route attribute elsewhere.
    macro_rules! route {
        ($name:ident) => {
            pub(crate) fn $name() -> u8 {
                0
            }
        };
    }
    route!(fetch);
}

// Spelled in full, the policy first, other attributes between.
#[::secure_api::secure(auth = "jwt")]
#[allow(clippy::unused_async)]
#[::secure_api::post("/a")]
async fn policy_first() -> StatusCode {
    StatusCode::OK
}

// Two handlers at one path are two methods, each with its policy.
#[get("/a")]
#[secure(auth = "jwt")]
async fn route_first() -> StatusCode {
    StatusCode::OK
}

// Each key once, several excuses, several rates, a comma at the end.
#[input]
struct Page {
    page: u32,
}

#[post("/b/{first}/{second}")]
#[secure(
    auth = "jwt",
    rate = ["10/min", "100/h per address"],
    body = "1kb",
    timeout = "1s",
    concurrency = 2,
    no_object_check(first) = "a word that names nothing",
    no_object_check(second) = "another one",
)]
async fn every_key(body: Valid<Json<Page>>) -> StatusCode {
    let _ = body.page;
    StatusCode::OK
}

fn main() {
    let _ = own::fetch();
    let _: Routes<()> = routes![policy_first, route_first, every_key];
}
