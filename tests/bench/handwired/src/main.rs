//! Notes that only their owner can read, by hand: what the quickstart does, with what axum's neighbours offer.
#![allow(dead_code)]

mod wired;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Json, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::routing::get;
use axum::{Router, serve};
use serde::{Deserialize, Serialize};
use tower_governor::GovernorLayer;
use tower_governor::governor::GovernorConfigBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use uuid::Uuid;
use validator::Validate;

use wired::{Claims, Problem, ValidJson};

#[derive(Clone)]
struct Note {
    id: Uuid,
    text: String,
    owner: String,
}

type Db = Arc<Mutex<BTreeMap<Uuid, Note>>>;

#[derive(Serialize)]
struct NoteView {
    id: Uuid,
    text: String,
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Draft {
    #[validate(length(min = 1, max = 200))]
    text: String,
}

async fn show(State(db): State<Db>, claims: Claims, Path(id): Path<Uuid>) -> Result<Json<NoteView>, Problem> {
    let note = db.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
    let note = note.filter(|note| note.owner == claims.sub).ok_or(Problem(StatusCode::NOT_FOUND))?;
    Ok(Json(NoteView { id: note.id, text: note.text }))
}

async fn create(State(db): State<Db>, claims: Claims, draft: ValidJson<Draft>) -> Json<NoteView> {
    let note = Note { id: Uuid::new_v4(), text: draft.0.text, owner: claims.sub };
    db.lock().unwrap_or_else(PoisonError::into_inner).insert(note.id, note.clone());
    Json(NoteView { id: note.id, text: note.text })
}

async fn health() -> StatusCode {
    StatusCode::OK
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().json().init();
    let limits = GovernorConfigBuilder::default().per_second(1).burst_size(60).finish().ok_or("no such limit")?;
    let app = Router::new()
        .route("/health", get(health))
        .route("/notes/{id}", get(show))
        .route("/notes", axum::routing::post(create))
        .layer(GovernorLayer::new(Arc::new(limits)))
        .layer(SetResponseHeaderLayer::overriding(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(CorsLayer::new())
        .layer(RequestBodyLimitLayer::new(64 * 1024))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(10)))
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(Db::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}
