//! A panic of a handler ends its own request, and nothing else (C17).

use core::pin::Pin;
use core::task::{Context, Poll};
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::respond::Refusal;

/// Runs a future; a panic in it is a refusal.
///
/// What the future held is dropped and never looked at again, so that nothing half-changed is seen; what it shares
/// with others by a lock is poisoned, as the standard library does it.
pub(crate) async fn guarded_from_panics<T>(
    mut future: Pin<Box<impl Future<Output = Result<T, Refusal>>>>,
) -> Result<T, Refusal> {
    poll_fn(move |cx| poll_guarded(future.as_mut(), cx)).await
}

fn poll_guarded<T>(
    future: Pin<&mut impl Future<Output = Result<T, Refusal>>>,
    cx: &mut Context<'_>,
) -> Poll<Result<T, Refusal>> {
    if !guard!(Panics) {
        return future.poll(cx);
    }
    catch_unwind(AssertUnwindSafe(|| future.poll(cx))).unwrap_or(Poll::Ready(Err(Refusal::Panicked)))
}
