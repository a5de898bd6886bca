//! The handlers.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Json, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::caller::Caller;
use crate::problem::Problem;

pub type Store = Arc<BTreeMap<u64, Kept>>;

#[derive(Clone)]
pub struct Kept {
    title: String,
    tags: Vec<String>,
    text: String,
}

#[derive(Serialize)]
pub struct Pong {
    ok: bool,
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    #[validate(length(min = 1, max = 120))]
    title: String,
    #[validate(email, length(max = 254))]
    contact: String,
    #[validate(length(max = 10), nested)]
    tags: Vec<Tag>,
    #[validate(length(max = 20_000))]
    text: String,
}

#[derive(Deserialize, Serialize, Validate)]
#[serde(transparent)]
struct Tag {
    #[validate(length(min = 1, max = 30))]
    name: String,
}

#[derive(Serialize)]
pub struct ArticleView {
    id: u64,
    title: String,
    tags: Vec<String>,
    text: String,
}

pub fn store() -> Store {
    let kept = |id| Kept {
        title: format!("Article {id:03}"),
        tags: vec!["one".to_owned(), "two".to_owned()],
        text: "The quick brown fox jumps over the lazy dog. ".repeat(4),
    };
    Arc::new((1..=100).map(|id| (id, kept(id))).collect())
}

pub async fn ping() -> Json<Pong> {
    Json(Pong { ok: true })
}

pub async fn scarce(caller: Caller) -> Result<Json<Pong>, Problem> {
    caller.role("reader")?;
    Ok(Json(Pong { ok: true }))
}

pub async fn show(
    State(store): State<Store>,
    caller: Caller,
    Path(id): Path<u64>,
) -> Result<Json<ArticleView>, Problem> {
    caller.role("reader")?;
    let kept = store.get(&id).cloned().ok_or(Problem(StatusCode::NOT_FOUND))?;
    Ok(Json(ArticleView { id, title: kept.title, tags: kept.tags, text: kept.text }))
}

/// What is written is not kept, as in every server that is compared.
pub async fn create(_: Editor, Checked(draft): Checked<Draft>) -> impl IntoResponse {
    let tags = draft.tags.into_iter().map(|tag| tag.name).collect();
    let view = ArticleView { id: 1, title: draft.title, tags, text: draft.text };
    (StatusCode::CREATED, [(header::LOCATION, "/articles/1")], Json(view))
}

/// Judged before the body is read.
pub struct Editor;

impl<S: Sync> FromRequestParts<S> for Editor {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Caller::from_request_parts(parts, state).await?.role("editor")?;
        Ok(Self)
    }
}

pub struct Checked<T>(T);

impl<S: Send + Sync, T: DeserializeOwned + Validate> FromRequest<S> for Checked<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read = Json::<T>::from_request(request, state).await;
        let Json(value) = read.map_err(|refusal| Problem(refusal.status()))?;
        value.validate().map_err(|_| Problem(StatusCode::UNPROCESSABLE_ENTITY))?;
        Ok(Self(value))
    }
}
