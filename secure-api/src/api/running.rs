//! A served application.

use std::io;
use std::net::SocketAddr;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::Error;
use crate::observe;

/// An application that is being served. Dropping it stops accepting and lets what is in flight finish.
#[derive(Debug)]
#[must_use = "the application stops when this is dropped"]
pub struct Running {
    pub(super) addr: SocketAddr,
    pub(super) stop: oneshot::Sender<()>,
    pub(super) served: JoinHandle<io::Result<()>>,
}

impl Running {
    /// The bound address, with the port that was given for port 0.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Stops accepting, finishes what is in flight within 30 s, and returns.
    ///
    /// # Errors
    /// Where serving ended in a panic. A listener that cannot accept is logged and tried again.
    pub async fn shutdown(self) -> Result<(), Error> {
        // It may have stopped already, by a signal.
        let _ = self.stop.send(());
        join(self.served).await
    }

    /// Serves until SIGTERM or Ctrl-C, finishes what is in flight within 30 s, and returns.
    ///
    /// # Errors
    /// As of [`shutdown`](Self::shutdown).
    pub async fn wait(self) -> Result<(), Error> {
        let stop = self.stop;
        let result = join(self.served).await;
        drop(stop);
        result
    }
}

async fn join(served: JoinHandle<io::Result<()>>) -> Result<(), Error> {
    let ended = served.await;
    told().await;
    ended.map_err(io::Error::other)?.map_err(Error::Io)
}

/// What was told is written before the program may end.
pub(super) async fn told() {
    let _ = tokio::task::spawn_blocking(observe::flush).await;
}
