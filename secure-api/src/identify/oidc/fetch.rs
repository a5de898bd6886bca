//! One GET to an issuer, over a connection of its own.
//!
//! Refused: addresses that were not allowed, whatever name leads there; certificates of an authority that is not trusted;
//! redirects; answers that are too large or too slow. The proxies of the environment are not asked, nothing is sent along,
//! and a length that an answer claims to have is never believed.

use std::io;
use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::{Host, Position, Url};

use super::address::Reach;
use super::declared::may_be_asked;
use super::tls;
use super::trouble::{Trouble, quoted};
use crate::api::Faults;
use crate::provide::clock::Clock;

/// How long an address has to take a connection.
const CONNECT_MS: u64 = 1_500;

/// How long a name, a connection and an answer may take together.
pub(super) const ANSWER_MS: u64 = 5_000;

/// How many addresses of a name are tried.
const MOST_ADDRESSES: usize = 4;

/// Fetches what one issuer publishes.
pub(super) struct Fetcher {
    /// Missing where the issuer is plain `http` on this machine.
    tls: Option<TlsConnector>,
    reach: Reach,
    plain_loopback: bool,
}

/// What was answered with 200.
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
    /// How long it may be kept by its own word, in seconds.
    pub(super) max_age_s: Option<u64>,
}

impl Fetcher {
    /// Trusts the authorities in `authority`, or else those of the system.
    pub(super) fn new(
        secure: bool,
        authority: Option<&[u8]>,
        reach: Reach,
        plain_loopback: bool,
        faults: &mut Faults,
    ) -> Option<Self> {
        let tls = if secure { Some(tls::connector(authority, faults)?) } else { None };
        Some(Self { tls, reach, plain_loopback })
    }

    /// Gets a document of at most `most` bytes.
    pub(super) async fn get(&self, url: &Url, most: usize, clock: &dyn Clock) -> Result<Answer, Trouble> {
        if !may_be_asked(url, self.plain_loopback) {
            return Err(Trouble::wrong(
                format!("{} is not `https`", quoted(url.as_str())),
                "an issuer publishes keys over `https` only",
            ));
        }
        tokio::select! {
            answer = self.ask(url, most, clock) => answer,
            () = clock.sleep(ANSWER_MS) => Err(Trouble::unreachable(format!("no whole answer within {} s", ANSWER_MS / 1000))),
        }
    }

    async fn ask(&self, url: &Url, most: usize, clock: &dyn Clock) -> Result<Answer, Trouble> {
        let stream = self.connect(url, clock).await?;
        match (url.scheme(), &self.tls) {
            ("http", _) => exchange(stream, url, most).await,
            (_, Some(tls)) => {
                let name =
                    tls::server_name(url).ok_or_else(|| Trouble::unreachable("no name to ask a certificate for"))?;
                let stream = tls.connect(name, stream).await.map_err(|error| tls::refused(&error))?;
                exchange(stream, url, most).await
            }
            (_, None) => Err(Trouble::wrong(
                "an issuer over plain `http` points to keys over `https`",
                "let both be on the same machine and over the same scheme",
            )),
        }
    }

    async fn connect(&self, url: &Url, clock: &dyn Clock) -> Result<TcpStream, Trouble> {
        let found = resolve(url).await?;
        let allowed: Vec<SocketAddr> = found.iter().copied().filter(|found| self.reach.allows(found.ip())).collect();
        if let (true, Some(refused)) = (allowed.is_empty(), found.first()) {
            return Err(Trouble::wrong(
                format!("{} is at {}, which is no address of the internet", host(url), refused.ip()),
                "if it belongs there, say why: `DangerousIssuer::private_network(jwt, \"why it is there\")`; on your own machine, \
                 `.loopback_in_debug()`",
            ));
        }
        let mut last = format!("{} has no address", host(url));
        for address in in_turn(allowed) {
            let connected = tokio::select! {
                connected = TcpStream::connect(address) => connected,
                () = clock.sleep(CONNECT_MS) => Err(io::ErrorKind::TimedOut.into()),
            };
            match connected {
                Ok(stream) => return Ok(stream),
                Err(error) => last = format!("{} at {address}: {}", host(url), error.kind()),
            }
        }
        Err(Trouble::Unreachable(last))
    }
}

/// The addresses that are tried: of both families in turn, as they were found (RFC 8305, 4). A network that loses all of one
/// family does not hide the other.
fn in_turn(found: Vec<SocketAddr>) -> impl Iterator<Item = SocketAddr> {
    let first = found.first().is_some_and(SocketAddr::is_ipv6);
    let (ours, theirs): (Vec<_>, Vec<_>) = found.into_iter().partition(|address| address.is_ipv6() == first);
    let mut theirs = theirs.into_iter();
    let mut in_turn: Vec<SocketAddr> =
        ours.into_iter().flat_map(|address| [Some(address), theirs.next()]).flatten().collect();
    in_turn.extend(theirs);
    in_turn.into_iter().take(MOST_ADDRESSES)
}

