//! HTTP/2 by prior knowledge: a client that means well, and frames by hand for those that do not.

use std::time::Instant;

use bytes::Bytes;
use http_body_util::{Empty, Full};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::*;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const SETTINGS: u8 = 4;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ENHANCE_YOUR_CALM: u32 = 11;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let mut frame = u32::try_from(payload.len()).expect("short").to_be_bytes()[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// `GET` over http, in HPACK without tables of its own.
fn get(path: &str) -> Vec<u8> {
    let mut block = vec![0x82, 0x86, 0x04, u8::try_from(path.len()).expect("short")];
    block.extend(path.as_bytes());
    block.extend([0x01, 0x01, b'a']);
    block
}

fn opening(settings: &[u8]) -> Vec<u8> {
    [PREFACE, &frame(SETTINGS, 0, 0, settings)].concat()
}

/// Reads frames until one is `wanted`, or the connection is closed.
async fn until_frame(stream: &mut (impl AsyncRead + Unpin), wanted: impl Fn(u8, u32, &[u8]) -> bool) -> bool {
    timeout(DEADLINE, async {
        loop {
            let mut head = [0; 9];
            if stream.read_exact(&mut head).await.is_err() {
                return false;
            }
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            let mut payload = vec![0; usize::try_from(length).expect("short")];
            if stream.read_exact(&mut payload).await.is_err() {
                return false;
            }
            if wanted(head[3], u32::from_be_bytes([head[5], head[6], head[7], head[8]]), &payload) {
                return true;
            }
        }
    })
    .await
    .expect("a frame or a close in time")
}

fn calm_down(kind: u8, _: u32, payload: &[u8]) -> bool {
    kind == GOAWAY && payload[4..8] == ENHANCE_YOUR_CALM.to_be_bytes()
}

async fn client<B>(server: &Server) -> http2::SendRequest<B>
where
    B: http_body::Body<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + Unpin + 'static,
{
    let stream = TcpStream::connect(server.address).await.expect("a connection");
    let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.expect("a handshake");
    tokio::spawn(connection);
    sender
}

fn request<B>(path: &str, body: B) -> Request<B> {
    Request::post(format!("http://a{path}")).body(body).expect("a request")
}

#[tokio::test]
async fn a_client_may_send_256_kib_of_bodies_that_nobody_has_read() {
    let server = serve(bounds()).await;
    let mut stream = connect(&server, opening(&[])).await;
    // A connection begins with 65,535 bytes (RFC 9113, 6.9.2), and is given the rest.
    let rest: u32 = 256 * 1024 - 65_535;
    assert!(until_frame(&mut stream, |kind, on, payload| kind == 8 && on == 0 && payload == rest.to_be_bytes()).await);
}

#[tokio::test]
async fn a_connection_without_requests_is_told_that_the_server_stops() {
    let server = serve(Bounds { silence: Duration::from_secs(60), ..bounds() }).await;
    let mut stream = connect(&server, opening(&[])).await;
    assert!(until_frame(&mut stream, |kind, _, _| kind == SETTINGS).await);
    server.stop.send(()).expect("the server runs");
    assert!(until_frame(&mut stream, |kind, _, _| kind == GOAWAY).await);
}

#[tokio::test]
async fn requests_are_answered_at_once_and_whole() {
    let server = serve(Bounds { silence: DEADLINE, write_stall: DEADLINE, ..bounds() }).await;
    let mut sender = client(&server).await;
    let small = sender.send_request(request("/", Full::new(Bytes::from_static(b"abc"))));
    let large = sender.send_request(request("/large", Full::default()));
    let (small, large) = tokio::join!(small, large);
    let small = small.expect("an answer").into_body().collect().await.expect("a body").to_bytes();
    assert_eq!(small, "te=0 cl=1 body=3");
    let large = large.expect("an answer").into_body().collect().await.expect("a body").to_bytes();
    assert_eq!(large.len(), LARGE);
}

#[tokio::test]
async fn a_connection_without_requests_is_told_and_closed() {
    let server = serve(Bounds { silence: PATIENT, ..bounds() }).await;
    let mut sender = client(&server).await;
    sender.send_request(request("/", Empty::<Bytes>::new())).await.expect("an answer");
    timeout(DEADLINE, async {
        while !sender.is_closed() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("the server closes the connection");
}

#[tokio::test]
async fn silence_at_any_point_of_the_opening_is_closed_within_the_bound() {
    let server = serve(bounds()).await;
    for opening in [&PREFACE[..1], &PREFACE[..10], PREFACE, &opening(&[]), &[PREFACE, &[0, 0]].concat()] {
        let started = Instant::now();
        let mut client = connect(&server, opening).await;
        until_closed(&mut client).await;
        assert!(started.elapsed() < LATE, "{opening:?}");
    }
}

#[tokio::test]
async fn dribbled_headers_are_closed_within_the_bound() {
    let server = serve(bounds()).await;
    let started = Instant::now();
    let first = [opening(&[]), frame(HEADERS, END_STREAM, 1, &get("/"))].concat();
    let (mut read, mut write) = connect(&server, first).await.into_split();
    let dribble = tokio::spawn(async move {
        while write.write_all(&frame(CONTINUATION, 0, 1, &[0x00, 0x01, b'x', 0x01, b'y'])).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let mut all = Vec::new();
    let _ = timeout(DEADLINE, read.read_to_end(&mut all)).await.expect("the server closes the connection");
    assert!(started.elapsed() < LATE, "{:?}", started.elapsed());
    dribble.abort();
}

#[tokio::test]
async fn a_stream_whose_client_opens_no_window_is_reset_and_its_neighbour_is_served() {
    let server = serve(Bounds { silence: DEADLINE, ..bounds() }).await;
    // SETTINGS_INITIAL_WINDOW_SIZE = 0
    let first = [opening(&[0, 4, 0, 0, 0, 0]), frame(HEADERS, END_STREAM | END_HEADERS, 1, &get("/"))].concat();
    let mut client = connect(&server, first).await;
    assert!(until_frame(&mut client, |kind, stream, _| kind == RST_STREAM && stream == 1).await);
    client.write_all(&frame(HEADERS, END_STREAM | END_HEADERS, 3, &get("/"))).await.expect("a write");
    assert!(until_frame(&mut client, |kind, stream, _| kind == HEADERS && stream == 3).await);
}

#[tokio::test]
async fn a_stream_whose_client_opens_a_window_of_one_byte_is_reset() {
    let server = serve(bounds()).await;
    // SETTINGS_INITIAL_WINDOW_SIZE = 1
    let first = [opening(&[0, 4, 0, 0, 0, 1]), frame(HEADERS, END_STREAM | END_HEADERS, 1, &get("/large"))].concat();
    let mut client = connect(&server, first).await;
    assert!(until_frame(&mut client, |kind, stream, _| kind == RST_STREAM && stream == 1).await);
}

#[tokio::test]
async fn a_burst_of_resets_is_told_to_calm_down() {
    let server = serve(Bounds { silence: DEADLINE, ..bounds() }).await;
    let mut burst = opening(&[]);
    for stream in (1..2000).step_by(2) {
        burst.extend(frame(HEADERS, END_STREAM | END_HEADERS, stream, &get("/wait")));
        burst.extend(frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes()));
    }
    let mut client = TcpStream::connect(server.address).await.expect("a connection");
    let _ = client.write_all(&burst).await;
    assert!(until_frame(&mut client, calm_down).await, "closed without the reason");
}

#[tokio::test]
async fn resets_one_by_one_are_told_to_calm_down_too() {
    let server = serve(Bounds { silence: DEADLINE, ..bounds() }).await;
    let (mut read, mut write) = connect(&server, opening(&[])).await.into_split();
    let mut told = tokio::spawn(async move { until_frame(&mut read, calm_down).await });
    let mut stream = 1;
    let is_told = loop {
        // Once it has been told, nobody reads what is written.
        let _ = write.write_all(&frame(HEADERS, END_STREAM | END_HEADERS, stream, &get("/wait"))).await;
        tokio::select! {
            told = &mut told => break told.expect("no panic"),
            // The handler is running before the reset comes, where a count of streams not yet taken up sees nothing.
            () = server.arrived.notified() => {}
        }
        let _ = write.write_all(&frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes())).await;
        stream += 2;
    };
    assert!(is_told, "closed without the reason");
    let requests = stream / 2;
    assert!((bounds().resets..bounds().resets + 10).contains(&requests), "after {requests} requests");
}

#[tokio::test]
async fn requests_that_are_answered_are_no_resets() {
    let server = serve(Bounds { resets: 5, silence: DEADLINE, ..bounds() }).await;
    let mut sender = client(&server).await;
    for _ in 0..20 {
        sender.send_request(request("/", Empty::<Bytes>::new())).await.expect("an answer");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_side_client_is_served_while_others_reset() {
    let server = serve(bounds()).await;
    let address = server.address;
    let mut attackers = Vec::new();
    for _ in 0..4 {
        attackers.push(tokio::spawn(async move {
            loop {
                let Ok(mut client) = TcpStream::connect(address).await else { continue };
                let mut burst = opening(&[]);
                for stream in (1..200).step_by(2) {
                    burst.extend(frame(HEADERS, END_STREAM | END_HEADERS, stream, &get("/wait")));
                    burst.extend(frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes()));
                }
                let _ = client.write_all(&burst).await;
                until_frame(&mut client, calm_down).await;
            }
        }));
    }
    let mut worst = Duration::ZERO;
    for _ in 0..50 {
        let started = Instant::now();
        let mut client = connect(&server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
        until(&mut client, "body=0").await;
        worst = worst.max(started.elapsed());
    }
    for attacker in attackers {
        attacker.abort();
    }
    assert!(worst < Duration::from_millis(2_500), "{worst:?}");
}
