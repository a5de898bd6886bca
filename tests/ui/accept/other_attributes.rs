//! Near miss of SA0030: attributes of a platform's own that are ours.
#![deny(warnings)]

use secure_api::prelude::*;

mod platform {
    // A crate of one's own that hands ours on.
    pub(crate) use secure_api::{get as get, secure as secure};
}

#[platform::get("/a")]
#[tracing::instrument]
#[platform::secure(auth = "jwt")]
#[must_use]
async fn handed_on() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![handed_on];
}
