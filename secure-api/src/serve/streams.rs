//! HTTP/2 streams whose client does not take the answer. The socket never stalls on those: the client just opens no window.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use hyper::rt::Executor;

use super::Bounds;
use super::pace::Stall;

/// Runs the streams of one connection and ends those that fall behind.
#[derive(Clone, Debug, Default)]
pub(super) struct Streams {
    /// hyper calls the service and, before anything else, hands the stream to the executor: so one place is enough to tell
    /// which flow a stream belongs to.
    announced: Arc<Mutex<Option<Arc<Flow>>>>,
}

impl Streams {
    /// The flow of the stream that is executed next.
    pub(super) fn announce(&self, bounds: &Bounds) -> Arc<Flow> {
        let stall = Stall::new(bounds.write_stall, bounds.write_rate);
        let flow = Arc::new(Flow { state: Mutex::new(FlowState { stall, offered: None }) });
        *self.announced() = Some(Arc::clone(&flow));
        flow
    }

    fn announced(&self) -> MutexGuard<'_, Option<Arc<Flow>>> {
        self.announced.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<F> Executor<F> for Streams
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, stream: F) {
        let flow = self.announced().take();
        match flow {
            Some(flow) => tokio::spawn(Guarded { stream: Box::pin(stream), flow }),
            None => tokio::spawn(stream),
        };
    }
}

/// How the client takes the answer of one stream.
#[derive(Debug)]
pub(super) struct Flow {
    state: Mutex<FlowState>,
}

#[derive(Debug)]
struct FlowState {
    stall: Stall,
    /// Bytes that wait for the client's window.
    offered: Option<usize>,
}

impl Flow {
    /// The next piece waits for the client's window.
    pub(super) fn offered(&self, bytes: usize) {
        self.state().offered = Some(bytes);
    }

    /// What was offered is taken.
    pub(super) fn taken(&self) {
        let mut state = self.state();
        if let Some(bytes) = state.offered.take() {
            state.stall.moved(bytes);
        }
    }

    fn poll_stalled(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state();
        if state.offered.is_some() { state.stall.poll_waiting(cx) } else { Poll::Pending }
    }

    fn state(&self) -> MutexGuard<'_, FlowState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream that ends, and thereby is reset, once its client has fallen behind.
struct Guarded<F> {
    stream: Pin<Box<F>>,
    flow: Arc<Flow>,
}

impl<F> fmt::Debug for Guarded<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guarded").field("flow", &self.flow).finish_non_exhaustive()
    }
}

impl<F: Future<Output = ()>> Future for Guarded<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        if this.stream.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        ready!(this.flow.poll_stalled(cx));
        tracing::debug!("stream reset: the client reads too slowly");
        Poll::Ready(())
    }
}
