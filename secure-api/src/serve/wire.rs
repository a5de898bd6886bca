//! The socket, with a bound on how slowly the client may take what is written.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::activity::Activity;
use super::pace::Stall;

/// `GOAWAY` with the error code `ENHANCE_YOUR_CALM` (RFC 9113, 6.8), which hyper sends for its own bounds but not for ours.
const CALM_DOWN: [u8; 17] = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 11];

/// Reads `head` first, then the stream.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    head: Bytes,
    stall: Stall,
    /// Whether a write has waited since the last time that everything was written.
    behind: bool,
    activity: Arc<Activity>,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, head: Bytes, stall: Stall, activity: Arc<Activity>) -> Self {
        Self { stream, head, stall, behind: false, activity }
    }

    fn judge(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                if self.behind {
                    self.stall.moved(bytes);
                }
                Poll::Ready(Ok(bytes))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                if !self.behind {
                    self.behind = true;
                    self.activity.writing(true);
                }
                ready!(self.stall.poll_waiting(cx));
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client reads too slowly")))
            }
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.head.is_empty() {
            return Pin::new(&mut this.stream).poll_read(cx, buf);
        }
        let length = this.head.len().min(buf.remaining());
        buf.put_slice(this.head.get(..length).unwrap_or_default());
        this.head.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, buf);
        this.judge(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, bufs);
        this.judge(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Called once all that there was to write is written.
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.stream).poll_flush(cx))?;
        if this.behind {
            this.behind = false;
            this.stall.clear();
            this.activity.writing(false);
        }
        // Only here is it certain that no frame is half written, and hyper comes here after each frame that it reads. Only
        // HTTP/2 can abandon more than one request.
        if this.activity.is_overrun() {
            let _ = ready!(Pin::new(&mut this.stream).poll_write(cx, &CALM_DOWN));
            return Poll::Ready(Err(io::Error::new(
                io::ErrorKind::ConnectionAborted,
                "the client abandons too many requests",
            )));
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
