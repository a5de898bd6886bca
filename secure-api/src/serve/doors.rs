//! Who may connect, where plain HTTP is served for a proxy that speaks TLS.

use std::net::IpAddr;
use std::sync::Arc;

use crate::request::TrustedProxies;

/// How a connection from an address is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// As one of a bounded number from that address.
    Client,
    /// Without that bound: everybody comes through a proxy.
    Proxy,
    /// Not at all: it would be plain HTTP from another machine, around the proxy.
    Closed,
}

/// The doors of a listener.
#[derive(Clone, Debug)]
pub(crate) struct Doors {
    proxies: Option<Arc<TrustedProxies>>,
    plain_http: bool,
}

impl Doors {
    /// `plain_http` lets in other machines that are no declared proxy.
    pub(crate) fn new(proxies: Option<Arc<TrustedProxies>>, plain_http: bool) -> Self {
        Self { proxies, plain_http }
    }

    pub(super) fn for_address(&self, address: IpAddr) -> Door {
        if self.proxies.as_ref().is_some_and(|proxies| proxies.trusts(address)) {
            Door::Proxy
        } else if self.plain_http || address.to_canonical().is_loopback() {
            Door::Client
        } else {
            Door::Closed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Faults;
    use crate::request::ForwardedHeader;

    fn door(plain_http: bool, address: &str) -> Door {
        let proxies = TrustedProxies::new(["10.0.0.0/8"], ForwardedHeader::XForwardedFor, &mut Faults::default());
        Doors::new(Some(Arc::new(proxies)), plain_http).for_address(address.parse().unwrap())
    }

    #[test]
    fn nobody_gets_around_the_proxy_that_speaks_tls() {
        assert_eq!(door(false, "10.1.2.3"), Door::Proxy);
        assert_eq!(door(false, "127.0.0.1"), Door::Client);
        assert_eq!(door(false, "::ffff:127.0.0.1"), Door::Client);
        assert_eq!(door(false, "192.0.2.1"), Door::Closed);
        assert_eq!(door(false, "2001:db8::1"), Door::Closed);
        assert_eq!(door(true, "192.0.2.1"), Door::Client);
    }
}
