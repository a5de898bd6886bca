//! A server without a socket: hyper on one end of a pipe in memory, bytes on the other.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use secure_api::api::App;
use secure_api::serve::PeerAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tower::Service;

use crate::app::Store;

/// What the pipe holds.
const PIPE: usize = 64 * 1024;

/// What is measured.
#[derive(Clone)]
pub(crate) enum Server {
    Bare(axum::Router),
    /// With the number of the address that asks.
    Secured(App<Store>, Arc<AtomicU32>),
}

/// One connection, from its client's end.
pub(crate) struct Connection {
    client: DuplexStream,
    read: Vec<u8>,
}

impl Server {
    /// Opens a connection, which is served by the same runtime.
    pub(crate) fn connect(&self) -> Connection {
        let (client, server) = tokio::io::duplex(PIPE);
        match self.clone() {
            Self::Bare(router) => spawn(server, move |request| router.clone().call(request)),
            Self::Secured(app, address) => spawn(server, move |request| {
                app.answer(PeerAddr(peer(address.load(Ordering::Relaxed))), request.map(Body::new))
            }),
        }
        Connection { client, read: vec![0; PIPE] }
    }
}

impl Connection {
    /// Asks, and reads the answer, which hyper writes at once. Little is done here: all of it counts.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> u16 {
        self.client.write_all(request).await.expect("the server reads");
        let length = self.client.read(&mut self.read).await.expect("the server answers");
        status(self.read.get(..length).unwrap_or_default())
    }

    /// The whole of the last answer.
    pub(crate) fn answer(&self) -> String {
        let text = String::from_utf8_lossy(&self.read);
        text.split_once('\0').map_or("", |(answer, _)| answer).to_owned()
    }
}

fn status(answer: &[u8]) -> u16 {
    let digits = answer.strip_prefix(b"HTTP/1.1 ").and_then(|rest| rest.get(..3)).unwrap_or_else(|| {
        panic!("an answer begins in the middle: {:?}", String::from_utf8_lossy(answer));
    });
    digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'))
}

fn spawn<F>(stream: DuplexStream, answer: impl Fn(Request<Incoming>) -> F + Send + 'static)
where
    F: Future<Output = Result<Response<Body>, Infallible>> + Send + 'static,
{
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
    // It ends when the client is gone.
    tokio::spawn(connection);
}

fn peer(number: u32) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::from(number)), 40_000)
}
