//! The handlers.

use std::collections::BTreeMap;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use validator::Validate;

use crate::caller::Caller;
use crate::model::{ArticleView, Draft, Kept, Pong, kept};
use crate::problem::Problem;

pub type Store = web::Data<BTreeMap<u64, Kept>>;

pub fn store() -> Store {
    web::Data::new(kept())
}

pub async fn ping() -> web::Json<Pong> {
    web::Json(Pong { ok: true })
}

pub async fn scarce(caller: Caller) -> Result<web::Json<Pong>, Problem> {
    caller.role("reader")?;
    Ok(web::Json(Pong { ok: true }))
}

pub async fn show(store: Store, caller: Caller, id: web::Path<u64>) -> Result<web::Json<ArticleView>, Problem> {
    caller.role("reader")?;
    let kept = store.get(&*id).cloned().ok_or(Problem(StatusCode::NOT_FOUND))?;
    Ok(web::Json(ArticleView::of(*id, kept)))
}

pub async fn create(caller: Caller, draft: web::Json<Draft>) -> Result<HttpResponse, Problem> {
    caller.role("editor")?;
    draft.validate().map_err(|_| Problem(StatusCode::UNPROCESSABLE_ENTITY))?;
    let view = ArticleView::made(draft.into_inner());
    Ok(HttpResponse::Created().insert_header((header::LOCATION, "/articles/1")).json(view))
}
