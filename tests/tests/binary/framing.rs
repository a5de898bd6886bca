//! Requests that two servers might read differently.

use secure_api_tests::wire::{Answer, raw};

use super::*;

/// What comes back for these bytes and a request for `/health` close behind them.
fn answers(server: &Server, request: &str) -> Vec<Answer> {
    let behind = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    Answer::all(&raw(server.addr(), format!("{request}{behind}").as_bytes()))
}

fn statuses(server: &Server, request: &str) -> Vec<u16> {
    answers(server, request).iter().map(|answer| answer.status).collect()
}

#[test]
fn without_one_well_formed_host_a_request_is_refused_and_the_connection_closed() {
    let server = server();
    let refused = [
        "GET /health HTTP/1.1\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: ada@a\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: a:99999\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: a, b\r\n\r\n",
        "GET http://a/health HTTP/1.1\r\nHost: b\r\n\r\n",
        "GET http://a/health HTTP/1.1\r\n\r\n",
        "GET /health HTTP/1.0\r\n\r\n",
    ];
    for request in refused {
        let answers = answers(&server, request);
        assert_eq!(answers.len(), 1, "the connection goes on after {request:?}");
        let answer = &answers[0];
        assert_eq!((answer.status, answer.header("connection")), (400, "close"), "{request:?}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{request:?}");
        assert!(!answer.header("content-security-policy").is_empty(), "{request:?}");
        assert_eq!(server.audit(answer.header("x-request-id"))["event"], "input_validation_fail", "{request:?}");
    }
    assert_eq!(statuses(&server, "GET http://a/health HTTP/1.1\r\nHost: a\r\n\r\n"), [200, 200]);
}

#[test]
fn ambiguous_framing_is_refused_and_the_connection_closed() {
    let server = server();
    let refused = [
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding: chunked;q=1",
        "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: 3, 3",
        "Content-Length: +3",
        "Content-Length: -3",
        "Content-Length: 0x3",
        "Content-Length:",
        "X: a\0b",
        "X: a\r\n folded",
    ];
    for lines in refused {
        let request = format!("POST /articles HTTP/1.1\r\nHost: a\r\n{lines}\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        assert_eq!(statuses(&server, &request), [400], "{lines:?}");
    }
}

#[test]
fn two_lengths_of_one_body_are_read_one_way_and_the_connection_closes() {
    let server = server();
    let editor = server.development_token("EDITOR");
    let body = draft().to_string();
    let chunked = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let smuggled = "GET /me HTTP/1.1\r\nHost: a\r\n\r\n";
    for lines in ["Transfer-Encoding: chunked\r\nContent-Length: 6", "Content-Length: 6\r\nTransfer-Encoding: chunked"]
    {
        let head = format!(
            "POST /articles HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer {editor}\r\n{lines}"
        );
        let seen = statuses(&server, &format!("{head}\r\n\r\n{chunked}{smuggled}"));
        assert!(seen == [201] || seen == [400], "{lines:?}: {seen:?}");
    }
}

#[test]
fn equal_lengths_and_bare_line_feeds_shift_no_request() {
    let server = server();
    let editor = server.development_token("EDITOR");
    let body = draft().to_string();
    let length = body.len();
    let twice = format!(
        "POST /articles HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer {editor}\r\n\
         Content-Length: {length}\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    assert_eq!(statuses(&server, &twice), [201, 200]);
    assert_eq!(statuses(&server, "GET /health HTTP/1.1\nHost: a\n\n"), [200, 200]);
}

#[test]
fn a_method_that_is_not_declared_is_405_and_no_tunnel() {
    let server = server();
    let undeclared = [
        ("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", ""),
        ("TRACE /health HTTP/1.1\r\nHost: a\r\n\r\n", "GET, HEAD"),
        ("TRACE /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", ""),
        ("PATCH /health HTTP/1.1\r\nHost: a\r\n\r\n", "GET, HEAD"),
        ("OPTIONS /me HTTP/1.1\r\nHost: a\r\n\r\n", "GET, HEAD"),
        ("BREW /health HTTP/1.1\r\nHost: a\r\n\r\n", "GET, HEAD"),
    ];
    for (request, allowed) in undeclared {
        let answers = answers(&server, request);
        assert_eq!((answers[0].status, answers[0].header("allow")), (405, allowed), "{request:?}");
        assert_eq!(answers.iter().skip(1).map(|answer| answer.status).collect::<Vec<_>>(), [200], "{request:?}");
    }
}

#[test]
fn a_body_that_nobody_read_is_not_taken_for_a_request() {
    let server = server();
    let inner = "GET /me HTTP/1.1\r\nHost: a\r\n\r\n";
    let request = format!("POST /articles HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{inner}", inner.len());
    let seen = statuses(&server, &request);
    assert!(seen == [401, 200] || seen == [401], "{seen:?}");
    let event = server.event(|line| line["reason"] == "no credential");
    assert_eq!(event["path"], "/articles");
    assert!(!server.lines().iter().any(|line| line.contains("\"path\":\"/me\"")));
}
