//! What hyper does by itself with requests that two servers might read differently (RFC 9112, 11.2). A test that fails after an
//! upgrade of hyper means that the manual has to change, and perhaps the checks of the request step.

use super::*;

/// The status lines and bodies that come back, with a second request close behind to see where the first one ended.
async fn answers(request: &str) -> (Vec<String>, bool) {
    let server = serve(bounds()).await;
    let second = "GET /peer HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let mut client = connect(&server, format!("{request}{second}")).await;
    let local = client.local_addr().expect("an address").to_string();
    let all = until_closed(&mut client).await;
    let mut seen = Vec::new();
    for line in all.lines() {
        if let Some(status) = line.strip_prefix("HTTP/1.1 ") {
            seen.push(status.split(' ').next().unwrap_or_default().to_owned());
        } else if let Some(body) = line.split("HTTP/1.1").next().filter(|line| line.starts_with("te=")) {
            seen.push(body.to_owned());
            seen.extend(line.split_once("HTTP/1.1 ").map(|(_, status)| status[..3].to_owned()));
        }
    }
    (seen, all.contains(&local))
}

#[tokio::test]
async fn table() {
    let cases = [
        ("TE + CL", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        ("CL + TE", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        ("equal CLs", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
        ("CL list", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc"),
        ("unequal CLs", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
        ("CL +3", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc"),
        ("bare LF", "POST / HTTP/1.1\nHost: a\nContent-Length: 3\n\nabc"),
        ("bare LF in chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n"),
        ("chunked, chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        ("two TE lines", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        ("gzip, chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        ("identity", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\nabc"),
        ("xchunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        ("TE in 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        ("obs-fold", "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n"),
        ("space before colon", "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n"),
        ("no Host", "GET / HTTP/1.1\r\n\r\n"),
        ("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        ("CR in value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
        ("NUL in value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
        ("chunk size overflow", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n"),
    ];
    for (name, request) in cases {
        let (seen, second) = answers(request).await;
        println!("{name:22} {seen:?} second={second}");
    }
}
