//! The accept loop behind `.serve()`: every connection has a bound on everything it may hold.
//!
//! | the client | what happens |
//! |---|---|
//! | says nothing, dribbles its request head, or is idle between requests | closed within 10 s |
//! | sends its body too slowly | 408, then the connection closes |
//! | reads its answer too slowly | HTTP/1: closed, HTTP/2: that stream is reset |
//! | resets HTTP/2 streams rapidly | `GOAWAY(ENHANCE_YOUR_CALM)`, or closed |
//! | sends more than 100 header lines over HTTP/1 | 431 without a body, by hyper, and the connection closes |
//! | opens connections when 10,000 are open | waits in the listener's backlog |
//! | opens more than 1,024 connections from one address that is no declared proxy | closed at once |
//! | is another machine, and neither a declared proxy nor let in by `danger` | closed at once |
//!
//! A proxy in front must drop its own idle connections in less than 10 s, or now and then it sends a request
//! into one that is just closing. Neither TLS nor upgrades are served here.

mod accept;
mod activity;
mod connection;
mod doors;
mod inbound;
mod outbound;
mod pace;
mod seats;
mod signals;
mod sniff;
mod streams;
#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "how long a real socket stays open is what these tests measure")]
mod tests;
mod wire;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Request, Response};
use tokio::net::TcpListener;

pub(crate) use doors::Doors;
pub(crate) use inbound::SlowBody;
pub(crate) use signals::signals;

/// The address at the other end of the connection, in the extensions of each request.
///
/// Behind a proxy this is the proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddr(
    /// Address and port.
    pub SocketAddr,
);

/// What answers the requests of all connections.
pub(crate) trait Served: Clone + Send + Sync + 'static {
    /// An answer that is being made.
    type Answer: Future<Output = Result<Response<Body>, Infallible>> + Send + Unpin;

    /// Answers a request that came over a connection from there.
    fn answer(&self, peer: PeerAddr, request: Request<Body>) -> Self::Answer;
}

/// The address at the other end, as another server of ours or axum puts it.
pub(crate) fn peer_addr(extensions: &http::Extensions) -> Option<SocketAddr> {
    let axums = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    extensions.get::<PeerAddr>().map(|peer| peer.0).or_else(axums)
}

/// What one client, and all of them, may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Connections open at once. Further ones wait in the listener's backlog.
    pub(crate) connections: usize,
    /// Connections open at once from one IPv4 address or one IPv6 /56. Further ones are closed at once.
    pub(crate) per_address: usize,
    /// How long a connection may have no request under way, and so also how long a request head may take.
    pub(crate) silence: Duration,
    /// The longest that a request body may pause, and the span over which its rate is measured.
    pub(crate) body_silence: Duration,
    /// Bytes a second that a request body must bring while a handler waits for it.
    pub(crate) body_rate: u32,
    /// The longest that an answer may make no headway, and the span over which its rate is measured.
    pub(crate) write_stall: Duration,
    /// Bytes a second that a client must take while an answer waits for it.
    pub(crate) write_rate: u32,
    /// HTTP/2 requests at once on a connection.
    pub(crate) streams: u32,
    /// HTTP/2 requests that the client may abandon before their answer, on one connection, within `silence`.
    pub(crate) resets: u32,
    /// How long requests under way may take to end once shutdown began.
    pub(crate) shutdown: Duration,
}

impl Default for Bounds {
    /// 10 s is what Slowloris-style clients are commonly given (Apache `RequestReadTimeout` 10-20 s, nginx 60 s).
    fn default() -> Self {
        Self {
            connections: 10_000,
            per_address: 1_024,
            silence: Duration::from_secs(10),
            // Less than the 10 s that a route has by default, so that a slow body is the client's 408 and not our 503.
            body_silence: Duration::from_secs(9),
            body_rate: 1_024,
            write_stall: Duration::from_secs(10),
            write_rate: 512,
            streams: 100,
            resets: 100,
            shutdown: Duration::from_secs(30),
        }
    }
}

impl Bounds {
    /// How long a connection that was told to end may take to do so.
    fn farewell(&self) -> Duration {
        self.silence / 10
    }
}

/// Serves until `shutdown` resolves, then lets the requests under way end within [`Bounds::shutdown`].
///
/// # Errors
/// None at present: what goes wrong with a connection ends that connection, and what goes wrong with accepting is logged
/// and tried again.
pub(crate) async fn run<S>(
    listener: TcpListener,
    service: S,
    bounds: Bounds,
    doors: Doors,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()>
where
    S: Served,
{
    accept::accept(listener, service, bounds, doors, shutdown).await;
    Ok(())
}
