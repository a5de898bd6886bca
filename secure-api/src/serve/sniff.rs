//! Which protocol a client speaks, from its first bytes. The caller bounds the time.

use std::io;

use bytes::Bytes;
use tokio::net::TcpStream;

/// RFC 9113, 3.4.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// What a connection is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Http1,
    Http2,
}

/// The protocol, and what was read to find out. `None` if the client closed first.
pub(super) async fn sniff(stream: &TcpStream) -> io::Result<Option<(Protocol, Bytes)>> {
    let mut head = Vec::with_capacity(PREFACE.len());
    while head.len() < PREFACE.len() {
        stream.readable().await?;
        let mut chunk = [0; PREFACE.len()];
        let room = PREFACE.len().saturating_sub(head.len());
        let read = match stream.try_read(chunk.get_mut(..room).unwrap_or_default()) {
            Ok(0) => return Ok(None),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        };
        head.extend(chunk.iter().take(read));
        if !PREFACE.starts_with(&head) {
            return Ok(Some((Protocol::Http1, head.into())));
        }
    }
    Ok(Some((Protocol::Http2, head.into())))
}
