//! Connections: one that is used again and again, and one for bytes that no well-behaved client sends.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use http_body_util::{BodyExt, Limited};
use hyper::body::Frame;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::time::timeout;

use super::ask::{Answer, Ask, Body};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the first answer to raw bytes may take, and the end of a connection that was announced.
const RAW_PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection is watched for more than was to come.
const WATCHED: Duration = Duration::from_millis(150);
/// How much of a chunked body goes into a chunk.
const CHUNK: usize = 16 * 1024;

/// The most bytes of an answer.
const MOST_READ: usize = 64 << 20;

/// Where requests go.
#[derive(Clone)]
pub(super) struct Destination {
    pub(super) addr: SocketAddr,
    /// What `Host` says.
    pub(super) host: String,
    #[cfg(feature = "https")]
    pub(super) tls: Option<super::remote::Tls>,
}

/// A connection, over TLS or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A connection to the application, which is opened anew where it was closed.
pub(super) struct Wire {
    destination: Destination,
    from: Ipv4Addr,
    sender: Option<SendRequest<Chunks>>,
}

impl Wire {
    /// From an address of this machine.
    pub(super) fn new(destination: Destination, from: Ipv4Addr) -> Self {
        Self { destination, from, sender: None }
    }

    /// Sends a request, with this `Authorization`.
    pub(super) async fn send(&mut self, ask: &Ask, bearer: Option<&str>) -> Result<Answer, String> {
        let reused = self.sender.as_ref().is_some_and(|sender| !sender.is_closed());
        match timeout(PATIENCE, self.once(ask, bearer)).await {
            Ok(Ok(answer)) => Ok(answer),
            // A connection that lay idle may have been closed meanwhile.
            Ok(Err(_)) if reused => {
                self.sender = None;
                let again = timeout(PATIENCE, self.once(ask, bearer)).await;
                again.map_err(|_| "no answer came".to_owned())?.map_err(|error| format!("no answer came: {error}"))
            }
            Ok(Err(error)) => Err(format!("no answer came: {error}")),
            Err(_) => {
                self.sender = None;
                Err(format!("no answer came within {} s", PATIENCE.as_secs()))
            }
        }
    }

    async fn once(&mut self, ask: &Ask, bearer: Option<&str>) -> Result<Answer, String> {
        let request = self.request(ask, bearer)?;
        let mut sender = match self.sender.take().filter(|sender| !sender.is_closed()) {
            Some(sender) => sender,
            None => self.connect().await?,
        };
        let told = |error: hyper::Error| error.to_string();
        sender.ready().await.map_err(told)?;
        let answer = sender.send_request(request).await.map_err(told)?;
        let (parts, body) = answer.into_parts();
        let body = Limited::new(body, MOST_READ).collect().await.map_err(|error| error.to_string())?.to_bytes();
        self.sender = Some(sender);
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    async fn connect(&self) -> Result<SendRequest<Chunks>, String> {
        let stream = open(&self.destination, self.from).await.map_err(|error| error.to_string())?;
        let connected = http1::handshake(TokioIo::new(stream)).await;
        let (sender, connection) = connected.map_err(|error| error.to_string())?;
        tokio::spawn(connection);
        Ok(sender)
    }

    fn request(&self, ask: &Ask, bearer: Option<&str>) -> Result<Request<Chunks>, String> {
        let mut request = Request::builder().method(ask.method.as_str()).uri(ask.target.as_str());
        if !ask.headers.iter().any(|(name, _)| name == "host") {
            request = request.header("host", self.destination.host.as_str());
        }
        for (name, value) in &ask.headers {
            request = request.header(name.as_str(), value.as_str());
        }
        if let Some(bearer) = bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        request.body(Chunks::of(&ask.body)).map_err(|error| format!("{} {}: {error}", ask.method, ask.target))
    }
}

/// Opens a connection from an address of this machine.
async fn open(destination: &Destination, from: Ipv4Addr) -> io::Result<Box<dyn Stream>> {
    let addr = destination.addr;
    let socket = if addr.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    if from != Ipv4Addr::LOCALHOST {
        socket.bind(SocketAddr::new(from.into(), 0))?;
    }
    let stream = socket.connect(addr).await?;
    stream.set_nodelay(true)?;
    #[cfg(feature = "https")]
    if let Some(tls) = &destination.tls {
        return Ok(Box::new(tls.connect(stream).await?));
    }
    Ok(Box::new(stream))
}

/// Sends bytes, and leaves the connection open.
pub(super) async fn hold(destination: &Destination, sent: &[u8]) -> io::Result<Box<dyn Stream>> {
    let mut stream = open(destination, Ipv4Addr::LOCALHOST).await?;
    stream.write_all(sent).await?;
    Ok(stream)
}

/// The body of a request, with or without its length.
#[derive(Debug)]
struct Chunks {
    left: VecDeque<Bytes>,
    length: Option<u64>,
}

impl Chunks {
    fn of(body: &Body) -> Self {
        match body {
            Body::None => Self { left: VecDeque::new(), length: Some(0) },
            Body::Whole(bytes) => Self { left: [bytes.clone()].into(), length: u64::try_from(bytes.len()).ok() },
            Body::Chunked(bytes) => {
                let pieces =
                    (0..bytes.len()).step_by(CHUNK).map(|from| bytes.slice(from..bytes.len().min(from + CHUNK)));
                Self { left: pieces.collect(), length: None }
            }
        }
    }
}

impl hyper::body::Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.left.pop_front().map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.length == Some(0)
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        self.length.map(hyper::body::SizeHint::with_exact).unwrap_or_default()
    }
}

/// What came on a connection that was sent bytes.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) answers: Vec<Answer>,
    /// Whether the server has closed it.
    pub(super) closed: bool,
}

