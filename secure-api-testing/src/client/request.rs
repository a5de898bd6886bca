//! A request in the making.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::panic::Location;
use std::pin::Pin;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderName, HeaderValue, Method, Request};
use secure_api::serve::PeerAddr;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Drained, TestClient};
use crate::TestResponse;

/// More pages than any list of a test has.
const MOST_PAGES: u32 = 10_000;

/// A request in the making. It is sent by `.await`; [`send`](Self::send) says the same aloud.
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone)]
pub struct TestRequest {
    pub(super) client: TestClient,
    pub(super) request: Request<Bytes>,
    /// The line of the test that asks.
    pub(super) asked_at: &'static Location<'static>,
}

impl TestRequest {
    #[track_caller]
    pub(super) fn new(client: TestClient, method: Method, path: &str, asked_at: &'static Location<'static>) -> Self {
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().expect("the path of a test is one");
        request.headers_mut().insert(HOST, HeaderValue::from_static("api.test"));
        Self { client, request, asked_at }.from_address(Ipv4Addr::LOCALHOST.into())
    }

    /// With this token and no other, whoever the client is.
    #[track_caller]
    pub fn bearer(self, token: &str) -> Self {
        self.header(AUTHORIZATION, &format!("Bearer {token}"))
    }

    /// With a further header. An `Authorization` takes the place of the client's token.
    ///
    /// # Panics
    /// Where the value is none.
    #[track_caller]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        self.request.headers_mut().append(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }

    /// With a JSON body.
    ///
    /// # Panics
    /// Where the value cannot be written as JSON.
    #[track_caller]
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

    /// Sends it. Awaiting the request does the same.
    pub async fn send(self) -> TestResponse {
        let Self { client, mut request, asked_at } = self;
        let own = request.headers().contains_key(AUTHORIZATION);
        let bearer = if own { None } else { client.bearer() };
        if let Some(token) = bearer {
            let value = HeaderValue::from_str(&format!("Bearer {token}")).expect("a token is a header value");
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        let who = if own { "whom its own `Authorization` names".to_owned() } else { client.who.to_string() };
        let asked = format!("{} {} as {who}, at {asked_at}", request.method(), request.uri());
        let answer = client.transport.carry(request).await;
        TestResponse::new(answer, asked, client)
    }

    /// Uses up the rate: sends this request until the limit refuses it, and gives that refusal with how many were let through.
    /// How many are left is read from the `RateLimit` of each answer. A request whose input is refused is counted as well, so
    /// that one without its body drains a route and changes nothing.
    ///
    /// ```
    /// # use secure_api::prelude::*;
    /// # use secure_api_testing::TestClient;
    /// # #[get("/me")]
    /// # #[secure(auth = "jwt", rate = "10/min")]
    /// # async fn me() -> NoContent {
    /// #     NoContent
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = TestClient::of(Api::new(()).mount(routes![me]));
    /// client.as_subject("ada").get("/me").drain().await.assert_admitted(10);
    /// client.as_subject("ada").get("/me").await.assert_status(429);
    /// client.as_subject("bob").get("/me").await.assert_status(204);
    /// # }
    /// ```
    ///
    /// # Panics
    /// Where no limit counts this request: it was refused before, or an address is turned away by the limit that comes before
    /// anybody is identified. Where the allowance grows meanwhile, since the clock does not stand still.
    pub async fn drain(self) -> Drained {
        Drained::by(self).await
    }

    /// Sends it once for each page of a list that is answered with `Json<Paged<..>>`, and gives what is on all of them. The
    /// path may have a query, as `per_page=2`; `page` is added to it.
    ///
    /// # Panics
    /// Where an answer is no page.
    pub async fn every_page<T: DeserializeOwned>(self) -> Vec<T> {
        let mut found = Vec::new();
        for number in 1..=MOST_PAGES {
            let page = self.clone().with_page(number).send().await.page();
            found.extend(page.items);
            if !page.more {
                return found;
            }
        }
        panic!("{} has no last page", self.request.uri());
    }

    fn with_page(mut self, number: u32) -> Self {
        let uri = self.request.uri();
        let sign = if uri.query().is_some() { '&' } else { '?' };
        *self.request.uri_mut() = format!("{uri}{sign}page={number}").parse().expect("a path with a query is one");
        self
    }
}

impl IntoFuture for TestRequest {
    type Output = TestResponse;
    type IntoFuture = Pin<Box<dyn Future<Output = TestResponse> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for TestRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestRequest").field("uri", self.request.uri()).finish_non_exhaustive()
    }
}
