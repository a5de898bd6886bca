//! The handlers.

use std::collections::BTreeMap;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::caller::Caller;
use crate::problem::Problem;

pub type Store = web::Data<BTreeMap<u64, Kept>>;

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
    web::Data::new((1..=100).map(|id| (id, kept(id))).collect())
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
    Ok(web::Json(ArticleView { id: *id, title: kept.title, tags: kept.tags, text: kept.text }))
}

/// What is written is not kept, as in every server that is compared.
pub async fn create(caller: Caller, draft: web::Json<Draft>) -> Result<HttpResponse, Problem> {
    caller.role("editor")?;
    draft.validate().map_err(|_| Problem(StatusCode::UNPROCESSABLE_ENTITY))?;
    let draft = draft.into_inner();
    let tags = draft.tags.into_iter().map(|tag| tag.name).collect();
    let view = ArticleView { id: 1, title: draft.title, tags, text: draft.text };
    Ok(HttpResponse::Created().insert_header((header::LOCATION, "/articles/1")).json(view))
}
