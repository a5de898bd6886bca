//! With more workers: as many connections as workers, at once, of one caller or of a caller each.

use super::succeed;
use super::usage::Usage;
use crate::app::secured;
use crate::clock::{SteppedClock, now_s};
use crate::count::in_memory;
use crate::drive::Server;
use crate::requests;
use crate::token::{Algorithm, Issuer};

const WORKERS: [usize; 3] = [1, 2, 4];
/// Of each connection.
const REQUESTS: usize = 30_000;

/// Measures, each time in a runtime of its own.
pub(crate) fn run() {
    for workers in WORKERS {
        for (whose, callers) in [("one caller", 1), ("a caller each", workers)] {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
            let cpu_us = runtime.expect("a runtime").block_on(asked_at_once(workers, callers));
            println!("{workers} | {whose} | {cpu_us:.2}");
        }
    }
}

async fn asked_at_once(connections: usize, callers: usize) -> f64 {
    let (issuer, clock) = (Issuer::new(Algorithm::Hs256, now_s()), SteppedClock::new());
    let server = in_memory(secured::api(), &issuer, &clock);
    let token = |connection: usize| issuer.token(&format!("caller-{:04}", connection % callers), 0);
    let requests: Vec<Vec<u8>> =
        (0..connections).map(|connection| requests::get("/articles/7", Some(&token(connection)))).collect();
    let began = Usage::now();
    let asking: Vec<_> =
        requests.into_iter().map(|request| tokio::spawn(ask(server.clone(), clock.clone(), request))).collect();
    for asked in asking {
        asked.await.expect("every answer is a success");
    }
    let spent_ns = Usage::now().cpu_ns.saturating_sub(began.cpu_ns);
    spent_ns as f64 / 1e3 / (connections * REQUESTS) as f64
}

async fn ask(server: Server, clock: SteppedClock, request: Vec<u8>) {
    let mut connection = server.connect();
    for number in 0..REQUESTS {
        if number % 1_000 == 0 {
            clock.advance(1);
        }
        succeed(&mut connection, &request).await;
    }
}
