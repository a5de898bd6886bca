//! What callgrind counts: so many requests of a case between two marks.

use std::hint::black_box;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use secure_api::api::{Api, Running};
use tokio::net::TcpListener;

use crate::app::{Store, bare, secured};
use crate::clock::SteppedClock;
use crate::drive::Server;
use crate::requests::Case;
use crate::token::Issuer;

/// Which application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    Bare,
    Secured,
}

/// Makes an application that is asked in memory.
pub(crate) fn in_memory(api: Api<Store>, issuer: &Issuer, clock: &SteppedClock) -> Server {
    let api = api.jwt(issuer.jwt()).clock(clock.clone());
    let app = api.build().unwrap_or_else(|error| panic!("{error}"));
    Server::Secured(app, Arc::new(AtomicU32::new(u32::from(Ipv4Addr::new(192, 0, 2, 1)))))
}

/// Whatever `serve` installs for a whole process, such as the subscriber, is there as in any application.
pub(crate) async fn set_up_as_served(issuer: &Issuer) -> Running {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    secured::api().jwt(issuer.jwt()).serve_on(listener).await.unwrap_or_else(|error| panic!("{error}"))
}

/// Sends `warm` requests of each case and then `count` between two marks; names the cases on stdout, in their order.
pub(crate) async fn run(which: Which, warm: u64, count: u64) {
    let clock = SteppedClock::new();
    let issuer = Issuer::new(crate::token::Algorithm::Hs256, crate::clock::now_s());
    let _served = set_up_as_served(&issuer).await;
    let server = match which {
        Which::Bare => Server::Bare(bare::app()),
        Which::Secured => in_memory(secured::api(), &issuer, &clock),
    };
    for case in cases(which) {
        let requests: Vec<Vec<u8>> = (0..warm + count).map(|number| case.request(&issuer, number)).collect();
        let (before, counted) = requests.split_at(usize::try_from(warm).expect("few"));
        ask_all(&server, case, &clock, before).await;
        log_is_written().await;
        mark();
        ask_all(&server, case, &clock, counted).await;
        log_is_written().await;
        mark();
        println!("{} {count}", case.name());
    }
}

/// What an application is asked.
pub(crate) fn cases(which: Which) -> impl Iterator<Item = Case> {
    Case::ALL.into_iter().filter(move |case| which == Which::Secured || case.is_bares())
}

async fn ask_all(server: &Server, case: Case, clock: &SteppedClock, requests: &[Vec<u8>]) {
    let mut connection = server.connect();
    for (number, request) in requests.iter().enumerate() {
        if case.closes() && number > 0 {
            connection = server.connect();
        }
        clock.advance(case.step_ms());
        let status = connection.ask(request).await;
        // The first few requests are within the limit that the others are over.
        let within = case == Case::OverLimit && status == 200 && number < 5;
        assert!(status == case.status() || within, "{}: {}", case.name(), connection.answer());
    }
}

/// What a case leaves for the thread of the log is no part of the next one.
async fn log_is_written() {
    tokio::time::sleep(Duration::from_millis(100)).await;
}

/// callgrind writes down what it has counted, and begins anew, whenever this is called.
#[inline(never)]
pub(crate) fn mark() {
    black_box(());
}
