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

/// Before a program ends that could not start, the log says why.
pub(super) async fn started(running: Result<Running, Error>) -> Result<Running, Error> {
    if running.is_err() {
        told().await;
    }
    running
}

/// What was told is written before the program may end.
async fn told() {
    let _ = tokio::task::spawn_blocking(observe::flush).await;
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::observe::{Lines, Written};

    /// Takes its time.
    #[derive(Clone, Default)]
    struct Slow(Written);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            thread::sleep(Duration::from_millis(100));
            self.0.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn what_was_told_is_written_before_a_program_ends_and_before_one_that_cannot_start() {
        let slow = Slow::default();
        let lines = Lines::start(slow.clone()).unwrap();
        lines.clone().install();

        lines.hand_in(b"no key\n");
        assert!(started(Err(Error::Io(io::ErrorKind::AddrInUse.into()))).await.is_err());
        assert_eq!(slow.0.text(), "no key\n");

        lines.hand_in(b"the end\n");
        assert!(join(tokio::spawn(async { Ok(()) })).await.is_ok());
        assert_eq!(slow.0.text(), "no key\nthe end\n");
    }
}
