//! When the operator wants the server to end.

use std::io;

/// Resolves on SIGTERM or Ctrl-C; elsewhere than on Unix on Ctrl-C alone.
///
/// A signal that cannot be listened for is logged, and then never resolves this.
pub(crate) async fn signals() {
    tokio::select! {
        () = or_never("Ctrl-C", tokio::signal::ctrl_c()) => {}
        () = or_never("SIGTERM", terminate()) => {}
    }
}

async fn or_never(name: &'static str, signal: impl Future<Output = io::Result<()>>) {
    if let Err(error) = signal.await {
        tracing::error!(signal = name, %error, "cannot listen for a signal: it will not shut the server down gracefully");
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn terminate() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    signal(SignalKind::terminate())?.recv().await;
    Ok(())
}

#[cfg(not(unix))]
async fn terminate() -> io::Result<()> {
    std::future::pending().await
}
