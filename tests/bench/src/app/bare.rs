//! Bare axum: the same routes and answers, and nothing that protects them.

use axum::extract::{Json, Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};

use super::Store;

#[derive(Serialize)]
struct Pong {
    ok: bool,
}

#[derive(Deserialize)]
struct Draft {
    title: String,
    #[serde(rename = "contact")]
    _contact: String,
    tags: Vec<String>,
    text: String,
}

#[derive(Serialize)]
struct ArticleView {
    id: u64,
    title: String,
    tags: Vec<String>,
    text: String,
}

/// The application.
#[allow(clippy::disallowed_methods, reason = "what ours is compared with routes as axum does")]
pub(crate) fn app() -> axum::Router {
    axum::Router::new()
        .route("/ping", get(ping))
        .route("/articles/{id}", get(show))
        .route("/articles", post(create))
        .with_state(super::store())
}

async fn ping() -> Json<Pong> {
    Json(Pong { ok: true })
}

async fn show(State(store): State<Store>, Path(id): Path<u64>) -> Result<Json<ArticleView>, StatusCode> {
    let kept = store.get(&id).cloned().ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(ArticleView { id, title: kept.title, tags: kept.tags, text: kept.text }))
}

async fn create(Json(draft): Json<Draft>) -> impl IntoResponse {
    let view = ArticleView { id: 1, title: draft.title, tags: draft.tags, text: draft.text };
    (StatusCode::CREATED, [(header::LOCATION, "/articles/1")], Json(view))
}
