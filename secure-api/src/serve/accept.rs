//! Takes connections until told to stop, then waits for them to end.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};

use super::connection::Connection;
use super::doors::Doors;
use super::seats::Seats;
use super::{Bounds, Served};

/// The first and the longest wait after the system could not accept, as when file descriptors are used up.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(5), Duration::from_secs(1));

/// Where connections come from.
pub(super) trait Source: Send {
    /// The next one.
    fn next(&mut self) -> impl Future<Output = io::Result<(TcpStream, SocketAddr)>> + Send;
}

impl Source for TcpListener {
    async fn next(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
        self.accept().await
    }
}

/// Serves until `shutdown` resolves and the connections have ended, or [`Bounds::shutdown`] is over.
pub(super) async fn accept<L, S>(
    mut source: L,
    service: S,
    bounds: Bounds,
    doors: Doors,
    shutdown: impl Future<Output = ()>,
) where
    L: Source,
    S: Served,
{
    let service = Arc::new(service);
    let seats = Seats::new(bounds.connections, bounds.per_address);
    let (stop, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut back_off = BACK_OFF.0;
    let mut shutdown = pin!(shutdown);
    loop {
        let (place, next) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(ended) = connections.join_next() => {
                report(ended);
                continue;
            }
            // The place first: a connection beyond the bound stays in the backlog, where it costs us nothing.
            next = async { (seats.place().await, source.next().await) } => next,
        };
        match next {
            Ok((stream, peer)) => {
                back_off = BACK_OFF.0;
                let door = doors.for_address(peer.ip());
                let Some(seat) = place.and_then(|place| seats.take(place, peer, door)) else { continue };
                let connection = Connection { service: Arc::clone(&service), peer, bounds, stopped: stopped.clone() };
                connections.spawn(async move {
                    connection.drive(stream).await;
                    drop(seat);
                });
            }
            Err(error) if of_the_client(&error) => {
                tracing::debug!(%error, "a connection was gone before it was accepted")
            }
            Err(error) => {
                tracing::error!(%error, retry_ms = back_off.as_millis(), "cannot accept connections");
                tokio::select! {
                    biased;
                    () = &mut shutdown => break,
                    () = sleep(back_off) => {}
                }
                back_off = (back_off * 2).min(BACK_OFF.1);
            }
        }
    }
    // Closes the listener, so that a load balancer turns elsewhere at once.
    drop(source);
    stop.send_replace(true);
    drain(connections, bounds.shutdown).await;
}

async fn drain(mut connections: JoinSet<()>, bound: Duration) {
    let ended = timeout(bound, async {
        while let Some(ended) = connections.join_next().await {
            report(ended);
        }
    });
    if ended.await.is_err() {
        tracing::warn!(connections = connections.len(), "shutdown took too long: closing what is still open");
        connections.shutdown().await;
    }
}

/// The client gave up while it was in the backlog: nothing is wrong with the listener.
fn of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};

    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

fn report(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!("a connection ended in a panic");
    }
}

#[cfg(test)]
mod tests {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted, InvalidInput, Other};
    use tokio::time::Instant;

    use super::*;
    use crate::observe::Written;

    /// Fails with one kind of error as often as is said, says that it is asked again, and has no connection ever.
    struct Failing {
        kind: io::ErrorKind,
        left: u32,
        asked: watch::Sender<()>,
    }

    impl Source for Failing {
        async fn next(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
            let Some(left) = self.left.checked_sub(1) else {
                self.asked.send_replace(());
                return std::future::pending().await;
            };
            self.left = left;
            Err(self.kind.into())
        }
    }

    /// How long the loop has waited when it asks for a connection after so many errors of a kind.
    async fn waited(kind: io::ErrorKind, errors: u32) -> Duration {
        let begun = Instant::now();
        let (asked, mut asks) = watch::channel(());
        let source = Failing { kind, left: errors, asked };
        let service = tower::service_fn(|_| std::future::ready(Ok(http::Response::new(axum::body::Body::empty()))));
        let doors = Doors::new(None, true);
        let task = tokio::spawn(accept(source, service, Bounds::default(), doors, std::future::pending()));
        asks.changed().await.unwrap();
        task.abort();
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_listener_that_fails_is_asked_less_and_less_often() {
        assert_eq!(waited(Other, 1).await, Duration::from_millis(5));
        assert_eq!(waited(Other, 3).await, Duration::from_millis(5 + 10 + 20));
        let of_ten = waited(Other, 10).await;
        assert_eq!(waited(Other, 20).await - of_ten, Duration::from_secs(10), "a second at the most");
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_gives_up_in_the_backlog_keeps_nobody_waiting() {
        for kind in [ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted] {
            assert_eq!(waited(kind, 50).await, Duration::ZERO, "{kind}");
        }
        assert!(!of_the_client(&InvalidInput.into()));
    }

    #[tokio::test]
    async fn a_connection_that_panics_is_told_of_and_one_that_is_aborted_is_not() {
        let panicked = tokio::spawn(async { panic!("on purpose") }).await;
        let task = tokio::spawn(std::future::pending());
        task.abort();
        let aborted = task.await;
        let told = Written::default();
        let (subscriber, ended) = (told.clone(), [panicked, aborted, Ok(())]);
        let subscriber = tracing_subscriber::fmt().with_writer(move || subscriber.clone()).finish();
        tracing::subscriber::with_default(subscriber, || ended.into_iter().for_each(report));
        let told = told.text();
        assert_eq!(told.matches("a connection ended in a panic").count(), 1, "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}