/// Sends bytes as they stand, and listens. `half` closes this side afterwards.
pub(super) async fn raw(destination: &Destination, sent: &[u8], half: bool) -> Result<Heard, String> {
    let opened = timeout(PATIENCE, open(destination, Ipv4Addr::LOCALHOST)).await;
    let mut stream = opened.map_err(|_| "no connection came".to_owned())?.map_err(|error| error.to_string())?;
    // A server that has closed already is no error: what it said first can still be read.
    let _ = stream.write_all(sent).await;
    if half {
        let _ = stream.shutdown().await;
    }
    let (mut read, mut buffer) = (Vec::new(), vec![0; 16 * 1024]);
    let headless = sent.starts_with(b"HEAD ");
    let closed = loop {
        let patience = if is_due(&parsed(&read, headless).0) { RAW_PATIENCE } else { WATCHED };
        match timeout(patience, stream.read(&mut buffer)).await {
            Ok(Ok(0) | Err(_)) => break true,
            Ok(Ok(length)) => read.extend_from_slice(&buffer[..length]),
            Err(_) => break false,
        }
        // Whoever is told that the connection ends has only to wait for that.
        if let ([only], true) = (parsed(&read, headless).0.as_slice(), !half)
            && !ends(only)
            && sent.ends_with(b"\r\n\r\n")
            && sent.windows(4).filter(|four| four == b"\r\n\r\n").count() == 1
        {
            break false;
        }
    };
    Ok(Heard { answers: parsed(&read, headless).0, closed })
}

/// Whether more has to come: an answer, or the end that one has announced.
fn is_due(answers: &[Answer]) -> bool {
    answers.last().is_none_or(ends)
}

fn ends(answer: &Answer) -> bool {
    answer.header("connection").eq_ignore_ascii_case("close")
}

/// What bytes ask for, as far as they are a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) bearer: Option<String>,
}

/// The request that bytes begin with.
pub(super) fn head(sent: &[u8]) -> Head {
    let text = String::from_utf8_lossy(sent);
    let mut lines = text.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let mut word = || words.next().unwrap_or_default().to_owned();
    let (method, target) = (word(), word());
    let named = lines.take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix("authorization: Bearer "));
    Head { method, target, bearer: named.map(str::to_owned) }
}

/// With another text in the place of one in the head.
pub(super) fn renamed(sent: &[u8], from: &str, to: &str) -> Vec<u8> {
    let end = sent.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(sent.len());
    let (mut renamed, mut rest) = (Vec::new(), &sent[..end]);
    while let Some(place) = rest.windows(from.len()).position(|window| window == from.as_bytes()) {
        renamed.extend_from_slice(&rest[..place]);
        renamed.extend_from_slice(to.as_bytes());
        rest = &rest[place + from.len()..];
    }
    [&renamed, rest, &sent[end..]].concat()
}

/// The whole answers in what was read, and how much of it they are.
fn parsed(mut read: &[u8], headless: bool) -> (Vec<Answer>, usize) {
    let (whole, mut answers) = (read.len(), Vec::new());
    while let Some((answer, rest)) = one(read, headless) {
        answers.push(answer);
        read = rest;
    }
    (answers, whole - read.len())
}

fn one(read: &[u8], headless: bool) -> Option<(Answer, &[u8])> {
    let end = read.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&read[..end]).into_owned();
    let rest = &read[end + 4..];
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        headers.append(name, HeaderValue::from_str(value.trim()).ok()?);
    }
    let announced = headers.get("content-length").and_then(|value| value.to_str().ok()?.parse().ok());
    let length = if headless { 0 } else { announced.unwrap_or(0) };
    let body = Bytes::copy_from_slice(rest.get(..length)?);
    Some((Answer { status, headers, body }, &rest[length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_as_the_request_that_they_begin_with() {
        let sent = b"PUT /a/1?b=c HTTP/1.1\r\nhost: api.test\r\nauthorization: Bearer x.y.z\r\n\r\nhost: api.test \xff";
        let found = head(sent);
        assert_eq!((&*found.method, &*found.target, found.bearer.as_deref()), ("PUT", "/a/1?b=c", Some("x.y.z")));
        assert_eq!(head(b""), Head::default());
        let renamed = renamed(sent, "host: api.test", "host: staging.test:8443");
        assert_eq!(renamed, [&sent[..23], b"host: staging.test:8443", &sent[37..]].concat());
    }

    /// What is heard of a server that announces the end of the connection with its answer, and leaves it open for so long.
    async fn heard_of_one_that_ends_after(open: Duration) -> Heard {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let addr = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut client, _) = listener.accept().unwrap();
            let answer = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
            std::io::Write::write_all(&mut client, answer).unwrap();
            std::thread::sleep(open);
        });
        let destination = Destination {
            addr,
            host: "api.test".to_owned(),
            #[cfg(feature = "https")]
            tls: None,
        };
        raw(&destination, b"GET / HTTP/1.1\r\n\r\n", false).await.unwrap()
    }

    #[tokio::test]
    async fn an_end_that_was_announced_is_waited_for() {
        let heard = heard_of_one_that_ends_after(WATCHED * 3).await;
        assert!(heard.closed && heard.answers.iter().map(|answer| answer.status).eq([400]), "{heard:?}");
    }

    #[test]
    fn answers_are_taken_apart() {
        let two = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-a: b\r\n\r\nokHTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
        let (answers, length) = parsed(two, false);
        assert_eq!(answers.iter().map(|answer| answer.status).collect::<Vec<_>>(), [200, 404]);
        assert_eq!((answers[0].header("x-a"), &answers[0].body[..], length), ("b", &b"ok"[..], two.len()));
        assert!(parsed(&two[..20], false).0.is_empty());
    }
}
