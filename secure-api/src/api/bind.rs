//! Where an application may be served: plain HTTP stays on this machine, unless something in front of it speaks TLS (C104).

use std::net::{IpAddr, SocketAddr};

use crate::identify::Verifier;

use super::Faults;

/// Finds the faults of an address, as `127.0.0.1:3000`.
pub(crate) fn check(addr: &str, tls_elsewhere: bool, verifier: Option<&Verifier>, faults: &mut Faults) {
    if is_loopback(addr) {
        return;
    }
    let addr = addr.escape_debug();
    if has_development_key(verifier) {
        faults.push(
            format!("`{addr}` can be reached from other machines, and the key is one for development"),
            "set `JWT_SECRET` or `JWT_JWKS`, or serve on `127.0.0.1`",
        );
    }
    if !tls_elsewhere {
        faults.push(
            format!("`{addr}` would serve plain HTTP to other machines"),
            "serve on `127.0.0.1`, or declare the proxy that speaks TLS: \
             `.trust_proxies([\"10.0.0.0/8\"], ForwardedHeader::XForwardedFor)`",
        );
    }
}

/// A name other than `localhost` may be any machine.
fn is_loopback(addr: &str) -> bool {
    match addr.parse::<SocketAddr>() {
        Ok(addr) => addr.ip().to_canonical().is_loopback(),
        Err(_) => addr.rsplit_once(':').is_some_and(|(host, _)| {
            host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }),
    }
}

#[cfg(secure_api_development)]
fn has_development_key(verifier: Option<&Verifier>) -> bool {
    verifier.and_then(Verifier::development).is_some()
}

#[cfg(not(secure_api_development))]
fn has_development_key(_: Option<&Verifier>) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(addr: &str, tls_elsewhere: bool) -> usize {
        let mut faults = Faults::default();
        check(addr, tls_elsewhere, None, &mut faults);
        faults.iter().count()
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        for near in ["127.0.0.1:3000", "127.8.0.1:0", "[::1]:3000", "localhost:3000", "[::ffff:127.0.0.1]:80"] {
            assert_eq!(faults_of(near, false), 0, "{near}");
        }
        for far in ["0.0.0.0:3000", "[::]:80", "192.0.2.1:80", "localhost.example:80", "example.org:80", "", ":80"] {
            assert_eq!(faults_of(far, false), 1, "{far}");
            assert_eq!(faults_of(far, true), 0, "{far}");
        }
    }
}
