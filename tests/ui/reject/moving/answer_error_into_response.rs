use axum::response::{IntoResponse, Response};
use secure_api::prelude::*;

enum AppError {
    NotFound,
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        (StatusCode::NOT_FOUND, "not found").into_response()
    }
}

#[output]
struct ArticleView {
    title: String,
}

#[get("/articles")]
#[secure(auth = "jwt")]
async fn list() -> Result<Json<ArticleView>, AppError> {
    Err(AppError::NotFound)
}

fn main() {
    let _: Routes<()> = routes![list];
}
