//! Clients that hold on to a connection and do as little as they can, against the `articles` binary and its own bounds.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use secure_api_tests::cargo;
use secure_api_tests::server::Server;
use secure_api_tests::wire::{Ask, connect, until_closed};
use serde_json::json;

/// What is promised (`Bounds::default` is held to it by a test of its own), and what a loaded machine may add.
const BOUND: Duration = Duration::from_secs(10);
const SLACK: Duration = Duration::from_secs(10);
/// How often an attacker sends a byte.
const PACE: Duration = Duration::from_millis(400);

/// How many of each kind there are: the two that send a body together are as many as the route admits a minute.
const EACH: usize = 5;

#[derive(Clone, Copy, Debug)]
enum Attack {
    /// Connects and says nothing.
    Silence,
    /// Sends its head byte by byte.
    Head,
    /// Sends the preface of HTTP/2 and nothing more.
    Preface,
    /// Announces a body and sends it byte by byte.
    Body,
    /// The same in chunks.
    Chunks,
    /// Asks, is answered, and keeps the connection.
    Idle,
}

const ATTACKS: [Attack; 6] =
    [Attack::Silence, Attack::Head, Attack::Preface, Attack::Body, Attack::Chunks, Attack::Idle];

#[test]
fn slow_clients_are_closed_within_the_bounds_and_nobody_else_notices() {
    let server =
        Server::start(cargo::articles(), &[("SOURCE_RATE", "100000/min"), ("RUST_LOG", "secure_api=debug,info")]);
    let addr = server.addr();
    let editor = server.development_token("EDITOR");
    let (done, ends) = mpsc::channel();
    for attack in ATTACKS.into_iter().cycle().take(ATTACKS.len() * EACH) {
        let (done, editor) = (done.clone(), editor.clone());
        thread::spawn(move || done.send((attack, open_for(attack, addr, &editor))));
    }
    drop(done);
    let reader = thread::scope(|scope| {
        let reader = scope.spawn(|| slow_reader(&server, &editor));
        let worst = serve_meanwhile(addr, ends, ATTACKS.len() * EACH);
        // Who has to wait for an attacker waits until that one is closed.
        assert!(worst < BOUND / 2, "a client in between waited {worst:?}");
        reader.join().expect("the reader was closed")
    });
    assert!(reader < BOUND + SLACK, "who read nothing had its connection for {reader:?}");
    assert_eq!(Ask::get("/health").send(addr).status, 200);
}

/// Asks for `/health` again and again until `count` attackers were closed, each in time. Tells the longest wait.
fn serve_meanwhile(addr: SocketAddr, ends: mpsc::Receiver<(Attack, Duration)>, count: usize) -> Duration {
    let (mut worst, mut ended) = (Duration::ZERO, 0);
    while ended < count {
        match ends.recv_timeout(Duration::from_millis(200)) {
            Ok((attack, open)) => {
                assert!(open < BOUND + SLACK, "{attack:?} had its connection for {open:?}");
                ended += 1;
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                let asked = now();
                assert_eq!(Ask::get("/health").send(addr).status, 200);
                worst = worst.max(asked.elapsed());
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => panic!("an attacker failed, {ended} of {count} were closed"),
        }
    }
    worst
}

/// How long the server leaves an attacker its connection.
fn open_for(attack: Attack, addr: SocketAddr, token: &str) -> Duration {
    let post = format!(
        "POST /articles HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    );
    let (opening, dribble): (String, &[u8]) = match attack {
        Attack::Silence => (String::new(), b""),
        Attack::Head => ("GET /health HTTP/1.1\r\nHost: a\r\nX-Slow: ".to_owned(), b"x"),
        Attack::Preface => ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), b""),
        Attack::Body => (format!("{post}Content-Length: 100000\r\n\r\n{{"), b" "),
        Attack::Chunks => (format!("{post}Transfer-Encoding: chunked\r\n\r\n1\r\n{{\r\n"), b"1\r\n \r\n"),
        Attack::Idle => ("GET /health HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(), b""),
    };
    let started = now();
    let mut stream = connect(addr);
    stream.write_all(opening.as_bytes()).expect("the server is there");
    stream.set_read_timeout(Some(PACE)).expect("a timeout can be set");
    let mut seen = Vec::new();
    while started.elapsed() < BOUND + SLACK + PACE {
        match waited(&mut stream, &mut seen) {
            Some(()) => {
                let answered = String::from_utf8_lossy(&seen);
                if matches!(attack, Attack::Body | Attack::Chunks) {
                    assert!(answered.starts_with("HTTP/1.1 408 "), "{attack:?}: {answered}");
                }
                return started.elapsed();
            }
            // An error shows at the next read.
            None => drop(stream.write_all(dribble)),
        }
    }
    started.elapsed()
}

/// Reads for as long as the pace is: something once the server has closed.
fn waited(stream: &mut TcpStream, seen: &mut Vec<u8>) -> Option<()> {
    let mut piece = [0; 4096];
    match stream.read(&mut piece) {
        Ok(0) => Some(()),
        Ok(read) => {
            seen.extend_from_slice(&piece[..read]);
            None
        }
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => None,
        Err(_) => Some(()),
    }
}

/// Asks for far more than the system buffers and reads nothing of it. Tells how long the server put up with that.
fn slow_reader(server: &Server, token: &str) -> Duration {
    let addr = server.addr();
    let long = json!({ "title": "Long", "contact": "ada@example.com", "tags": [], "text": "é".repeat(20_000) });
    let admin = server.development_token("ADMIN");
    for _ in 0..8 {
        let answer = Ask::new("POST", "/articles").json(&long).bearer(&admin).send(addr);
        assert_eq!(answer.status, 201, "{answer:?}");
        let publish = format!("{}/publish", answer.header("location"));
        assert_eq!(Ask::new("POST", &publish).bearer(&admin).send(addr).status, 200);
    }
    // 320 kB each, 96 MB in all.
    let started = now();
    let mut stream = connect(addr);
    let own = stream.local_addr().expect("it is connected").to_string();
    stream.write_all(&Ask::get("/articles").bearer(token).bytes().repeat(300)).expect("the requests are few bytes");
    // To read would be to go on: the log tells of the end.
    server.event(|line| line["peer"] == own.as_str());
    let open = started.elapsed();
    let taken = until_closed(&mut stream);
    assert!(taken.len() < 90_000_000, "everything was sent, {} bytes", taken.len());
    open
}

#[allow(clippy::disallowed_methods, reason = "how long a real socket stays open is what is measured")]
fn now() -> Instant {
    Instant::now()
}
