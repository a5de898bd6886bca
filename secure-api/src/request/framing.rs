//! What makes a request ambiguous is refused before anything is decided by it (C90, C112).

use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, Version};

use super::Head;
use crate::respond::Refusal;

/// The most bytes of a target.
const MOST_TARGET: usize = 8 * 1024;
/// The most bytes of a header block, counted as names, values and four bytes a line. hyper's own bound lies above,
/// so that this one answers, with our headers on.
const MOST_HEADERS: usize = 16 * 1024;

/// Checks target, headers, host and framing.
pub(crate) fn check(parts: &Parts, head: &Head<'_>) -> Result<(), Refusal> {
    let target = parts.uri.path_and_query().map_or(0, |target| target.as_str().len());
    if guard!(TargetLength) && target > MOST_TARGET {
        return Err(Refusal::UriTooLong);
    }
    if guard!(HeaderBlock) && head.bytes > MOST_HEADERS {
        return Err(Refusal::HeadersTooLarge);
    }
    host(parts, head)?;
    framing(&parts.headers, head)
}

fn host(parts: &Parts, head: &Head<'_>) -> Result<(), Refusal> {
    if guard!(HostOnce) && head.host.is_repeated {
        return Err(Refusal::Malformed("more than one Host"));
    }
    let named = head.host.first.map(|value| {
        let text = value.to_str().map_err(|_| Refusal::Malformed("malformed Host"))?;
        (well_formed(text) || !guard!(HostForm)).then_some(text).ok_or(Refusal::Malformed("malformed Host"))
    });
    let target = parts.uri.authority().map(Authority::as_str);
    match (named.transpose()?, target) {
        (Some(named), Some(target)) if !named.eq_ignore_ascii_case(target) && guard!(HostOfTarget) => {
            Err(Refusal::Malformed("Host and target differ"))
        }
        (None, None) if guard!(HostThere) => Err(Refusal::Malformed("no Host")),
        // HTTP/1 asks for the field even where the target names the host (RFC 9112, 3.2).
        (None, Some(_)) if parts.version < Version::HTTP_2 => Err(Refusal::Malformed("no Host")),
        (None, Some(target)) if !well_formed(target) => Err(Refusal::Malformed("malformed authority")),
        _ => Ok(()),
    }
}

/// `uri-host [":" port]`, without the user information that `Authority` would take (RFC 9110, 7.2).
fn well_formed(host: &str) -> bool {
    let is_plain = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
    };
    // A plain name or an IPv4 address, as nearly everywhere.
    if is_plain(host) {
        return true;
    }
    if let Some((name, port)) = host.split_once(':')
        && is_plain(name)
    {
        return port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    }
    let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:[]%".contains(&byte));
    plain && host.parse::<Authority>().is_ok_and(|authority| !authority.host().is_empty() && port_of(host).is_some())
}

/// The port, 0 where none is written; `None` where it is no number.
fn port_of(host: &str) -> Option<u16> {
    let after_address = host.rsplit_once(']').map_or(host, |(_, rest)| rest);
    match after_address.split_once(':') {
        None => Some(0),
        Some((_, digits)) => digits.parse().ok(),
    }
}

fn framing(headers: &HeaderMap, head: &Head<'_>) -> Result<(), Refusal> {
    let Some(encoding) = head.transfer_encoding.first else { return Ok(()) };
    let is_plain = !head.transfer_encoding.is_repeated && encoding.as_bytes().eq_ignore_ascii_case(b"chunked");
    if guard!(TransferCoding) && !is_plain {
        return Err(Refusal::Malformed("ambiguous Transfer-Encoding"));
    }
    if headers.contains_key(CONTENT_LENGTH) && guard!(CodingAndLength) {
        return Err(Refusal::Malformed("Transfer-Encoding beside Content-Length"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue, Request};

    fn judged(target: &str, fields: &[(&'static str, &str)]) -> Option<&'static str> {
        let (mut parts, ()) = Request::get(target).body(()).unwrap().into_parts();
        for (name, value) in fields {
            parts.headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        check(&parts, &Head::of(&parts.headers)).err().map(|refusal| refusal.reason())
    }

    #[test]
    fn one_well_formed_host_is_asked_for() {
        for good in ["api.test", "api.test:3000", "127.0.0.1:80", "[::1]:3000", "[::1]", "a_b.test:80", "a~b"] {
            assert_eq!(judged("/", &[("host", good)]), None, "{good}");
        }
        assert_eq!(judged("/", &[]), Some("no Host"));
        assert_eq!(judged("/", &[("host", "a"), ("host", "a")]), Some("more than one Host"));
        for bad in [
            "",
            "a b",
            "a/b",
            "a@b",
            "a:b",
            "a:99999",
            "a,b",
            ":80",
            "a:",
            "[::1",
            "a?b",
            "a#b",
            "a:+80",
            "a:@b/]",
            "a:x y]:80",
            "a:80]:90",
            "[::1]:",
            "[::1]:99999",
            "[::1]:x",
            "a-b.c_d:80:90",
            "-:x",
            "a:,b]",
        ] {
            assert_eq!(judged("/", &[("host", bad)]), Some("malformed Host"), "{bad}");
        }
        assert_eq!(judged("http://a/", &[("host", "b")]), Some("Host and target differ"));
        assert_eq!(judged("http://a/", &[("host", "a")]), None);
        assert_eq!(judged("http://a/", &[]), Some("no Host"), "HTTP/1 asks for it where the target has one, too");
    }

    #[test]
    fn the_authority_of_http_2_takes_the_place_of_a_host() {
        let judged = |target: &str| {
            let (mut parts, ()) = Request::get(target).version(Version::HTTP_2).body(()).unwrap().into_parts();
            parts.headers.insert("accept", HeaderValue::from_static("*/*"));
            check(&parts, &Head::of(&parts.headers)).err().map(|refusal| refusal.reason())
        };
        assert_eq!(judged("http://a:80/"), None);
        assert_eq!(judged("/"), Some("no Host"));
        assert_eq!(judged("http://u@a/"), Some("malformed authority"));
    }

    #[test]
    fn ambiguous_framing_is_refused() {
        let host = ("host", "a");
        assert_eq!(judged("/", &[host, ("transfer-encoding", "chunked")]), None);
        for bad in ["chunked, chunked", "gzip, chunked", "identity", "chunked;q=1"] {
            assert!(judged("/", &[host, ("transfer-encoding", bad)]).is_some(), "{bad}");
        }
        assert!(judged("/", &[host, ("transfer-encoding", "chunked"), ("transfer-encoding", "chunked")]).is_some());
        assert!(judged("/", &[host, ("transfer-encoding", "chunked"), ("content-length", "3")]).is_some());
    }

    #[test]
    fn size_is_bounded() {
        let target = |bytes: usize| judged(&format!("/{}", "x".repeat(bytes - 1)), &[("host", "a")]);
        assert_eq!(target(8_192), None);
        assert_eq!(target(8_193), Some("target too long"));
        // Names, values and four bytes a line.
        let headers = |bytes: usize| judged("/", &[("host", "a"), ("x-a", &"x".repeat(bytes - 16))]);
        assert_eq!(headers(16_384), None);
        assert_eq!(headers(16_385), Some("header block too large"));
    }
}
