//! axum, wired by hand with what its neighbours offer: tower-http, tower_governor, jsonwebtoken, validator.

mod articles;
mod caller;
#[path = "../../claims.rs"]
mod claims;
#[path = "../../model.rs"]
mod model;
mod problem;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower::ServiceBuilder;
use tower_governor::GovernorLayer;
use tower_governor::governor::GovernorConfigBuilder;
use tower_governor::key_extractor::{KeyExtractor, PeerIpKeyExtractor};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use caller::BySubject;
use claims::Verifier;

const HEADERS: [(&str, &str); 7] = [
    ("content-security-policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
];

/// So many at once, and then one in each span.
fn limited<K: KeyExtractor>(key: K, burst: u32, every: Duration, routes: Router) -> Router
where
    K: Send + Sync + 'static,
    K::Key: Send + Sync + 'static,
{
    let limits = GovernorConfigBuilder::default().period(every).burst_size(burst).key_extractor(key).finish();
    let layer = GovernorLayer::new(Arc::new(limits.expect("a limit"))).error_handler(problem::of_limit);
    routes.layer(layer)
}

fn app() -> Router {
    let verifier = Arc::new(Verifier::from_env());
    let by_caller = Duration::from_micros(1);
    let articles = Router::new()
        .route("/articles/{id}", get(articles::show))
        .route("/articles", post(articles::create))
        .with_state(articles::store());
    let scarce = Router::new().route("/scarce", get(articles::scarce));
    let known = limited(BySubject, 1_000_000, by_caller, articles)
        .merge(limited(BySubject, 5, Duration::from_secs(12), scarce))
        .route_layer(middleware::from_fn_with_state(verifier, caller::verified));
    let public = Router::new().route("/ping", get(articles::ping));
    let mut app = limited(PeerIpKeyExtractor, 1_000_000, by_caller, public)
        .merge(known)
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(
            ServiceBuilder::new()
                .layer(CatchPanicLayer::new())
                .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(10)))
                .layer(DefaultBodyLimit::max(64 * 1024)),
        );
    for (name, value) in HEADERS {
        let (name, value) = (HeaderName::from_static(name), HeaderValue::from_static(value));
        app = app.layer(SetResponseHeaderLayer::overriding(name, value));
    }
    app.layer(
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
            .layer(PropagateRequestIdLayer::x_request_id())
            .layer(
                CorsLayer::new()
                    .allow_origin(HeaderValue::from_static("https://app.example"))
                    .allow_methods([Method::GET, Method::POST])
                    .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE]),
            ),
    )
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        println!("{}", listener.local_addr().expect("an address"));
        let app = app().into_make_service_with_connect_info::<SocketAddr>();
        let served = tokio::spawn(async { axum::serve(listener, app).await });
        served.await.expect("it does not panic").expect("it serves");
    });
}
