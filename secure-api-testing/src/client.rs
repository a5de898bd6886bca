//! A client over the real pipeline, in memory or over a socket.

use std::fmt;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use secure_api::api::App;
use secure_api::serve::PeerAddr;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tower::ServiceExt;

type Answered = Pin<Box<dyn Future<Output = TestResponse> + Send>>;
type Transport = dyn Fn(Request<Full<Bytes>>) -> Answered + Send + Sync;

/// Sends requests to an application.
#[derive(Clone)]
pub struct TestClient {
    send: Arc<Transport>,
}

impl TestClient {
    /// Calls the application's service directly: the whole pipeline, without a socket.
    pub fn in_memory<S: Clone + Send + Sync + 'static>(app: App<S>) -> Self {
        let send = move |request| -> Answered {
            let app = app.clone();
            Box::pin(async move {
                let answer = app.oneshot(request).await.unwrap_or_else(|never| match never {});
                let (parts, body) = answer.into_parts();
                let body = body.collect().await.expect("the body of an answer is whole").to_bytes();
                TestResponse { status: parts.status, headers: parts.headers, body }
            })
        };
        Self { send: Arc::new(send) }
    }

    /// Sends over a socket, a connection a request.
    #[must_use]
    pub fn over_socket(addr: SocketAddr) -> Self {
        let send = move |request| -> Answered { Box::pin(send_over(addr, request)) };
        Self { send: Arc::new(send) }
    }

    /// A request.
    pub fn request(&self, method: Method, path: &str) -> TestRequest {
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().expect("the path of a test is one");
        request.headers_mut().insert(HOST, HeaderValue::from_static("api.test"));
        TestRequest { send: Arc::clone(&self.send), request }.from_address(Ipv4Addr::LOCALHOST.into())
    }

    /// `GET`
    pub fn get(&self, path: &str) -> TestRequest {
        self.request(Method::GET, path)
    }

    /// `POST`
    pub fn post(&self, path: &str) -> TestRequest {
        self.request(Method::POST, path)
    }

    /// `PUT`
    pub fn put(&self, path: &str) -> TestRequest {
        self.request(Method::PUT, path)
    }

    /// `PATCH`
    pub fn patch(&self, path: &str) -> TestRequest {
        self.request(Method::PATCH, path)
    }

    /// `DELETE`
    pub fn delete(&self, path: &str) -> TestRequest {
        self.request(Method::DELETE, path)
    }
}

impl fmt::Debug for TestClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestClient").finish_non_exhaustive()
    }
}

async fn send_over(addr: SocketAddr, request: Request<Full<Bytes>>) -> TestResponse {
    let stream = TcpStream::connect(addr).await.expect("the server listens");
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.expect("a connection is made");
    let driver = tokio::spawn(connection);
    let answer = sender.send_request(request).await.expect("the server answers");
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.expect("the body of an answer is whole").to_bytes();
    driver.abort();
    TestResponse { status: parts.status, headers: parts.headers, body }
}

/// A request in the making.
#[must_use = "a request does nothing until it is sent"]
pub struct TestRequest {
    send: Arc<Transport>,
    request: Request<Bytes>,
}

impl TestRequest {
    /// With a token.
    pub fn bearer(self, token: &str) -> Self {
        self.header(AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// With a further header.
    ///
    /// # Panics
    /// Where the value is none.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        self.request.headers_mut().append(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }

    /// With a JSON body.
    ///
    /// # Panics
    /// Where the value cannot be written as JSON.
    pub fn json(self, body: &impl Serialize) -> Self {
        self.header(CONTENT_TYPE, "application/json").body(serde_json::to_vec(body).expect("JSON"))
    }

    /// With a body.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    /// From another address. In memory only: over a socket it is the socket's.
    pub fn from_address(mut self, address: IpAddr) -> Self {
        self.request.extensions_mut().insert(PeerAddr(SocketAddr::new(address, 40_000)));
        self
    }

    /// Sends it.
    pub async fn send(self) -> TestResponse {
        (self.send)(self.request.map(Full::new)).await
    }
}

impl fmt::Debug for TestRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestRequest").field("uri", self.request.uri()).finish_non_exhaustive()
    }
}

/// An answer, whole.
#[derive(Clone, Debug)]
pub struct TestResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl TestResponse {
    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// All headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header as text; empty where it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as text.
    ///
    /// # Panics
    /// Where it is no UTF-8.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is text")
    }

    /// The body, read as JSON.
    ///
    /// # Panics
    /// Where it is no JSON of this type.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).expect("the body is JSON of this type")
    }
}
