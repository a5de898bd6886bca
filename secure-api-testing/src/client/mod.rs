//! A client over the real pipeline, in memory or over a socket.

mod caller;
mod drain;
mod request;
mod transport;

use std::convert::Infallible;
use std::fmt;
use std::net::SocketAddr;
use std::panic::Location;
use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use http_body_util::Full;
use hyper::body::Body;
use secure_api::api::{Api, App};
use secure_api::policy::{Roles, Scopes};
use serde_json::Value;
use tower::Service;

use crate::{TestClock, TestIssuer};
use caller::Who;
pub use drain::Drained;
pub use request::TestRequest;
pub(crate) use transport::{Answered, Transport};

/// Sends requests to an application, as somebody or as nobody.
///
/// A client that was just made is a stranger. [`as_role`](Self::as_role), [`as_subject`](Self::as_subject),
/// [`with_scope`](Self::with_scope) and [`with_claim`](Self::with_claim) give another client, of the same application and the same
/// clock, whose requests carry a token that says so; they add up. Each request has a fresh token, valid for five minutes by
/// the clock, so that a clock that was moved does not shut the client out. For a token that grows old, hold one:
/// [`token`](Self::token), and [`with_token`](Self::with_token).
///
/// ```
/// # use secure_api::prelude::*;
/// # #[derive(Clone, Copy, Roles)]
/// # #[roles(Editor > Reader)]
/// # enum Role { Reader, Editor }
/// # #[derive(Clone, Copy, Scopes)]
/// # enum Scope { #[scope("notes:write")] Write }
/// # #[post("/notes")]
/// # #[secure(auth = "jwt", role = Role::Editor, scope = Scope::Write, rate = "60/min")]
/// # async fn create() -> NoContent {
/// #     NoContent
/// # }
/// use secure_api_testing::TestClient;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let client = TestClient::of(Api::new(()).mount(routes![create]));
/// client.anonymous().post("/notes").await.assert_status(401);
/// client.as_role(Role::Reader).with_scope(Scope::Write).post("/notes").await.assert_status(403);
/// client.as_role(Role::Editor).post("/notes").await.assert_status(403);
/// let editor = client.as_subject("ada").as_role(Role::Editor).with_scope(Scope::Write);
/// editor.post("/notes").await.assert_status(204);
/// # }
/// ```
#[derive(Clone)]
pub struct TestClient {
    transport: Arc<dyn Transport>,
    issuer: Option<TestIssuer>,
    clock: Option<TestClock>,
    who: Who,
}

