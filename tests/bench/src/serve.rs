//! The two applications on a socket.

use std::net::Ipv4Addr;

use tokio::net::TcpListener;

use crate::app::{bare, secured};
use crate::count::Which;
use crate::token::{Algorithm, Issuer};

/// Serves until it is told to end.
pub(crate) fn run(which: Which, workers: usize) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        println!("{}", listener.local_addr().expect("an address"));
        match which {
            Which::Bare => {
                // Accepts on a worker, as ours does.
                let served = tokio::spawn(async { axum::serve(listener, bare::app()).await });
                served.await.expect("it does not panic").expect("it serves");
            }
            Which::Secured => {
                let issuer = Issuer::new(Algorithm::Hs256, crate::clock::now_s());
                let running = secured::api().jwt(issuer.jwt()).serve_on(listener).await;
                running.unwrap_or_else(|error| panic!("{error}")).wait().await.expect("it serves");
            }
        }
    });
}
