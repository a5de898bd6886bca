use axum::response::IntoResponse;
use secure_api::prelude::*;

#[delete("/articles")]
#[secure(auth = "jwt")]
async fn remove() -> Result<impl IntoResponse, StatusCode> {
    Ok(StatusCode::NO_CONTENT)
}

fn main() {
    let _: Routes<()> = routes![remove];
}
