//! How a request gets to the application.

use std::convert::Infallible;
use std::fmt::Debug;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Body;
use hyper_util::rt::TokioIo;
use secure_api::api::{Api, Running};
use tokio::net::{TcpListener, TcpStream};
use tower::{Service, ServiceExt};
use tracing::subscriber::NoSubscriber;

pub(crate) type Answered = Pin<Box<dyn Future<Output = Response<Bytes>> + Send>>;

/// Carries a request there, and the whole answer back.
pub(crate) trait Transport: Send + Sync + 'static {
    fn carry(&self, request: Request<Bytes>) -> Answered;

    /// The token of a caller of this name with these roles and scopes, where no issuer of the test signs it.
    ///
    /// # Errors
    /// What is missing.
    fn bearer(&self, _subject: &str, _roles: &[String], _scopes: &[String]) -> Option<Result<String, String>> {
        None
    }
}

/// The service itself.
pub(super) struct InMemory<T>(pub(super) T);

/// A connection for each request.
pub(super) struct Socket(pub(super) SocketAddr);

/// A server that runs for as long as this lives.
pub(super) struct Served(Running);

impl<T, B> Transport for InMemory<T>
where
    T: Service<Request<Full<Bytes>>, Response = Response<B>, Error = Infallible> + Clone + Send + Sync + 'static,
    T::Future: Send,
    B: Body<Data = Bytes> + Send,
    B::Error: Debug,
{
    fn carry(&self, request: Request<Bytes>) -> Answered {
        let service = self.0.clone();
        Box::pin(async move {
            let answer = service.oneshot(request.map(Full::new)).await.unwrap_or_else(|never| match never {});
            let (parts, body) = answer.into_parts();
            let body = body.collect().await.expect("the body of an answer is whole").to_bytes();
            Response::from_parts(parts, body)
        })
    }
}

impl Transport for Socket {
    fn carry(&self, request: Request<Bytes>) -> Answered {
        Box::pin(send_over(self.0, request))
    }
}

impl Transport for Served {
    fn carry(&self, request: Request<Bytes>) -> Answered {
        Box::pin(send_over(self.0.addr(), request))
    }
}

impl Served {
    pub(super) async fn start<S: Clone + Send + Sync + 'static>(api: Api<S>) -> Self {
        // The default of the application writes to the terminal of the tests. One that the test has installed stays.
        let _ = tracing::subscriber::set_global_default(NoSubscriber::default());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("there is a free port");
        Self(api.serve_on(listener).await.unwrap_or_else(|error| panic!("the application does not start: {error}")))
    }
}

async fn send_over(addr: SocketAddr, request: Request<Bytes>) -> Response<Bytes> {
    let stream = TcpStream::connect(addr).await.expect("the server listens");
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.expect("a connection is made");
    let driver = tokio::spawn(connection);
    let answer = sender.send_request(request.map(Full::new)).await.expect("the server answers");
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.expect("the body of an answer is whole").to_bytes();
    driver.abort();
    Response::from_parts(parts, body)
}
