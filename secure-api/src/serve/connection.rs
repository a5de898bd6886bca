//! One connection, from its first byte to its close.

use std::future::{Future, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;

use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

use super::activity::Activity;
use super::outbound::Serving;
use super::pace::Stall;
use super::sniff::{Protocol, sniff};
use super::streams::Streams;
use super::wire::Wire;
use super::{Bounds, Served};

/// hyper's bound on a request head, which it answers with a bare 431. Well above the bound of the request step, so that as
/// a rule that one answers. Its bound on header lines is left at 100: to set another one costs two allocations a request.
const HEAD: usize = 64 * 1024;
/// What an HTTP/2 client may send ahead of the handler on a stream: 2^16-1, the default of RFC 9113, 6.9.2.
const STREAM_WINDOW: u32 = 65_535;
/// The same for a connection: the most memory that unread bodies can take.
const CONNECTION_WINDOW: u32 = 256 * 1024;
/// What waits in memory to be written to a stream.
const SEND_BUFFER: usize = 64 * 1024;
/// Streams that the client has reset before hyper took them up (CVE-2023-44487): beyond, `ENHANCE_YOUR_CALM`. h2's default.
const PENDING_RESETS: usize = 20;
/// Streams that were reset because of what the client sent in them (CVE-2025-8671): beyond, `ENHANCE_YOUR_CALM`.
const ERROR_RESETS: usize = 32;
/// What the kernel may hold unsent. Without this it takes megabytes before it says that the client is slow, and then is
/// silent until a third of them is gone, which would look like a client that reads nothing.
#[cfg(any(target_os = "linux", target_os = "android"))]
const UNSENT: u32 = 64 * 1024;

/// What it takes to serve one.
#[derive(Debug)]
pub(super) struct Connection<S> {
    pub(super) service: Arc<S>,
    pub(super) peer: SocketAddr,
    pub(super) bounds: Bounds,
    /// Turns true when the server shuts down.
    pub(super) stopped: watch::Receiver<bool>,
}

/// How a connection ended.
#[derive(Debug)]
enum End {
    /// By itself.
    Done(hyper::Result<()>),
    /// Because of the client; nothing more is written.
    Cut(&'static str),
}

impl<S> Connection<S>
where
    S: Served,
{
    /// Serves `stream` until one of the two closes it.
    pub(super) async fn drive(mut self, stream: TcpStream) {
        let activity = Activity::new(self.bounds.resets, self.bounds.silence);
        if let Err(error) = prepare(&stream, &self.bounds) {
            tracing::debug!(peer = %self.peer, %error, "cannot set up the connection");
            return;
        }
        let sniffed = tokio::select! {
            biased;
            sniffed = sniff(&stream) => sniffed,
            () = stop(&mut self.stopped) => return,
            () = activity.quiet(self.bounds.silence) => {
                tracing::debug!(peer = %self.peer, "closed: the client says nothing");
                return;
            }
        };
        let Ok(Some((protocol, head))) = sniffed else { return };
        let end = match protocol {
            Protocol::Http1 => self.http1(stream, head, activity).await,
            Protocol::Http2 => self.http2(stream, head, activity).await,
        };
        match end {
            End::Done(Ok(())) => {}
            End::Done(Err(error)) => tracing::debug!(peer = %self.peer, %error, "the connection failed"),
            End::Cut(reason) => tracing::debug!(peer = %self.peer, reason, "closed"),
        }
    }

    async fn http1(&mut self, stream: TcpStream, head: Bytes, activity: Arc<Activity>) -> End {
        let io = self.wire(stream, head, &activity);
        // How long a head may take is [`supervise`](Self::supervise)'s to say: hyper would set a timer for each request.
        let mut connection =
            http1::Builder::new().max_buf_size(HEAD).serve_connection(io, self.serving(&activity, None));
        let end = self.supervise(&mut connection, &activity).await;
        let worth_a_farewell = match &end {
            End::Done(Ok(())) => true,
            // hyper has answered these, with 400, 414 or 431.
            End::Done(Err(error)) => error.is_parse(),
            End::Cut(_) => false,
        };
        if worth_a_farewell {
            let wire = connection.into_parts().io.into_inner();
            // A failure here is a client that is gone, or does not go: either way, dropping the socket is all there is to do.
            let _ = timeout(self.bounds.farewell(), farewell(wire)).await;
        }
        end
    }

    async fn http2(&mut self, stream: TcpStream, head: Bytes, activity: Arc<Activity>) -> End {
        let io = self.wire(stream, head, &activity);
        let streams = Streams::default();
        let mut connection = Box::pin(
            http2::Builder::new(streams.clone())
                .timer(TokioTimer::new())
                .max_concurrent_streams(self.bounds.streams)
                .max_header_list_size(u32::try_from(HEAD).unwrap_or(u32::MAX))
                .initial_stream_window_size(STREAM_WINDOW)
                .initial_connection_window_size(CONNECTION_WINDOW)
                .max_send_buf_size(SEND_BUFFER)
                .max_pending_accept_reset_streams(PENDING_RESETS)
                .max_local_error_reset_streams(ERROR_RESETS)
                .keep_alive_interval(self.bounds.silence)
                .keep_alive_timeout(self.bounds.silence)
                .serve_connection(io, self.serving(&activity, Some(streams))),
        );
        self.supervise(&mut connection, &activity).await
    }

    /// Polls the connection to its end, and ends it where hyper would not.
    async fn supervise(&mut self, connection: &mut impl Drive, activity: &Activity) -> End {
        let silence = self.bounds.silence;
        let mut stopping = false;
        let mut parting = false;
        loop {
            let patience = if parting { silence } else { silence.saturating_sub(self.bounds.farewell()) };
            tokio::select! {
                biased;
                done = poll_fn(|cx| connection.poll_drive(cx)) => return End::Done(done),
                () = stop(&mut self.stopped), if !stopping => {
                    stopping = true;
                    connection.finish();
                }
                () = activity.quiet(patience) => {
                    if parting {
                        return End::Cut("the client has no request under way");
                    }
                    // A client that means well gets to see a close in good order; one that does not is cut off a little later.
                    parting = true;
                    connection.finish();
                }
            }
        }
    }

    fn serving(&self, activity: &Arc<Activity>, streams: Option<Streams>) -> Serving<S> {
        let Self { service, peer, bounds, .. } = self;
        Serving { service: Arc::clone(service), activity: Arc::clone(activity), peer: *peer, bounds: *bounds, streams }
    }

    fn wire(&self, stream: TcpStream, head: Bytes, activity: &Arc<Activity>) -> TokioIo<Wire> {
        let stall = Stall::new(self.bounds.write_stall, self.bounds.write_rate);
        TokioIo::new(Wire::new(stream, head, stall, Arc::clone(activity)))
    }
}

/// What HTTP/1 and HTTP/2 connections have in common.
trait Drive {
    fn poll_drive(&mut self, cx: &mut Context<'_>) -> Poll<hyper::Result<()>>;
    /// Takes no new requests, and ends once those under way have.
    fn finish(&mut self);
}

impl<S> Drive for http1::Connection<TokioIo<Wire>, Serving<S>>
where
    S: Served,
{
    fn poll_drive(&mut self, cx: &mut Context<'_>) -> Poll<hyper::Result<()>> {
        self.poll_without_shutdown(cx)
    }

    fn finish(&mut self) {
        Pin::new(self).graceful_shutdown();
    }
}

impl<S> Drive for Pin<Box<http2::Connection<TokioIo<Wire>, Serving<S>, Streams>>>
where
    S: Served,
{
    fn poll_drive(&mut self, cx: &mut Context<'_>) -> Poll<hyper::Result<()>> {
        self.as_mut().poll(cx)
    }

    fn finish(&mut self) {
        self.as_mut().graceful_shutdown();
    }
}

fn prepare(stream: &TcpStream, bounds: &Bounds) -> io::Result<()> {
    stream.set_nodelay(true)?;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        let socket = socket2::SockRef::from(stream);
        socket.set_tcp_notsent_lowat(UNSENT)?;
        // For what the kernel still holds after we have closed: a client that never takes it must not keep it there.
        socket.set_tcp_user_timeout(Some(bounds.write_stall))?;
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = bounds;
    Ok(())
}

async fn stop(stopped: &mut watch::Receiver<bool>) {
    // An error means that the accept loop is gone, which is as good as told to stop.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Closes our half and reads what still comes. A socket closed with unread data resets the connection, and the client would
/// lose the very answer that says why, such as a 413.
async fn farewell(mut wire: Wire) -> io::Result<()> {
    poll_fn(|cx| Pin::new(&mut wire).poll_shutdown(cx)).await?;
    poll_fn(|cx| {
        loop {
            let mut sink = [0; 4096];
            let mut buf = ReadBuf::new(&mut sink);
            ready!(Pin::new(&mut wire).poll_read(cx, &mut buf))?;
            if buf.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_default_bounds_meet_what_is_promised() {
        let bounds = Bounds::default();
        assert!(bounds.silence <= Duration::from_secs(10));
        assert!(bounds.body_silence <= Duration::from_secs(10));
        assert!(bounds.write_stall <= Duration::from_secs(10));
    }
}
