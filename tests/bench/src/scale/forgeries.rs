//! A caller with a good token, while forgeries come from many addresses: well-formed, and each with a signature to check.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::thread::{CpuSet, sched_setaffinity};
use socket2::{Domain, Socket, Type};
use tokio::net::TcpListener;

use super::middle;
use crate::app::secured;
use crate::clock::now_s;
use crate::requests;
use crate::token::{Algorithm, Issuer};

/// Forgeries a second that are offered, over all addresses.
const OFFERED: [u32; 3] = [0, 2_000, 8_000];
/// Each within its own limit at the highest of these, so that it is the bound over all of them that counts.
const ADDRESSES: u16 = 1_000;
/// Made before: making one costs as much as judging it.
const FORGERIES: u64 = 20_000;
const SECONDS: u32 = 3;
/// Of these the middle one counts.
const ROUNDS: u32 = 7;
/// As in the report, the server has a processor and all who ask it have another.
const SERVER: usize = 0;
const CALLERS: usize = 1;
/// Between two requests of the good caller.
const PAUSE: Duration = Duration::from_millis(1);

/// Prints a row for each flood. The good caller's `GET` waits its turn on the one worker.
pub(crate) fn run() {
    let issuer = Issuer::new(Algorithm::Es256, now_s());
    stay_on(CALLERS);
    let good = requests::get("/articles/7", Some(&issuer.token("caller-0001", 0)));
    let forged = |number| requests::get("/articles/7", Some(&issuer.forgery("caller-0001", number)));
    let forgeries: Arc<[Vec<u8>]> = (0..FORGERIES).map(forged).collect();
    let mut rounds: [Vec<Round>; OFFERED.len()] = Default::default();
    // One after the other, so that what else the machine does meets all alike.
    for _ in 0..ROUNDS {
        for (offered, rounds) in OFFERED.into_iter().zip(&mut rounds) {
            // A server of its own for each, since what an address was charged stays.
            let server = serve(&issuer);
            let flood = Flood::start(server, offered, Arc::clone(&forgeries));
            let (middle_us, tail_us) = waits(server, &good);
            let (checked, turned_away) = flood.end();
            rounds.push(Round { checked, turned_away, middle_us, tail_us });
        }
    }
    let calm: Vec<f64> = rounds[0].iter().map(|round| round.tail_us).collect();
    for (offered, rounds) in OFFERED.into_iter().zip(rounds) {
        let of = |one: fn(&Round) -> f64| middle(rounds.iter().map(one).collect());
        let [checked, turned_away] = [of(|round| f64::from(round.checked)), of(|round| f64::from(round.turned_away))];
        let [middle_us, tail_us] = [of(|round| round.middle_us), of(|round| round.tail_us)];
        let ratios = rounds.iter().zip(&calm).map(|(round, calm)| round.tail_us / calm).collect::<Vec<_>>();
        let (least, most) =
            ratios.iter().fold((f64::MAX, 0.0_f64), |(least, most), one| (least.min(*one), most.max(*one)));
        let ratio = middle(ratios);
        println!(
            "{offered} | {checked} | {turned_away} | {middle_us:.0} | {tail_us:.0} | {ratio:.2} ({least:.2} to {most:.2})"
        );
    }
}

/// What one flood of a round did to the good caller.
struct Round {
    checked: u32,
    turned_away: u32,
    middle_us: f64,
    tail_us: f64,
}

fn serve(issuer: &Issuer) -> SocketAddr {
    // Its threads, that of the log among them, stay where they are started.
    stay_on(SERVER);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let (listener, jwt) = (TcpListener::bind((Ipv4Addr::LOCALHOST, 0)), issuer.jwt());
    let running = runtime.block_on(async {
        let listener = listener.await.expect("a free port");
        secured::api().source_rate("600/min per address").jwt(jwt).serve_on(listener).await.expect("it serves")
    });
    let address = running.addr();
    stay_on(CALLERS);
    // It serves until the program ends.
    thread::spawn(move || runtime.block_on(running.wait()));
    address
}

