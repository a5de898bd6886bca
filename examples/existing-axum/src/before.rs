//! Before: axum, with layers of tower-http, an extractor around jsonwebtoken, and validator where somebody thought of it.
#![allow(clippy::disallowed_methods, reason = "this is the application that is to be moved")]

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, FromRequestParts, Json, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_http::cors::CorsLayer;
use tower_http::limit::RequestBodyLimitLayer;
use uuid::Uuid;
use validator::Validate;

use crate::store::{Article, Db};
use crate::{AUDIENCE, ISSUER};

/// What the handlers share.
#[derive(Clone)]
struct AppState {
    db: Db,
    key: DecodingKey,
}

impl FromRef<AppState> for Db {
    fn from_ref(state: &AppState) -> Self {
        state.db.clone()
    }
}

/// What went wrong.
enum AppError {
    /// Nobody is known.
    Unauthorized,
    /// Somebody may not.
    Forbidden,
    /// Nothing is there.
    NotFound,
    /// The body breaks a rule.
    Invalid(validator::ValidationErrors),
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let (status, text) = match self {
            AppError::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized".to_owned()),
            AppError::Forbidden => (StatusCode::FORBIDDEN, "forbidden".to_owned()),
            AppError::NotFound => (StatusCode::NOT_FOUND, "not found".to_owned()),
            AppError::Invalid(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors.to_string()),
        };
        (status, Json(json!({ "error": text }))).into_response()
    }
}

/// The claims of a token.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    #[serde(default)]
    roles: Vec<String>,
}

impl FromRequestParts<AppState> for Claims {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        claims(&parts.headers, state)
    }
}

fn claims(headers: &HeaderMap, state: &AppState) -> Result<Claims, AppError> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or(AppError::Unauthorized)?;
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    let token = decode::<Claims>(token, &state.key, &validation).map_err(|_| AppError::Unauthorized)?;
    Ok(token.claims)
}

/// What an author sends.
#[derive(Deserialize, Validate)]
struct Draft {
    #[validate(length(min = 1, max = 120))]
    title: String,
    text: String,
}

/// What a search sends.
#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    term: String,
}

/// What clients are sent.
#[derive(Serialize)]
struct ArticleView {
    id: Uuid,
    title: String,
    text: String,
    owner: String,
}

impl From<Article> for ArticleView {
    fn from(Article { id, title, text, owner }: Article) -> Self {
        Self { id, title, text, owner }
    }
}

async fn health() -> &'static str {
    "ok"
}

async fn me(State(state): State<AppState>, headers: HeaderMap) -> Response {
    match claims(&headers, &state) {
        Ok(claims) => Json(json!({ "subject": claims.sub, "roles": claims.roles })).into_response(),
        Err(error) => error.into_response(),
    }
}

// Nobody asks whose article it is.
async fn show(State(db): State<Db>, _: Claims, Path(id): Path<Uuid>) -> Result<Json<ArticleView>, AppError> {
    Ok(Json(db.find(id).ok_or(AppError::NotFound)?.into()))
}

// Nothing bounds the list, and nobody asks whose articles they are.
async fn list(State(db): State<Db>, _: Claims, Query(search): Query<Search>) -> Json<Vec<ArticleView>> {
    Json(db.search(&search.term).into_iter().map(ArticleView::from).collect())
}

async fn create(
    State(db): State<Db>,
    claims: Claims,
    Json(draft): Json<Draft>,
) -> Result<(StatusCode, Json<ArticleView>), AppError> {
    draft.validate().map_err(AppError::Invalid)?;
    let article = Article { id: Uuid::new_v4(), title: draft.title, text: draft.text, owner: claims.sub };
    db.insert(article.clone());
    Ok((StatusCode::CREATED, Json(article.into())))
}

async fn remove(State(db): State<Db>, claims: Claims, Path(id): Path<Uuid>) -> Result<impl IntoResponse, AppError> {
    if !claims.roles.iter().any(|role| role == "admin") {
        return Err(AppError::Forbidden);
    }
    if db.remove(id) { Ok(StatusCode::NO_CONTENT) } else { Err(AppError::NotFound) }
}

/// The application.
pub fn router(db: Db, secret: &[u8]) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/me", get(me))
        .route("/articles", get(list).post(create))
        .route("/articles/{id}", get(show).delete(remove))
        .layer(CorsLayer::new().allow_origin(HeaderValue::from_static("https://app.example")).allow_methods([
            Method::GET,
            Method::POST,
            Method::DELETE,
        ]))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(64 * 1024))
        .with_state(AppState { db, key: DecodingKey::from_secret(secret) })
}
