use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use secure_api::prelude::*;
use serde::{Deserialize, Serialize};

struct Claims {
    sub: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Claims {
    type Rejection = AppError;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, AppError> {
        Err(AppError::Unauthorized)
    }
}

enum AppError {
    Unauthorized,
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

#[derive(Deserialize)]
struct Draft {
    title: String,
}

#[derive(Serialize)]
struct ArticleView {
    title: String,
    owner: String,
}

#[post("/articles")]
#[secure(auth = "jwt")]
async fn create(claims: Claims, Json(draft): Json<Draft>) -> Result<(StatusCode, Json<ArticleView>), AppError> {
    Ok((StatusCode::CREATED, Json(ArticleView { title: draft.title, owner: claims.sub })))
}

fn main() {
    let _: Routes<()> = routes![create];
}
