//! What hyper does by itself with requests that two servers might read differently (RFC 9112, 11.2). A test that fails after an
//! upgrade of hyper means that the manual has to change, and perhaps the checks of the request step.

use super::*;

/// The status codes and bodies that come back, and whether a request close behind was seen as one.
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

/// How the bytes are taken.
#[derive(Debug, PartialEq)]
enum Taken {
    /// 400 and the connection closes, by hyper or because reading the body fails.
    Refused,
    /// What the service sees; then the connection closes, so that what follows cannot be mistaken for a request.
    AndCloses(&'static str),
    /// What the service sees; the next request starts where it should.
    AndGoesOn(&'static str),
}

use Taken::{AndCloses, AndGoesOn, Refused};

async fn check(name: &str, request: &str, taken: Taken) {
    let (seen, next) = answers(request).await;
    let seen: Vec<_> = seen.iter().map(String::as_str).collect();
    match taken {
        Refused => assert_eq!((seen.as_slice(), next), (["400"].as_slice(), false), "{name}"),
        AndCloses(body) => assert_eq!((seen.as_slice(), next), (["200", body].as_slice(), false), "{name}"),
        AndGoesOn(body) => assert_eq!((seen.as_slice(), next), (["200", body, "200"].as_slice(), true), "{name}"),
    }
}

/// A `POST` with these header lines and this body.
fn post(lines: &str, body: &str) -> String {
    format!("POST / HTTP/1.1\r\nHost: a\r\n{lines}\r\n\r\n{body}")
}

const CHUNKED: &str = "3\r\nabc\r\n0\r\n\r\n";

#[tokio::test]
async fn two_framings_are_read_as_chunked_and_the_connection_closes() {
    let te_first = post("Transfer-Encoding: chunked\r\nContent-Length: 3", CHUNKED);
    let cl_first = post("Content-Length: 3\r\nTransfer-Encoding: chunked", CHUNKED);
    // The service never sees the length: hyper removes it.
    check("TE with CL", &te_first, AndCloses("te=1 cl=0 body=3")).await;
    check("CL with TE", &cl_first, AndCloses("te=1 cl=0 body=3")).await;
}

#[tokio::test]
async fn lengths_have_to_agree() {
    let of = |lines| post(lines, "abc");
    check("equal", &of("Content-Length: 3\r\nContent-Length: 3"), AndGoesOn("te=0 cl=1 body=3")).await;
    check("a list", &of("Content-Length: 3, 3"), Refused).await;
    check("unequal", &of("Content-Length: 3\r\nContent-Length: 4"), Refused).await;
    check("signed", &of("Content-Length: +3"), Refused).await;
    check("empty", &of("Content-Length: "), Refused).await;
}

/// Those that are read are left to the request step, which refuses the first two.
#[tokio::test]
async fn the_last_transfer_encoding_has_to_be_chunked() {
    let of = |lines| post(lines, CHUNKED);
    let two = "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked";
    check("twice in a line", &of("Transfer-Encoding: chunked, chunked"), AndGoesOn("te=1 cl=0 body=3")).await;
    check("twice in two lines", &of(two), AndGoesOn("te=2 cl=0 body=3")).await;
    check("another before", &of("Transfer-Encoding: gzip, chunked"), AndGoesOn("te=1 cl=0 body=3")).await;
    check("another behind", &of("Transfer-Encoding: chunked, identity"), Refused).await;
    check("another alone", &of("Transfer-Encoding: identity"), Refused).await;
    check("a near miss", &of("Transfer-Encoding: xchunked"), Refused).await;
    let old = of("Transfer-Encoding: chunked").replace("HTTP/1.1", "HTTP/1.0");
    check("in HTTP/1.0", &old, Refused).await;
}

#[tokio::test]
async fn lines_end_where_every_server_sees_it() {
    // RFC 9112, 2.2 allows a lone LF. It is one line end for us, so nothing is smuggled past us; a proxy may see it otherwise.
    let lone = post("Content-Length: 3", "abc").replace('\r', "");
    check("lone LF", &lone, AndGoesOn("te=0 cl=1 body=3")).await;
    check("lone LF in chunks", &post("Transfer-Encoding: chunked", "3\nabc\n0\n\n"), Refused).await;
    check("lone CR", &post("X: a\rb", ""), Refused).await;
    check("NUL", &post("X: a\0b", ""), Refused).await;
    check("folded", &post("X: a\r\n b", ""), Refused).await;
    check("space before the colon", &post("Content-Length : 3", "abc"), Refused).await;
    check(
        "chunk size too large",
        &post("Transfer-Encoding: chunked", "10000000000000003\r\nabc\r\n0\r\n\r\n"),
        Refused,
    )
    .await;
}

/// hyper does not look: the request step refuses both.
#[tokio::test]
async fn the_host_is_not_looked_at() {
    check("no Host", "GET / HTTP/1.1\r\n\r\n", AndGoesOn("te=0 cl=0 body=0")).await;
    check("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", AndGoesOn("te=0 cl=0 body=0")).await;
}
