//! A checked application: a tower service that any server can carry.

use core::convert::Infallible;
use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use tower::Service;

use crate::inventory::Inventory;
use crate::observe;
use crate::pipeline::Pipeline;
use crate::serve::{Doors, PeerAddr, Served};

/// A checked application.
///
/// A tower `Service`, which `axum::serve`, another server or an outer router (`nest_service`) can carry. The request
/// must then have the peer's address, as `into_make_service_with_connect_info::<SocketAddr>()` puts it, or every
/// answer is 503. Bounds on silent and slow connections are those of the server that carries it.
pub struct App<S> {
    checked: Arc<Checked<S>>,
}

/// An answer that is being made.
type Answering = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

/// What all clones share: a server clones its service for each request.
struct Checked<S> {
    pipeline: Pipeline<S>,
    doors: Doors,
    report: String,
    ungranted: Vec<String>,
    inventory: Inventory,
    #[cfg_attr(not(secure_api_development), allow(dead_code, reason = "shown beside the tokens of a development key"))]
    samples: Vec<String>,
}

impl<S: Clone + Send + Sync + 'static> App<S> {
    pub(crate) fn new(
        pipeline: Pipeline<S>,
        doors: Doors,
        report: String,
        ungranted: Vec<String>,
        inventory: Inventory,
        samples: Vec<String>,
    ) -> Self {
        Self { checked: Arc::new(Checked { pipeline, doors, report, ungranted, inventory, samples }) }
    }

    /// Answers a request that came over a connection from there: for a server of one's own that knows its connections. As a
    /// tower `Service` it looks for the address among the request's extensions, each of which takes three allocations.
    pub fn answer(
        &self,
        peer: PeerAddr,
        request: Request<Body>,
    ) -> impl Future<Output = Result<Response<Body>, Infallible>> + Send + Unpin + use<S> {
        self.start(request, Some(peer))
    }

    fn start(&self, request: Request<Body>, peer: Option<PeerAddr>) -> Answering {
        let checked = Arc::clone(&self.checked);
        // What is waited for is moved about, and a head on the heap is not.
        let (head, body) = request.into_parts();
        let head = Box::new(head);
        Box::pin(async move { Ok(checked.pipeline.answer(head, body, peer).await) })
    }

    #[cfg(any(secure_api_development, feature = "oidc"))]
    pub(crate) fn pipeline(&self) -> &Pipeline<S> {
        &self.checked.pipeline
    }

    pub(crate) fn doors(&self) -> &Doors {
        &self.checked.doors
    }

    /// Each route with its policy, and every reason that was given for less, a line each.
    #[must_use]
    pub fn report(&self) -> &str {
        &self.checked.report
    }

    /// What the application does, as [`Api::inventory`](super::Api::inventory) said it when this was built.
    #[must_use]
    pub fn inventory(&self) -> &Inventory {
        &self.checked.inventory
    }

    /// Tells the log of each role and scope that is asked for and that nobody can have.
    pub(crate) fn tell_of_ungranted(&self) {
        self.checked.ungranted.iter().for_each(|what| observe::ungranted(what));
    }

    /// Lines to paste into a shell, for what can be asked without a body or an id; `{addr}` stands for the address.
    #[cfg(secure_api_development)]
    pub(crate) fn samples(&self) -> &[String] {
        &self.checked.samples
    }
}

impl<S> Clone for App<S> {
    fn clone(&self) -> Self {
        Self { checked: Arc::clone(&self.checked) }
    }
}

impl<S> fmt::Debug for App<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}

impl<S, B> Service<Request<B>> for App<S>
where
    S: Clone + Send + Sync + 'static,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        self.start(request.map(Body::new), None)
    }
}

impl<S: Clone + Send + Sync + 'static> Served for App<S> {
    type Answer = Answering;

    fn answer(&self, peer: PeerAddr, request: Request<Body>) -> Answering {
        self.start(request, Some(peer))
    }
}