impl TestClient {
    /// A client of an application that has no issuer of tokens yet. It gets a [`TestIssuer`] and a [`TestClock`], is built, and
    /// is called in memory: the whole pipeline, without a socket.
    ///
    /// # Panics
    /// Where the application does not build, with every fault there is.
    #[must_use]
    #[track_caller]
    pub fn of<S: Clone + Send + Sync + 'static>(api: Api<S>) -> Self {
        let (issuer, clock) = dated();
        Self::in_memory(built(api.jwt(issuer.jwt()).clock(clock.clone()))).with_issuer(&issuer).with_clock(&clock)
    }

    /// The same over a socket: the application is served on a free port of this machine until the last clone of the client is
    /// dropped. For what only a connection shows, such as framing and headers that the server itself writes.
    ///
    /// What the application logs is thrown away, unless the test has installed a subscriber of its own.
    ///
    /// # Panics
    /// Where the application does not start, with every fault there is.
    pub async fn served<S: Clone + Send + Sync + 'static>(api: Api<S>) -> Self {
        let (issuer, clock) = dated();
        let served = transport::Served::start(api.jwt(issuer.jwt()).clock(clock.clone())).await;
        Self::over(served).with_issuer(&issuer).with_clock(&clock)
    }

    /// Calls a service that is built already: the whole pipeline, without a socket. It knows no issuer:
    /// [`with_issuer`](Self::with_issuer).
    ///
    /// That is an `App`, or any other service: the axum router that an application is moved from, so that both are asked the
    /// same, or one that an `App` is nested in.
    #[must_use]
    pub fn in_memory<T, B>(service: T) -> Self
    where
        T: Service<http::Request<Full<Bytes>>, Response = http::Response<B>, Error = Infallible>,
        T: Clone + Send + Sync + 'static,
        T::Future: Send,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: fmt::Debug,
    {
        Self::over(transport::InMemory(service))
    }

    /// Sends over a socket, a connection a request. It knows no issuer: [`with_issuer`](Self::with_issuer).
    #[must_use]
    pub fn over_socket(addr: SocketAddr) -> Self {
        Self::over(transport::Socket(addr))
    }

    pub(crate) fn over(transport: impl Transport) -> Self {
        Self { transport: Arc::new(transport), issuer: None, clock: None, who: Who::Nobody }
    }

    /// Callers get the tokens of this issuer: one that the application believes, with a declaration of your own.
    #[must_use]
    pub fn with_issuer(mut self, issuer: &TestIssuer) -> Self {
        self.issuer = Some(issuer.clone());
        self
    }

    /// Knows the clock of the application, for [`clock`](Self::clock). Tokens are dated by the clock of the issuer:
    /// [`TestIssuer::with_clock`].
    #[must_use]
    pub fn with_clock(mut self, clock: &TestClock) -> Self {
        self.clock = Some(clock.clone());
        self
    }

    /// The issuer of the callers' tokens.
    ///
    /// # Panics
    /// Where the client has none: it was not made by [`of`](Self::of) or [`served`](Self::served).
    #[must_use]
    #[track_caller]
    pub fn issuer(&self) -> &TestIssuer {
        self.issuer
            .as_ref()
            .expect("this client knows no issuer: make it by `TestClient::of(api)`, or add `.with_issuer(&issuer)`")
    }

    /// The clock of the application.
    ///
    /// # Panics
    /// Where the client has none: it was not made by [`of`](Self::of) or [`served`](Self::served).
    #[must_use]
    #[track_caller]
    pub fn clock(&self) -> &TestClock {
        self.clock
            .as_ref()
            .expect("this client knows no clock: make it by `TestClient::of(api)`, or add `.with_clock(&clock)`")
    }

    /// Nobody: a client without a token.
    #[must_use]
    pub fn anonymous(&self) -> Self {
        self.with(Who::Nobody)
    }

    /// A caller with this role, and those that it has already. Unless it is named by [`as_subject`](Self::as_subject) it is called
    /// by its roles, as `test-editor`: callers with other roles are other people, who own other objects.
    #[must_use]
    pub fn as_role<R: Roles>(&self, role: R) -> Self {
        self.with(self.who.with_role(caller::name_of(R::VOCABULARY, role.bit())))
    }

    /// A caller with these roles and scopes, by their names.
    pub(crate) fn with_names(&self, roles: &[&str], scopes: &[&str]) -> Self {
        let with_roles = roles.iter().fold(self.who.clone(), |who, role| who.with_role(role));
        self.with(scopes.iter().fold(with_roles, |who, scope| who.with_scope(scope)))
    }

    /// A caller of this name.
    #[must_use]
    pub fn as_subject(&self, subject: &str) -> Self {
        self.with(self.who.named(subject))
    }

    /// A caller whose token grants this scope, and those that it grants already.
    #[must_use]
    pub fn with_scope<S: Scopes>(&self, scope: S) -> Self {
        self.with(self.who.with_scope(caller::name_of(S::VOCABULARY, scope.bit())))
    }

    /// A caller whose token has this claim, whatever it is. It takes the place of what the token would say there.
    #[must_use]
    pub fn with_claim(&self, name: &str, value: impl Into<Value>) -> Self {
        self.with(self.who.with_claim(name, value.into()))
    }

    /// Whoever this token says: any text, or a [`TestToken`](crate::TestToken). It takes the place of the caller that there was.
    #[must_use]
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        self.with(Who::Bearer(token.into()))
    }

    /// A token of this caller, as its requests carry them. Held while the clock moves, it grows old.
    ///
    /// # Panics
    /// Where nobody calls.
    #[must_use]
    #[track_caller]
    pub fn token(&self) -> String {
        self.bearer().expect("nobody has no token: name a caller, as `client.as_subject(\"ada\").token()`")
    }

    #[track_caller]
    fn bearer(&self) -> Option<String> {
        match &self.who {
            Who::Nobody => None,
            Who::Bearer(token) => Some(token.clone()),
            Who::Caller(caller) => Some(match caller.given(&*self.transport) {
                Some(given) => given.unwrap_or_else(|why| panic!("{why}")),
                None => caller.token(self.issuer()).mint(),
            }),
        }
    }

    fn with(&self, who: Who) -> Self {
        Self { who, ..self.clone() }
    }

    /// A request.
    ///
    /// # Panics
    /// Where the path is none.
    #[track_caller]
    pub fn request(&self, method: Method, path: &str) -> TestRequest {
        TestRequest::new(self.clone(), method, path, Location::caller())
    }

    /// `GET`
    #[track_caller]
    pub fn get(&self, path: &str) -> TestRequest {
        self.request(Method::GET, path)
    }

    /// `POST`
    #[track_caller]
    pub fn post(&self, path: &str) -> TestRequest {
        self.request(Method::POST, path)
    }

    /// `PUT`
    #[track_caller]
    pub fn put(&self, path: &str) -> TestRequest {
        self.request(Method::PUT, path)
    }

    /// `PATCH`
    #[track_caller]
    pub fn patch(&self, path: &str) -> TestRequest {
        self.request(Method::PATCH, path)
    }

    /// `DELETE`
    #[track_caller]
    pub fn delete(&self, path: &str) -> TestRequest {
        self.request(Method::DELETE, path)
    }
}

impl fmt::Debug for TestClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestClient").field("who", &format_args!("{}", self.who)).finish_non_exhaustive()
    }
}

/// An issuer and the clock that it dates its tokens by.
fn dated() -> (TestIssuer, TestClock) {
    let clock = TestClock::new();
    (TestIssuer::new().with_clock(clock.clone()), clock)
}

#[track_caller]
fn built<S: Clone + Send + Sync + 'static>(api: Api<S>) -> App<S> {
    api.build().unwrap_or_else(|error| panic!("the application does not build: {error}"))
}
