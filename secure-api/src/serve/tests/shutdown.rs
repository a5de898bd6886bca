//! Told to stop: requests under way end, the rest closes.

use std::time::Instant;

use super::*;

const WAIT: &str = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";

#[tokio::test]
async fn requests_under_way_end_and_idle_connections_close() {
    let server = serve(Bounds { silence: DEADLINE * 2, shutdown: DEADLINE, ..bounds() }).await;
    let mut idle = connect(&server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    until(&mut idle, "body=0").await;
    let mut silent = connect(&server, "").await;
    let mut busy = connect(&server, WAIT).await;
    server.arrived.notified().await;

    server.stop.send(()).expect("the server runs");
    assert_eq!(until_closed(&mut idle).await, "");
    assert_eq!(until_closed(&mut silent).await, "");
    let refused = TcpStream::connect(server.address).await;
    assert!(refused.is_err(), "nobody listens any more");

    server.release.notify_one();
    let answer = until_closed(&mut busy).await;
    assert!(answer.ends_with("waited"), "{answer}");
    timeout(DEADLINE, server.task).await.expect("it ends").expect("no panic").expect("no error");
}

#[tokio::test]
async fn requests_that_do_not_end_are_cut_off() {
    let server = serve(Bounds { shutdown: Duration::from_millis(300), ..bounds() }).await;
    let mut busy = connect(&server, WAIT).await;
    server.arrived.notified().await;
    let started = Instant::now();
    server.stop.send(()).expect("the server runs");
    assert_eq!(until_closed(&mut busy).await, "");
    timeout(DEADLINE, server.task).await.expect("it ends").expect("no panic").expect("no error");
    assert!(started.elapsed() >= Duration::from_millis(300), "not before its time");
}
