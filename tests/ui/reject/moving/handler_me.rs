use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use secure_api::prelude::*;

#[get("/me")]
#[secure(auth = "jwt")]
async fn me(headers: HeaderMap) -> Response {
    let _ = headers;
    StatusCode::OK.into_response()
}

fn main() {
    let _: Routes<()> = routes![me];
}
