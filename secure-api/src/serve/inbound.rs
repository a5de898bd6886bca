//! The request body, with a bound on how slowly it may arrive.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::BoxError;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use super::pace::Stall;

/// The client sends its body too slowly. Answered with 408, by whoever reads the body.
#[derive(Debug)]
pub(crate) struct SlowBody;

impl SlowBody {
    /// Whether this is what `error` comes from.
    pub(crate) fn caused(error: &(dyn Error + 'static)) -> bool {
        let mut next = Some(error);
        while let Some(error) = next {
            if error.is::<Self>() {
                return true;
            }
            next = error.source();
        }
        false
    }
}

impl fmt::Display for SlowBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request body arrives too slowly")
    }
}

impl Error for SlowBody {}

/// The body as the handler sees it.
#[derive(Debug)]
pub(super) struct Inbound {
    body: Incoming,
    stall: Stall,
    failed: bool,
}

impl Inbound {
    pub(super) fn new(body: Incoming, stall: Stall) -> Self {
        Self { body, stall, failed: false }
    }
}

impl Body for Inbound {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        if this.failed {
            return Poll::Ready(None);
        }
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                this.stall.moved(frame.data_ref().map_or(0, Bytes::len));
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => this.stall.poll_waiting(cx).map(|()| {
                this.failed = true;
                Some(Err(SlowBody.into()))
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.failed || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
