//! The handlers.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Json, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use validator::Validate;

use crate::caller::Caller;
use crate::model::{ArticleView, Draft, Kept, Pong, kept};
use crate::problem::Problem;

pub type Store = Arc<BTreeMap<u64, Kept>>;

pub fn store() -> Store {
    Arc::new(kept())
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
    Ok(Json(ArticleView::of(id, kept)))
}

pub async fn create(_: Editor, Checked(draft): Checked<Draft>) -> impl IntoResponse {
    (StatusCode::CREATED, [(header::LOCATION, "/articles/1")], Json(ArticleView::made(draft)))
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
