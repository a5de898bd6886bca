#![allow(dead_code)]

use secure_api::prelude::*;

// Names that an expansion could mean and must not.
mod core {}
mod std {}
mod secure_api_macros {}
struct Option;
struct Some;
struct None;
struct Result;
struct Send;
const ARGS: u8 = 0;
const POLICY: u8 = 0;

mod handlers {
    use secure_api::prelude::*;

    #[::secure_api::get("/a")]
    #[::secure_api::secure(auth = "jwt")]
    pub(super) async fn spelled_in_full() -> StatusCode {
        StatusCode::OK
    }

    pub(super) mod deeper {
        pub(in crate::handlers) use super::spelled_in_full as again;
    }

    pub(super) fn list() -> Routes<u8> {
        routes![deeper::again]
    }
}

/// Docs, and attributes in between.
#[must_use]
#[secure(auth = "jwt")]
#[doc = "more"]
#[get("/b")]
#[allow(clippy::unused_async)]
async fn get() -> StatusCode {
    StatusCode::OK
}

fn main() {
    #[get("/inside")]
    #[secure(auth = "jwt")]
    async fn inside() -> StatusCode {
        StatusCode::OK
    }
    let _: Routes<u8> = routes![get, handlers::spelled_in_full, inside];
    let _ = handlers::list();
}
