//! How the cost of a request grows: with routes, callers, addresses, workers, and with tokens that are not known yet.

mod algorithms;
mod decode;
mod forgeries;
mod keys;
mod routes;
mod sockets;
mod usage;
mod workers;

use std::sync::atomic::Ordering;

use crate::app::bare;
use crate::clock::SteppedClock;
use crate::count::mark;
use crate::drive::{Connection, Server};
use crate::requests;
use usage::Usage;

pub(crate) use algorithms::over_sockets;
pub(crate) use forgeries::run as forgeries;
pub(crate) use workers::run as workers;

/// Requests for each millisecond of the stepped clock: a million of them are one second, so that every key stays in use.
const PER_MS: u64 = 1_000;
/// Requests that are made before they are sent, since making them is not measured.
const AT_ONCE: usize = 10_000;

/// One request of a measurement.
struct Asked {
    bytes: Vec<u8>,
    /// The number of the address that asks.
    address: u32,
}

/// What a request has cost.
struct Cost {
    cpu_us: f64,
    /// By how many bytes the process grew, in all.
    grown: f64,
}

/// Measures one part, and prints a line for each of its rows.
pub(crate) async fn run(part: &str) -> bool {
    match part {
        "routes" => routes::run().await,
        "callers" => keys::callers().await,
        "addresses" => keys::addresses().await,
        "algorithms" => algorithms::run().await,
        "decode" => decode::run().await,
        _ => return false,
    }
    true
}

/// The median.
fn middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// Asks `count` times. Between two marks there are the requests alone.
async fn cost(server: &Server, clock: &SteppedClock, count: u64, make: impl Fn(u64) -> Asked) -> Cost {
    let mut connection = server.connect();
    let (mut spent_ns, before) = (0, Usage::now());
    let numbers: Vec<u64> = (0..count).collect();
    for numbers in numbers.chunks(AT_ONCE) {
        let made: Vec<Asked> = numbers.iter().copied().map(&make).collect();
        let began = Usage::now();
        mark();
        for (number, asked) in numbers.iter().zip(&made) {
            if number % PER_MS == 0 {
                clock.advance(1);
            }
            if let Server::Secured(_, address) = server {
                address.store(asked.address, Ordering::Relaxed);
            }
            succeed(&mut connection, &asked.bytes).await;
        }
        mark();
        spent_ns += Usage::now().cpu_ns.saturating_sub(began.cpu_ns);
    }
    let grown = Usage::now().resident as f64 - before.resident as f64;
    Cost { cpu_us: spent_ns as f64 / 1e3 / count as f64, grown }
}

async fn succeed(connection: &mut Connection, request: &[u8]) {
    let status = connection.ask(request).await;
    assert_eq!(status, 200, "{}", connection.answer());
}

/// What bare axum takes for the same `GET`, after some that warm it up.
async fn bare_us(token: &str) -> f64 {
    let (server, clock) = (Server::Bare(bare::app()), SteppedClock::new());
    let asked = |_| same(requests::get("/articles/7", Some(token)));
    cost(&server, &clock, 2_000, asked).await;
    cost(&server, &clock, 20_000, asked).await.cpu_us
}

/// A request of the one address.
fn same(bytes: Vec<u8>) -> Asked {
    Asked { bytes, address: 1 }
}