async fn resolve(url: &Url) -> Result<Vec<SocketAddr>, Trouble> {
    let port = url.port_or_known_default().unwrap_or(443);
    match url.host() {
        Some(Host::Ipv4(address)) => Ok(vec![(IpAddr::V4(address), port).into()]),
        Some(Host::Ipv6(address)) => Ok(vec![(IpAddr::V6(address), port).into()]),
        Some(Host::Domain(name)) => {
            let found = tokio::net::lookup_host((name, port)).await;
            found.map(Iterator::collect).map_err(|_| Trouble::unreachable(format!("{} has no address", host(url))))
        }
        None => Ok(Vec::new()),
    }
}

async fn exchange(stream: impl AsyncRead + AsyncWrite + Unpin, url: &Url, most: usize) -> Result<Answer, Trouble> {
    let broken = |error: hyper::Error| Trouble::unreachable(format!("the connection broke: {error}"));
    let mut builder = http1::Builder::new();
    let handshake = builder.max_buf_size(16 * 1024).max_headers(100).handshake(TokioIo::new(stream));
    let (mut sender, connection) = handshake.await.map_err(broken)?;
    let request = request(url)?;
    let exchange = async {
        let response = sender.send_request(request).await.map_err(broken)?;
        check_head(&response)?;
        let max_age_s = max_age_s(response.headers());
        let body = whole(response.into_body(), most).await?;
        Ok(Answer { body, max_age_s })
    };
    let (mut exchange, connection) = (core::pin::pin!(exchange), core::pin::pin!(connection));
    // The connection is driven here and not by a task: when nobody waits for the answer any longer, it ends.
    tokio::select! {
        answer = &mut exchange => answer,
        _ = connection => exchange.await,
    }
}

fn request(url: &Url) -> Result<Request<Empty<Bytes>>, Trouble> {
    let host = &url[Position::BeforeHost..Position::AfterPort];
    Request::get(&url[Position::BeforePath..Position::AfterQuery])
        .header(header::HOST, host)
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, "secure-api")
        .body(Empty::new())
        .map_err(|_| Trouble::wrong(format!("{} cannot be asked for", quoted(url.as_str())), "write a plain URL"))
}

fn check_head(response: &Response<Incoming>) -> Result<(), Trouble> {
    let status = response.status();
    if status.is_redirection() {
        return Err(Trouble::wrong(
            format!("it redirects ({}), which is not followed", status.as_u16()),
            "declare the issuer by the URL that answers by itself",
        ));
    }
    if status != StatusCode::OK {
        return Err(Trouble::unreachable(format!("it answers {}", status.as_u16())));
    }
    if response.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(Trouble::wrong("its answer is compressed, which nobody asked for", "serve it as it is"));
    }
    Ok(())
}

async fn whole(mut body: Incoming, most: usize) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Trouble::unreachable(format!("its answer broke off: {error}")))?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > most {
            return Err(Trouble::wrong(
                format!("its answer is larger than {} KiB", most / 1024),
                "no document and no set of keys is: see what answers there",
            ));
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

fn max_age_s(headers: &HeaderMap) -> Option<u64> {
    let texts = headers.get_all(header::CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    let mut directives = texts.flat_map(|text| text.split(',')).map(|directive| directive.trim().to_ascii_lowercase());
    directives.find_map(|directive| directive.strip_prefix("max-age=")?.trim_matches('"').parse().ok())
}

fn host(url: &Url) -> String {
    quoted(url.host_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn tried(found: &[&str], tried: &[&str]) {
        let addresses = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
        assert_eq!(in_turn(addresses(found)).collect::<Vec<_>>(), addresses(tried));
    }

    #[test]
    fn a_family_that_is_lost_on_the_way_does_not_hide_the_other() {
        let six = ["[2600::1]:443", "[2600::2]:443", "[2600::3]:443", "[2600::4]:443", "[2600::5]:443"];
        let four = ["1.1.1.1:443", "1.1.1.2:443"];
        tried(&[six.as_slice(), &four].concat(), &[six[0], four[0], six[1], four[1]]);
        tried(&[four.as_slice(), &six].concat(), &[four[0], six[0], four[1], six[1]]);
        tried(&[four[0], six[0], six[1], six[2], six[3]], &[four[0], six[0], six[1], six[2]]);
        tried(&six, &six[..4]);
        tried(&[], &[]);
    }
}
