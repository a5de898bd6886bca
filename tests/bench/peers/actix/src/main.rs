//! actix-web, wired by hand with its own middleware, actix-cors and actix-governor, and jsonwebtoken and validator.

mod articles;
mod caller;
#[path = "../../claims.rs"]
mod claims;
#[path = "../../model.rs"]
mod model;
mod problem;

use std::time::Duration;

use actix_cors::Cors;
use actix_governor::{Governor, GovernorConfigBuilder, PeerIpKeyExtractor};
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::{DefaultHeaders, Next, from_fn};
use actix_web::{App, Error, HttpServer, web};
use uuid::Uuid;

use caller::BySubject;
use claims::Verifier;
use problem::Problem;

/// Bounds the time of an answer, and gives it an id.
async fn bounded(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let answer = actix_web::rt::time::timeout(Duration::from_secs(10), next.call(request)).await;
    let mut answer = answer.map_err(|_| Problem(StatusCode::SERVICE_UNAVAILABLE))??;
    let id =
        HeaderValue::from_str(&Uuid::new_v4().to_string()).map_err(|_| Problem(StatusCode::INTERNAL_SERVER_ERROR))?;
    answer.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
    Ok(answer)
}

fn headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ))
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add((header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"))
        .add((header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"))
        .add((header::X_FRAME_OPTIONS, "DENY"))
        .add((header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"))
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let verifier = web::Data::new(Verifier::from_env());
    let store = articles::store();
    let every = Duration::from_micros(1);
    let often = GovernorConfigBuilder::default().period(every).burst_size(1_000_000).key_extractor(BySubject).finish();
    let rarely = GovernorConfigBuilder::default()
        .period(Duration::from_secs(12))
        .burst_size(5)
        .key_extractor(BySubject)
        .finish();
    let public =
        GovernorConfigBuilder::default().period(every).burst_size(1_000_000).key_extractor(PeerIpKeyExtractor).finish();
    let (often, rarely, public) = (often.expect("a limit"), rarely.expect("a limit"), public.expect("a limit"));
    let server = HttpServer::new(move || {
        let known = |limit| web::scope("").wrap(Governor::new(limit)).wrap(from_fn(caller::verified));
        App::new()
            .app_data(verifier.clone())
            .app_data(store.clone())
            .app_data(web::JsonConfig::default().limit(64 * 1024).error_handler(problem::of_body))
            .app_data(web::PathConfig::default().error_handler(|_, _| Problem(StatusCode::NOT_FOUND).into()))
            .wrap(headers())
            .wrap(
                Cors::default()
                    .allowed_origin("https://app.example")
                    .allowed_methods(["GET", "POST"])
                    .allowed_headers([header::AUTHORIZATION, header::CONTENT_TYPE]),
            )
            .wrap(from_fn(bounded))
            .service(
                web::resource("/ping")
                    .wrap(Governor::new(&public))
                    .get(articles::ping)
                    .default_service(web::to(problem::method_not_allowed)),
            )
            .service(
                web::resource("/scarce")
                    .wrap(Governor::new(&rarely))
                    .wrap(from_fn(caller::verified))
                    .get(articles::scarce),
            )
            .service(
                known(&often)
                    .service(web::resource("/articles/{id}").get(articles::show))
                    .service(web::resource("/articles").post(articles::create)),
            )
            .default_service(web::to(problem::not_found))
    });
    let server = server.workers(1).bind(("127.0.0.1", 0))?;
    println!("{}", server.addrs()[0]);
    server.run().await
}
