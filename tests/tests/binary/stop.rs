//! How it ends, and how it starts again.

use std::io::Write;
use std::net::TcpStream;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use secure_api_tests::wire::{Answer, connect, raw, until, until_closed};

use super::*;

/// A request whose handler waits for the rest of its body, proven by the interim answer, and that rest.
fn under_way(server: &Server) -> (TcpStream, Vec<u8>) {
    let ask = Ask::new("POST", "/articles").line("Expect: 100-continue").bearer(&server.development_token("EDITOR"));
    let bytes = ask.json(&draft()).line("Connection: close").bytes();
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head ends") + 4;
    let mut stream = connect(server.addr());
    stream.write_all(&bytes[..head]).expect("the server reads");
    until(&mut stream, "HTTP/1.1 100 Continue\r\n\r\n");
    (stream, bytes[head..].to_vec())
}

/// Longer than a process takes to start or to end on a busy machine.
const PATIENCE: Duration = Duration::from_secs(45);

/// Returns once somebody listens, or nobody does any more.
fn until_accepted(addr: SocketAddr, accepted: bool) {
    let began = now();
    while TcpStream::connect(addr).is_ok() != accepted {
        assert!(began.elapsed() < PATIENCE, "that connections to {addr} are accepted does not become {accepted}");
        thread::sleep(Duration::from_millis(5));
    }
}

#[allow(clippy::disallowed_methods, reason = "how long a process takes to start or to end is the system's time")]
fn now() -> Instant {
    Instant::now()
}

#[test]
fn what_is_in_flight_is_finished_and_nothing_new_is_taken() {
    for signal in ["TERM", "INT"] {
        let (_kept, addr) = kept_port();
        let server = Server::start(cargo::articles(), &[("SECURE_API_ADDR", &addr.to_string())]);
        let (mut stream, rest) = under_way(&server);
        server.signal(signal);
        until_accepted(addr, false);
        stream.write_all(&rest).expect("the server still reads");
        let answers = Answer::all(&until_closed(&mut stream));
        assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [201], "{signal}");
        let (status, said) = server.ended();
        assert!(status.success(), "{signal}: {status}\n{said}");
        assert!(said.contains("sensitive_create"), "{said}");
    }
}

#[test]
fn idle_connections_do_not_hold_up_the_end() {
    let server = server();
    let mut idle = connect(server.addr());
    idle.write_all(&Ask::get("/health").bytes()).expect("the server reads");
    until(&mut idle, "\r\n\r\n");
    let mut silent = connect(server.addr());
    server.signal("TERM");
    assert!(server.ended().0.success());
    assert_eq!(until_closed(&mut idle) + &until_closed(&mut silent), "");
}

/// How many refusals were counted and not told is known when nothing comes any more. As many are sent at a time as it takes to be
/// more than are told in a second, however slow the machine is.
#[test]
fn what_is_told_at_the_very_end_is_in_the_log() {
    const AT_A_TIME: u64 = 300;
    let server = server();
    let ask = Ask::get("/me");
    let last = ask.clone().line("Connection: close").bytes();
    let mut asked = 0;
    while asked == 0 || !server.lines().iter().any(|line| line.contains("refusals_held_back")) {
        assert!(asked < 50 * AT_A_TIME, "all of {asked} were told");
        let answers = raw(server.addr(), &[ask.bytes().repeat(AT_A_TIME as usize - 1), last.clone()].concat());
        assert_eq!(Answer::all(&answers).iter().filter(|answer| answer.status == 401).count() as u64, AT_A_TIME);
        asked += AT_A_TIME;
    }
    server.signal("TERM");
    let (_, said) = server.ended();
    let events = || said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let told = events().filter(|event| event["event"] == "authn_login_fail").count() as u64;
    let counted: u64 = events().filter_map(|event| event["count"].as_u64()).sum();
    assert!(told < asked);
    assert_eq!(told + counted, asked, "{said}");
}

#[test]
fn after_a_kill_it_starts_again_on_the_same_address() {
    let (_kept, addr) = kept_port();
    let start = || Server::start(cargo::articles(), &[("SECURE_API_ADDR", &addr.to_string())]);
    let first = start();
    let (open, _) = under_way(&first);
    first.signal("KILL");
    assert_eq!(first.ended().0.code(), None, "ended by the signal");
    let second = start();
    assert_eq!(second.addr(), addr);
    assert_eq!(Ask::get("/health").send(addr).status, 200);
    drop(open);
}

#[test]
fn the_audit_cannot_be_silenced() {
    for filter in ["off", "error", "secure_api=off,secure_api::audit=off", "no filter at all!"] {
        let (_kept, addr) = kept_port();
        let environment = [("SECURE_API_ADDR", &*addr.to_string()), ("RUST_LOG", filter)];
        let server = Server::start(cargo::articles(), &environment);
        // The line that says where it serves may be silenced. The tokens are printed after the address is bound.
        server.development_token("ADMIN");
        let refused = Ask::get("/me").send(addr);
        assert_eq!(server.audit(refused.header("x-request-id"))["event"], "authn_login_fail", "{filter}");
        if filter == "off" {
            assert!(!server.lines().iter().any(|line| line.contains("\"serving\"")), "the filter does nothing");
        }
    }
}

#[test]
fn a_full_disk_behind_the_log_ends_no_request() {
    let (_kept, addr) = kept_port();
    // Every write to this device fails as on a full disk.
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    for key in [Some(("JWT_SECRET", secret())), None] {
        let mut serving = Command::new(cargo::articles())
            .env_clear()
            .env("SECURE_API_ADDR", addr.to_string())
            .envs(key)
            .stderr(full.try_clone().expect("one file, two processes"))
            .spawn()
            .expect("it starts");
        until_accepted(addr, true);
        let statuses = ["/me", "/health", "/nowhere"].map(|path| Ask::get(path).send(addr).status);
        let _ = serving.kill();
        let _ = serving.wait();
        assert_eq!(statuses, [401, 200, 404]);
    }
}
