//! The documents of an issuer, and a server for them.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};

use super::Keys;

const DOCUMENT: &str = "/.well-known/openid-configuration";
const SET: &str = "/keys";

/// A server that runs for as long as this lives, and its connections with it.
#[derive(Debug)]
pub(super) struct Serving(AbortHandle);

/// What is served.
struct Published {
    name: String,
    keys: Keys,
}

impl Serving {
    /// Serves these keys, whatever they are when somebody asks. The name is that of the server.
    pub(super) async fn start(keys: Keys) -> (String, Self) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("there is a free port");
        let name = format!("http://{}", listener.local_addr().expect("a bound socket has an address"));
        let published = Arc::new(Published { name: name.clone(), keys });
        (name, Self(tokio::spawn(serve(listener, published)).abort_handle()))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn serve(listener: TcpListener, published: Arc<Published>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let published = Arc::clone(&published);
        let answer = service_fn(move |request: Request<Incoming>| {
            let answer = published.answer(request.uri().path());
            async { Ok::<_, Infallible>(answer) }
        });
        // Whoever hangs up has what it wanted.
        connections.spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
        while connections.try_join_next().is_some() {}
    }
}

impl Published {
    fn answer(&self, path: &str) -> Response<Full<Bytes>> {
        let found = match path {
            DOCUMENT => document(&self.name, &format!("{}{SET}", self.name)),
            SET => self.keys.published(),
            _ => {
                let mut nothing = Response::default();
                *nothing.status_mut() = StatusCode::NOT_FOUND;
                return nothing;
            }
        };
        let mut answer = Response::new(Full::from(found.to_string()));
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        answer
    }
}

/// What OpenID Connect Discovery, 3, asks of a document, as far as an application reads it.
pub(super) fn document(issuer: &str, jwks_uri: &str) -> Value {
    json!({
        "issuer": issuer,
        "jwks_uri": jwks_uri,
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    })
}
