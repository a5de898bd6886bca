//! Who is at the other end: the socket's peer, or the client that a declared proxy names.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use http::HeaderMap;

use super::proxies::TrustedProxies;

/// The other end of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The socket's peer: the client, or the last proxy.
    pub socket: SocketAddr,
    /// The client. The socket's peer unless that is a declared proxy; where such a proxy names nobody that can be read, the
    /// last declared proxy.
    pub client: IpAddr,
    /// What the client's calls are counted by.
    pub key: AddressKey,
}

/// The addresses that are counted as one: IPv4 each for itself, IPv6 by the /56 that one subscriber is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressKey(Prefix);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prefix {
    V4([u8; 4]),
    V6([u8; 7]),
}

impl AddressKey {
    /// Another number for each: the highest byte of one of IPv6 is not 0.
    pub(crate) const fn number(&self) -> u64 {
        match self.0 {
            Prefix::V4(octets) => u32::from_be_bytes(octets) as u64,
            Prefix::V6([a, b, c, d, e, f, g]) => u64::from_be_bytes([6, a, b, c, d, e, f, g]),
        }
    }
}

/// In one piece: it is hashed for every request.
impl Hash for AddressKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.number());
    }
}

impl From<IpAddr> for AddressKey {
    /// An IPv4 address that is written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address.
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(Prefix::V4(address.octets())),
            IpAddr::V6(address) => {
                let [a, b, c, d, e, f, g, ..] = address.octets();
                Self(Prefix::V6([a, b, c, d, e, f, g]))
            }
        }
    }
}

/// The address, or the first of its network.
impl fmt::Display for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Prefix::V4(octets) => Ipv4Addr::from(octets).fmt(f),
            Prefix::V6([a, b, c, d, e, g, h]) => {
                Ipv6Addr::from([a, b, c, d, e, g, h, 0, 0, 0, 0, 0, 0, 0, 0, 0]).fmt(f)
            }
        }
    }
}

/// A forwarding field came from a peer that is no declared proxy. Said once in the life of a process: if that peer is a proxy
/// after all, everybody behind it shares one limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "report it: it is a fault of configuration"]
pub(crate) struct UndeclaredProxy {
    /// The peer that sent the field.
    pub(crate) peer: IpAddr,
}

/// Finds the client of each request.
#[derive(Debug)]
pub(crate) struct Peers {
    proxies: Option<Arc<TrustedProxies>>,
    reported: AtomicBool,
}

impl Peers {
    /// Without proxies every socket's peer is the client.
    pub(crate) const fn new(proxies: Option<Arc<TrustedProxies>>) -> Self {
        Self { proxies, reported: AtomicBool::new(false) }
    }

    /// The other end, and for the first field of an undeclared proxy the report of it.
    /// `is_forwarded` says whether there is such a field at all.
    pub(crate) fn peer(
        &self,
        socket: SocketAddr,
        headers: &HeaderMap,
        is_forwarded: bool,
    ) -> (Peer, Option<UndeclaredProxy>) {
        let direct = socket.ip().to_canonical();
        let declared = self.proxies.as_ref().filter(|proxies| proxies.trusts(direct));
        let client = declared.map_or(direct, |proxies| proxies.client(direct, headers));
        #[cfg(secure_api_mutation)]
        let client = crate::mutation::claimed(headers).unwrap_or(client);
        let undeclared = declared.is_none() && is_forwarded && !self.reported.swap(true, Ordering::Relaxed);
        let peer = Peer { socket, client, key: client.into() };
        (peer, undeclared.then_some(UndeclaredProxy { peer: direct }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Faults;
    use crate::request::proxies::X_FORWARDED_FOR;
    use crate::request::{ForwardedHeader, Head};
    use http::HeaderValue;
    use http::header::FORWARDED;

    fn key(address: &str) -> AddressKey {
        address.parse::<IpAddr>().unwrap().into()
    }

    fn forwarded() -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(&X_FORWARDED_FOR, HeaderValue::from_static("203.0.113.9"));
        headers
    }

    fn behind_ten() -> Peers {
        let mut faults = Faults::default();
        let proxies = TrustedProxies::new(["10.0.0.0/8"], ForwardedHeader::XForwardedFor, &mut faults);
        assert!(faults.is_empty());
        Peers::new(Some(Arc::new(proxies)))
    }

    #[test]
    fn an_address_of_the_old_kind_is_counted_for_itself() {
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
        assert_eq!(key("192.0.2.1"), key("::ffff:192.0.2.1"));
    }

    #[test]
    fn an_address_of_the_new_kind_is_counted_by_its_56_bits() {
        assert_eq!(key("2001:db8:0:1200::1"), key("2001:db8:0:12ff:ffff:ffff:ffff:ffff"));
        assert_ne!(key("2001:db8:0:1200::1"), key("2001:db8:0:1300::1"));
        assert_eq!(size_of::<AddressKey>(), 8);
    }

    #[test]
    fn a_key_is_written_as_the_address_it_begins_with() {
        assert_eq!(key("::ffff:192.0.2.1").to_string(), "192.0.2.1");
        assert_eq!(key("2001:db8:1:2fe::1").to_string(), "2001:db8:1:200::");
    }

    #[test]
    fn a_forwarding_field_changes_nothing_where_no_proxy_is_declared() {
        let socket = "198.51.100.7:4711".parse().unwrap();
        let (peer, undeclared) = Peers::new(None).peer(socket, &forwarded(), true);
        assert_eq!(peer.client, socket.ip());
        assert_eq!(peer.key, key("198.51.100.7"));
        assert_eq!(undeclared, Some(UndeclaredProxy { peer: socket.ip() }));
    }

    #[test]
    fn an_undeclared_proxy_is_reported_once() {
        let peers = behind_ten();
        let socket = "198.51.100.7:4711".parse().unwrap();
        assert_eq!(peers.peer(socket, &HeaderMap::new(), false).1, None);
        assert!(peers.peer(socket, &forwarded(), true).1.is_some());
        assert_eq!(peers.peer(socket, &forwarded(), true).1, None);

        let mut standard = HeaderMap::new();
        standard.insert(FORWARDED, HeaderValue::from_static("for=203.0.113.9"));
        assert!(behind_ten().peer(socket, &standard, Head::of(&standard).is_forwarded).1.is_some());
    }

    #[test]
    fn a_declared_proxy_names_the_client_and_is_not_reported() {
        for socket in ["10.1.2.3:80", "[::ffff:10.1.2.3]:80"] {
            let (peer, undeclared) = behind_ten().peer(socket.parse().unwrap(), &forwarded(), true);
            assert_eq!(peer.client, "203.0.113.9".parse::<IpAddr>().unwrap());
            assert_eq!(undeclared, None);
        }
    }
}