/// Has this thread, and those that it starts from now on, run on one processor.
fn stay_on(processor: usize) {
    let mut only = CpuSet::new();
    only.set(processor);
    sched_setaffinity(None, &only).expect("two processors");
}

/// What the good caller waits for an answer, in microseconds: the median and the 99th percentile.
fn waits(server: SocketAddr, request: &[u8]) -> (f64, f64) {
    let mut connection = TcpStream::connect(server).expect("a connection");
    let mut waits = Vec::new();
    let began = now();
    while began.elapsed() < Duration::from_secs(u64::from(SECONDS)) {
        let asked = now();
        assert_eq!(ask(&mut connection, request), 200);
        waits.push(asked.elapsed());
        thread::sleep(PAUSE);
    }
    waits.sort_unstable();
    let at = |part: usize| waits.get(waits.len() * part / 100).map_or(0.0, |wait| wait.as_secs_f64() * 1e6);
    (at(50), at(99))
}

/// Asks, and reads the answer, which comes at once.
fn ask(connection: &mut TcpStream, request: &[u8]) -> u16 {
    connection.write_all(request).expect("the server reads");
    let mut answer = [0; 4_096];
    let length = connection.read(&mut answer).expect("the server answers");
    let status =
        answer.get(..length).and_then(|answer| answer.get(9..12)).and_then(|digits| str::from_utf8(digits).ok());
    status.and_then(|digits| digits.parse().ok()).expect("an answer of HTTP")
}

#[allow(clippy::disallowed_methods, reason = "how long somebody waits for an answer is what is measured")]
fn now() -> Instant {
    Instant::now()
}

struct Flood {
    ended: Arc<AtomicBool>,
    thread: thread::JoinHandle<(u32, u32)>,
}

impl Flood {
    fn start(server: SocketAddr, offered: u32, forgeries: Arc<[Vec<u8>]>) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&ended);
        let addresses = if offered == 0 { 0 } else { ADDRESSES };
        let connections: Vec<TcpStream> = (0..addresses).map(|number| connected(server, number)).collect();
        Self { ended, thread: thread::spawn(move || flood(connections, offered, &forgeries, &until)) }
    }

    /// How many forgeries were judged, and how many were turned away unjudged.
    fn end(self) -> (u32, u32) {
        self.ended.store(true, Ordering::Relaxed);
        self.thread.join().expect("the flood")
    }
}

/// From an address of its own.
fn connected(server: SocketAddr, number: u16) -> TcpStream {
    let [high, low] = number.to_be_bytes();
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    let own = SocketAddr::from((Ipv4Addr::new(127, 7, high, low), 0));
    socket.bind(&own.into()).and_then(|()| socket.connect(&server.into())).expect("a connection of its own");
    socket.into()
}

/// One after the other, from each address in turn, as many a second as are offered.
fn flood(mut connections: Vec<TcpStream>, offered: u32, forgeries: &[Vec<u8>], ended: &AtomicBool) -> (u32, u32) {
    let (mut checked, mut turned_away, mut sent, began) = (0, 0, 0_u32, now());
    let places = connections.len().max(1);
    while !ended.load(Ordering::Relaxed) {
        let due = (began.elapsed().as_secs_f64() * f64::from(offered)) as u32;
        while sent < due && !ended.load(Ordering::Relaxed) {
            let Some(connection) = connections.get_mut(sent as usize % places) else { break };
            let Some(forgery) = forgeries.get(sent as usize % forgeries.len()) else { break };
            match ask(connection, forgery) {
                401 => checked += 1,
                503 => turned_away += 1,
                other => panic!("{other}"),
            }
            sent += 1;
        }
        thread::sleep(PAUSE);
    }
    (checked, turned_away)
}
