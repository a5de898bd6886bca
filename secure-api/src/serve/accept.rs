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
