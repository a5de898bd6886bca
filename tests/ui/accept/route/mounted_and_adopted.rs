//! Near miss of SA0275: routes come from lists, origins are named, and a router is adopted with its layers.
#![deny(warnings)]
#![forbid(unsafe_code)]

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> StatusCode {
    StatusCode::OK
}

async fn as_ever(request: Request, next: Next) -> Response {
    next.run(request).await
}

async fn old() -> &'static str {
    "old"
}

fn main() {
    let legacy = Router::new().route("/old", axum::routing::get(old)).layer(from_fn(as_ever));
    let _ = Api::new(())
        .mount(routes![show])
        .mount_at("/v1", routes![show])
        .cors(Cors::origin("https://app.example"))
        .adopt_only(legacy, ["GET /old"], "moves with the next release");
}
