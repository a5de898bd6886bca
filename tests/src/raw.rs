//! Bytes on a socket, for what no well-behaved client sends.

use std::net::SocketAddr;

use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One connection.
#[derive(Debug)]
pub struct RawClient {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct RawAnswer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl RawClient {
    /// Opens it.
    ///
    /// # Panics
    /// Where nobody listens.
    pub async fn connect(addr: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(addr).await.expect("the server listens"), read: Vec::new() }
    }

    /// Sends bytes as they are. A server that has closed already is no error: what it said first can still be read.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let _ = self.stream.write_all(bytes.as_ref()).await;
        self
    }

    /// Sends no more.
    ///
    /// # Panics
    /// Where the connection is gone.
    pub async fn finish(&mut self) -> &mut Self {
        self.stream.shutdown().await.expect("the connection is open");
        self
    }

    /// The next answer, with the body that its Content-Length announces; `None` where the server closed without one.
    ///
    /// # Panics
    /// Where it is no HTTP.
    pub async fn answer(&mut self) -> Option<RawAnswer> {
        let head_end = loop {
            if let Some(place) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break place + 4;
            }
            if !self.more().await {
                return None;
            }
        };
        let head = String::from_utf8(self.read.drain(..head_end).collect()).expect("a head is text");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status line");
        let mut headers = HeaderMap::new();
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
            headers.append(name, HeaderValue::from_str(value).expect("a header value"));
        }
        let length = headers.get("content-length").and_then(|value| value.to_str().ok()?.parse().ok()).unwrap_or(0);
        while self.read.len() < length {
            assert!(self.more().await, "the body breaks off");
        }
        let body = String::from_utf8(self.read.drain(..length).collect()).expect("a body is text");
        Some(RawAnswer { status, headers, body })
    }

    /// The status, of one that must come.
    ///
    /// # Panics
    /// Where none does.
    pub async fn status(&mut self) -> u16 {
        self.answer().await.expect("an answer").status
    }

    /// Whether the server has closed, and sent nothing more before it did.
    pub async fn is_closed(&mut self) -> bool {
        !self.more().await && self.read.is_empty()
    }

    async fn more(&mut self) -> bool {
        let mut buffer = [0; 4096];
        let length = self.stream.read(&mut buffer).await.unwrap_or(0);
        self.read.extend_from_slice(&buffer[..length]);
        length > 0
    }
}
