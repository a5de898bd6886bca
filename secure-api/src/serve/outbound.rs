//! The way from hyper to the service and back: the request is bounded, the answer is watched.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;

use super::activity::{Activity, Exchange};
use super::inbound::Inbound;
use super::pace::Stall;
use super::streams::{Flow, Streams};
use super::{Bounds, PeerAddr, Served};

/// What HTTP/2 gets at a time. A larger piece would be handed over as soon as the client's window has room for one byte, and
/// a client that takes one byte at a time would be out of our sight.
const PIECE: usize = 16 * 1024;

/// The service of one connection.
#[derive(Debug)]
pub(super) struct Serving<S> {
    /// Always ready.
    pub(super) service: Arc<S>,
    pub(super) activity: Arc<Activity>,
    pub(super) peer: SocketAddr,
    pub(super) bounds: Bounds,
    /// Where the streams are guarded; HTTP/2 only.
    pub(super) streams: Option<Streams>,
}

impl<S> hyper::service::Service<Request<Incoming>> for Serving<S>
where
    S: Served,
{
    type Response = Response<Outbound>;
    type Error = Infallible;
    type Future = Answering<S::Answer>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let exchange = self.activity.begin();
        let flow = self.streams.as_ref().map(|streams| streams.announce(&self.bounds));
        let request = request.map(|body| {
            if HttpBody::is_end_stream(&body) {
                return Body::empty();
            }
            Body::new(Inbound::new(body, Stall::new(self.bounds.body_silence, self.bounds.body_rate)))
        });
        let answer = self.service.answer(PeerAddr(self.peer), request);
        Answering { answer, exchange: Some(exchange), flow }
    }
}

/// A request under way, which takes no place on the heap beside the service's own: hyper has one for it.
#[derive(Debug)]
pub(super) struct Answering<F> {
    answer: F,
    /// Until there is an answer.
    exchange: Option<Exchange>,
    flow: Option<Arc<Flow>>,
}

impl<F: Future<Output = Result<Response<Body>, Infallible>> + Unpin> Future for Answering<F> {
    type Output = Result<Response<Outbound>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let response = ready!(Pin::new(&mut this.answer).poll(cx))?;
        let mut exchange = this.exchange.take();
        if let Some(exchange) = &mut exchange {
            exchange.answered();
        }
        let flow = this.flow.take();
        Poll::Ready(Ok(response.map(|body| Outbound { body, rest: Bytes::new(), flow, _exchange: exchange })))
    }
}

/// The body of an answer, which keeps its connection busy until it is dropped.
#[derive(Debug)]
pub(super) struct Outbound {
    body: Body,
    /// What is left of the present frame.
    rest: Bytes,
    flow: Option<Arc<Flow>>,
    _exchange: Option<Exchange>,
}

impl HttpBody for Outbound {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        let Some(flow) = &this.flow else { return Pin::new(&mut this.body).poll_frame(cx) };
        flow.taken();
        if this.rest.is_empty() {
            match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => this.rest = data,
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                end => return Poll::Ready(end),
            }
        }
        let piece = this.rest.split_to(this.rest.len().min(PIECE));
        flow.offered(piece.len());
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let inner = self.body.size_hint();
        let rest = u64::try_from(self.rest.len()).unwrap_or(u64::MAX);
        let mut hint = SizeHint::new();
        // The upper bound first: a lower one above it would panic.
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint.set_lower(inner.lower().saturating_add(rest));
        hint
    }
}
