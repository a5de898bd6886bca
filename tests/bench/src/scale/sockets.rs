//! What a request takes of its server, over sockets: CPU time of all threads but the client's.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::thread;

use rustix::time::{ClockId, clock_gettime};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::app::{bare, secured};
use crate::token::Issuer;

/// Connections that ask together, so that a worker has always something to do.
const CONNECTIONS: usize = 16;

/// A server with one worker, which serves until the program ends.
pub(super) struct Server(Vec<TcpStream>);

impl Server {
    pub(super) fn bare() -> Self {
        let (runtime, listener) = bound();
        let address = listener.local_addr().expect("an address");
        thread::spawn(move || runtime.block_on(runtime.spawn(async { axum::serve(listener, bare::app()).await })));
        Self::at(address)
    }

    pub(super) fn secured(issuer: &Issuer) -> Self {
        let ((runtime, listener), jwt) = (bound(), issuer.jwt());
        let running = runtime.block_on(async { secured::api().jwt(jwt).serve_on(listener).await.expect("it serves") });
        let address = running.addr();
        thread::spawn(move || runtime.block_on(running.wait()));
        Self::at(address)
    }

    fn at(address: SocketAddr) -> Self {
        Self((0..CONNECTIONS).map(|_| TcpStream::connect(address).expect("a connection")).collect())
    }

    /// Microseconds a request, on each connection in turn.
    pub(super) fn cost_us(&mut self, requests: &[Vec<u8>]) -> f64 {
        let before = spent_ns();
        for together in requests.chunks(CONNECTIONS) {
            for (connection, request) in self.0.iter_mut().zip(together) {
                connection.write_all(request).expect("the server reads");
            }
            for (connection, _) in self.0.iter_mut().zip(together) {
                let mut answer = [0; 4_096];
                let length = connection.read(&mut answer).expect("the server answers");
                let answer = answer.get(..length).unwrap_or_default();
                assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(answer));
            }
        }
        (spent_ns() - before) as f64 / 1e3 / requests.len() as f64
    }
}

fn bound() -> (Runtime, TcpListener) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).expect("a free port");
    (runtime, listener)
}

/// CPU time of this process without this thread, which is the client.
fn spent_ns() -> u64 {
    let [all, own] = [ClockId::ProcessCPUTime, ClockId::ThreadCPUTime].map(|clock| {
        let spent = clock_gettime(clock);
        spent.tv_sec as u64 * 1_000_000_000 + spent.tv_nsec as u64
    });
    all.saturating_sub(own)
}
