//! HTTP/1.1 by hand: what is sent is what is written here, byte by byte.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Longer than any bound of the server.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer, whole.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The lines of the head, without the status.
    pub head: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// A header; empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.head.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// All that two answers to the same question have in common, whoever asks.
    pub fn without_what_varies(&self) -> (u16, Vec<(String, String)>, String) {
        let varies = |name: &str| ["date", "x-request-id"].iter().any(|known| name.eq_ignore_ascii_case(known));
        (self.status, self.head.iter().filter(|(name, _)| !varies(name)).cloned().collect(), self.body.clone())
    }

    /// The answers in what a connection brought.
    ///
    /// # Panics
    /// Where something else came.
    pub fn all(mut text: &str) -> Vec<Self> {
        let mut answers = Vec::new();
        while !text.is_empty() {
            let (head, rest) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
            let mut lines = head.split("\r\n");
            let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.")?.get(2..5)?.parse().ok());
            let pair = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
            let mut answer = Answer {
                status: status.unwrap_or_else(|| panic!("no status line: {head:?}")),
                head: lines.filter_map(pair).collect(),
                body: String::new(),
            };
            let length = answer.header("content-length").parse().unwrap_or(0);
            let (body, next) = rest.split_at(length);
            body.clone_into(&mut answer.body);
            answers.push(answer);
            text = next;
        }
        answers
    }
}

/// A request that is not sent yet.
#[derive(Clone, Debug)]
pub struct Ask {
    method: &'static str,
    path: String,
    lines: Vec<String>,
    body: Vec<u8>,
}

impl Ask {
    /// A request without a body.
    pub fn new(method: &'static str, path: &str) -> Self {
        Self { method, path: path.to_owned(), lines: vec!["Host: api.test".to_owned()], body: Vec::new() }
    }

    /// `GET`
    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// With a further header line.
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// With a token.
    pub fn bearer(self, token: &str) -> Self {
        self.line(format!("Authorization: Bearer {token}"))
    }

    /// With a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.line("Content-Type: application/json").body(body.to_string())
    }

    /// With a body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        let length = self.body.len();
        self.line(format!("Content-Length: {length}"))
    }

    /// The bytes of it, for a connection that goes on.
    pub fn bytes(&self) -> Vec<u8> {
        let head = format!("{} {} HTTP/1.1\r\n{}\r\n\r\n", self.method, self.path, self.lines.join("\r\n"));
        [head.as_bytes(), &self.body].concat()
    }

    /// Sends it on a connection of its own.
    ///
    /// # Panics
    /// Where not exactly one answer comes.
    pub fn send(&self, addr: SocketAddr) -> Answer {
        let mut answers = Answer::all(&raw(addr, &self.clone().line("Connection: close").bytes()));
        assert_eq!(answers.len(), 1, "{} {}: {answers:?}", self.method, self.path);
        answers.remove(0)
    }
}

/// Connects, with a bound on how long a read waits.
///
/// # Panics
/// Where nobody listens.
pub fn connect(addr: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(addr).expect("the server listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
    stream
}

/// Sends bytes and reads until the server closes.
pub fn raw(addr: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = connect(addr);
    // A server that refuses early closes before it has taken everything.
    let _ = stream.write_all(bytes);
    until_closed(&mut stream)
}

/// Reads until the server closes.
///
/// # Panics
/// Where it does not.
pub fn until_closed(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    match stream.read_to_end(&mut all) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("the server leaves the connection open: {error}"),
    }
    String::from_utf8(all).expect("answers are text")
}

/// Reads until a text has come.
///
/// # Panics
/// Where it does not come.
pub fn until(stream: &mut TcpStream, text: &str) -> String {
    let (mut all, mut piece) = (Vec::new(), [0; 4096]);
    while !String::from_utf8_lossy(&all).contains(text) {
        let read = stream.read(&mut piece).expect("the server goes on");
        assert_ne!(read, 0, "closed before {text:?}: {:?}", String::from_utf8_lossy(&all));
        all.extend_from_slice(&piece[..read]);
    }
    String::from_utf8_lossy(&all).into_owned()
}
