//! Each bound fires over HTTP/1, and does not fire on those who keep it.

use crate::serve::Doors;
use std::collections::VecDeque;
use std::time::Instant;

use tokio::net::TcpSocket;

use super::super::accept::{Source, accept};
use super::*;

const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

#[tokio::test]
async fn a_silent_connection_is_closed_within_the_bound() {
    let server = serve(bounds()).await;
    let started = Instant::now();
    let mut client = connect(&server, "").await;
    assert_eq!(until_closed(&mut client).await, "");
    assert!(started.elapsed() >= bounds().silence / 2, "not before its time");
}

#[tokio::test]
async fn a_dribbled_request_head_is_closed_within_the_bound() {
    let server = serve(bounds()).await;
    let started = Instant::now();
    let (mut read, mut write) = connect(&server, "G").await.into_split();
    let dribble = tokio::spawn(async move {
        write.write_all(b"ET / HTTP/1.1\r\nHost: a\r\n").await.ok();
        while write.write_all(b"X: y\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let mut all = Vec::new();
    let _ = timeout(DEADLINE, read.read_to_end(&mut all)).await.expect("the server closes the connection");
    assert!(all.is_empty());
    assert!(started.elapsed() < LATE, "{:?}", started.elapsed());
    dribble.abort();
}

#[tokio::test]
async fn requests_share_a_connection_until_it_is_idle_for_too_long() {
    let server = serve(Bounds { silence: PATIENT, ..bounds() }).await;
    let mut client = connect(&server, "").await;
    for _ in 0..3 {
        client.write_all(GET.as_bytes()).await.expect("a write");
        until(&mut client, "body=0").await;
    }
    assert_eq!(until_closed(&mut client).await, "");
}

#[tokio::test]
async fn a_silent_body_ends_in_an_error_and_a_closed_connection() {
    let server = serve(bounds()).await;
    let mut client = connect(&server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc").await;
    let answer = until_closed(&mut client).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn a_body_below_the_minimum_rate_ends_in_an_error() {
    let server = serve(bounds()).await;
    let (mut read, mut write) =
        connect(&server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n").await.into_split();
    let dribble = tokio::spawn(async move {
        while write.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let mut all = Vec::new();
    let _ = timeout(DEADLINE, read.read_to_end(&mut all)).await.expect("the server closes the connection");
    assert!(all.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&all));
    dribble.abort();
}

#[tokio::test]
async fn a_body_above_the_minimum_rate_may_take_longer_than_any_bound() {
    let server = serve(Bounds { body_silence: PATIENT, ..bounds() }).await;
    let mut client = connect(&server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n").await;
    for _ in 0..60 {
        client.write_all(&[b'x'; 1000]).await.expect("a write");
        tokio::time::sleep(PATIENT / 50).await;
    }
    until(&mut client, "body=60000").await;
}

#[tokio::test]
async fn a_client_that_does_not_read_is_closed() {
    let server = serve(Bounds { shutdown: DEADLINE * 6, ..bounds() }).await;
    let mut client = connect(&server, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n").await;
    client.readable().await.expect("the answer begins");
    ends_by_itself(server).await;
    assert!(until_closed(&mut client).await.len() < LARGE);
}

#[tokio::test]
async fn a_client_that_reads_a_trickle_is_closed() {
    let server = serve(Bounds { shutdown: DEADLINE * 6, ..bounds() }).await;
    let socket = TcpSocket::new_v4().expect("a socket");
    // Small, so that each little that is read moves something at once, and no single wait is too long.
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let mut client = socket.connect(server.address).await.expect("a connection");
    client.write_all(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n").await.expect("a write");
    client.readable().await.expect("the answer begins");
    let trickle = tokio::spawn(async move {
        let mut chunk = [0; 1024];
        while let Ok(1..) = client.read(&mut chunk).await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    ends_by_itself(server).await;
    trickle.abort();
}

#[tokio::test]
async fn a_slow_but_steady_reader_gets_all_of_it() {
    let bounds = Bounds { silence: Duration::from_millis(200), write_stall: PATIENT, ..bounds() };
    let server = serve(bounds).await;
    let mut client = connect(&server, "GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    // Longer than any bound.
    let mut chunk = vec![0; LARGE / 60];
    for _ in 0..60 {
        client.read_exact(&mut chunk).await.expect("the answer goes on");
        tokio::time::sleep(PATIENT / 50).await;
    }
    let mut rest = Vec::new();
    let _ = client.read_to_end(&mut rest).await;
    assert!(60 * chunk.len() + rest.len() > LARGE, "only {} more", rest.len());
}

#[tokio::test]
async fn an_answer_that_leaves_the_body_unread_still_arrives() {
    let server = serve(Bounds { silence: DEADLINE, ..bounds() }).await;
    let body = vec![b'x'; 16 * 1024 * 1024];
    let head = format!("POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n", body.len());
    let mut client = connect(&server, head).await;
    until(&mut client, "refused").await;
    // What a client sends that does not look at the answer before it has sent everything.
    client.write_all(&body).await.expect("the connection is not reset");
    client.shutdown().await.expect("the connection is not reset");
    assert_eq!(until_closed(&mut client).await, "");
}

#[tokio::test]
async fn the_service_learns_the_peer_address() {
    let server = serve(bounds()).await;
    let mut client = connect(&server, "GET /peer HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let local = client.local_addr().expect("an address").to_string();
    until(&mut client, &local).await;
}

#[tokio::test]
async fn a_connection_beyond_the_bound_waits_for_its_turn() {
    let server = serve(Bounds { connections: 1, silence: DEADLINE * 2, ..bounds() }).await;
    let mut first = connect(&server, GET).await;
    until(&mut first, "body=0").await;
    let mut second = connect(&server, GET).await;
    let early = timeout(Duration::from_millis(100), second.read_u8()).await;
    assert!(early.is_err(), "the only place is taken");
    drop(first);
    until(&mut second, "body=0").await;
}

#[tokio::test]
async fn a_connection_beyond_the_bound_of_its_address_is_closed() {
    let server = serve(Bounds { per_address: 1, silence: DEADLINE * 2, ..bounds() }).await;
    let mut first = connect(&server, GET).await;
    until(&mut first, "body=0").await;
    let mut second = TcpStream::connect(server.address).await.expect("a connection");
    assert_eq!(until_closed(&mut second).await, "");
    assert!(timeout(Duration::ZERO, first.read_u8()).await.is_err(), "the first is still open");
}

struct Failing {
    errors: VecDeque<io::Error>,
    listener: TcpListener,
}

impl Source for Failing {
    async fn next(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
        match self.errors.pop_front() {
            Some(error) => Err(error),
            None => self.listener.next().await,
        }
    }
}

#[tokio::test]
async fn accept_errors_do_not_end_the_loop() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    // 24 is EMFILE.
    let errors = [io::Error::from_raw_os_error(24), io::ErrorKind::ConnectionAborted.into(), io::Error::other("?")];
    let source = Failing { errors: errors.into(), listener };
    let service = service_fn(|_| std::future::ready(Ok(Response::new(Body::from("hello")))));
    let task = tokio::spawn(accept(source, service, bounds(), Doors::new(None, true), std::future::pending()));
    let mut client = TcpStream::connect(address).await.expect("a connection");
    client.write_all(GET.as_bytes()).await.expect("a write");
    until(&mut client, "hello").await;
    task.abort();
}

/// Waits until the server has closed the only connection. Being told to stop does not make it do so: a request is under way.
async fn ends_by_itself(server: Server) {
    server.stop.send(()).expect("the server runs");
    timeout(DEADLINE, server.task).await.expect("it closes the connection").expect("no panic").expect("no error");
}
