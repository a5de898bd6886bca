//! The proxies that are believed when they name their client.
//!
//! The field is read from the right, where the nearest proxy wrote, and for as long as who wrote is declared. What stands
//! further left anyone may have sent. An entry that cannot be read ends the walk at the proxy that wrote it: its clients then
//! share a limit, which is the safe mistake.

use core::net::{IpAddr, Ipv6Addr};

use http::header::{FORWARDED, HeaderName};
use http::{HeaderMap, HeaderValue};
use ipnet::{IpNet, Ipv4Net};

use crate::api::Faults;
use crate::inventory;

pub(super) static X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The most proxies in a row. Longer chains end at the last one counted.
const MOST_HOPS: usize = 32;

/// The field in which the proxies name their client. One of them, since a proxy that writes one leaves the other as the client sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For: 203.0.113.9, 10.0.0.1`
    XForwardedFor,
    /// `Forwarded: for=203.0.113.9, for="[2001:db8::1]:443"` (RFC 7239)
    Forwarded,
}

/// The declared proxies.
#[derive(Debug)]
pub(crate) struct TrustedProxies {
    networks: Vec<IpNet>,
    header: ForwardedHeader,
}

impl TrustedProxies {
    /// From networks such as `10.0.0.0/8`, or single addresses. What cannot be read, and a network of everybody or nearly, is a fault.
    pub(crate) fn new<I>(networks: I, header: ForwardedHeader, faults: &mut Faults) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut known = Vec::new();
        let mut declared = 0_usize;
        for written in networks {
            declared += 1;
            match network(written.as_ref()) {
                Some(network) if is_everybody(&network) => faults.push(
                    format!("the trusted proxy `{network}` is too many addresses to be proxies"),
                    "name the proxies: whoever is trusted chooses the address that limits and the audit log go by",
                ),
                Some(network) => known.push(network),
                None => faults.push(
                    format!("the trusted proxy `{}` is not a network", written.as_ref().escape_debug()),
                    "write an address and the bits of its network, as `10.0.0.0/8` or `2001:db8::/32`",
                ),
            }
        }
        if declared == 0 {
            faults.push("trusted proxies are declared, and none is named", "name their networks, as `10.0.0.0/8`");
        }
        Self { networks: known, header }
    }

    /// What the inventory says of them.
    pub(crate) fn described(&self) -> inventory::Proxies {
        let mut networks: Vec<String> = self.networks.iter().map(ToString::to_string).collect();
        networks.sort_unstable();
        let header = match self.header {
            ForwardedHeader::XForwardedFor => "X-Forwarded-For",
            ForwardedHeader::Forwarded => "Forwarded",
        };
        inventory::Proxies { networks, header: header.to_owned() }
    }

    /// Whether the address is a declared proxy.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// The client that a declared proxy names: the first from the right that is no declared proxy itself.
    pub(crate) fn client(&self, proxy: IpAddr, headers: &HeaderMap) -> IpAddr {
        let (name, read): (&HeaderName, fn(&str) -> Option<IpAddr>) = match self.header {
            ForwardedHeader::XForwardedFor => (&X_FORWARDED_FOR, node),
            ForwardedHeader::Forwarded => (&FORWARDED, element),
        };
        let mut client = proxy;
        let lines = headers.get_all(name).into_iter().rev();
        for entry in lines.flat_map(entries).take(MOST_HOPS) {
            let Some(named) = entry.and_then(read) else { break };
            client = named;
            if !self.trusts(named) {
                break;
            }
        }
        client
    }
}

/// Whether it is more than anybody's own network: `10.0.0.0/8` and `fc00::/7` are the largest of those. Two halves of the
/// internet are all of it.
fn is_everybody(network: &IpNet) -> bool {
    match network {
        IpNet::V4(network) => network.prefix_len() < 8,
        IpNet::V6(network) => network.prefix_len() < 7,
    }
}

/// A network without the bits of a host, IPv4 also where it is written as IPv6.
fn network(written: &str) -> Option<IpNet> {
    let network = match written.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address),
        Err(_) => written.parse::<IpNet>().ok()?,
    };
    let mapped = match network {
        IpNet::V6(network) if network.prefix_len() >= 96 => network.addr().to_ipv4_mapped(),
        _ => None,
    };
    let network = match mapped {
        Some(address) => IpNet::V4(Ipv4Net::new(address, network.prefix_len().checked_sub(96)?).ok()?),
        None => network,
    };
    Some(network.trunc())
}

/// The entries of one line from the right; `None` for one that is not text.
///
/// Read from the right, and as bytes, so that neither a quotation mark which the client left open nor a letter that is none
/// can swallow what a proxy wrote behind it.
fn entries(line: &HeaderValue) -> impl Iterator<Item = Option<&str>> {
    let mut rest = Some(line.as_bytes());
    core::iter::from_fn(move || {
        let text = rest.take()?;
        let (before, entry) = last_part(text, b',');
        rest = before;
        Some(core::str::from_utf8(entry).ok().map(|entry| entry.trim_matches([' ', '\t'])))
    })
}

/// What follows the last `mark` that is not within quotation marks, and what stands before it, if there is one.
fn last_part(text: &[u8], mark: u8) -> (Option<&[u8]>, &[u8]) {
    let mut quoted = false;
    let place = text.iter().rposition(|byte| {
        quoted ^= *byte == b'"';
        *byte == mark && !quoted
    });
    match place.and_then(|place| text.split_at_checked(place)) {
        Some((before, part)) => (Some(before), part.strip_prefix(&[mark]).unwrap_or(part)),
        None => (None, text),
    }
}

/// The address in an element of `Forwarded`. Names that hide the address (`unknown`, `_proxy`) are none.
fn element(element: &str) -> Option<IpAddr> {
    let mut rest = Some(element.as_bytes());
    let mut found = None;
    while let Some(text) = rest {
        let (before, pair) = last_part(text, b';');
        rest = before;
        let (name, value) = core::str::from_utf8(pair).ok()?.trim_matches([' ', '\t']).split_once('=')?;
        if name.eq_ignore_ascii_case("for") && found.replace(value).is_some() {
            return None;
        }
    }
    let value = found?;
    node(value.strip_prefix('"').map_or(Some(value), |inner| inner.strip_suffix('"'))?)
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` and `[2001:db8::1]:443`.
fn node(node: &str) -> Option<IpAddr> {
    if let Ok(address) = node.parse::<IpAddr>() {
        return Some(address.to_canonical());
    }
    let (address, port): (IpAddr, _) = match node.strip_prefix('[') {
        Some(bracketed) => {
            let (address, port) = bracketed.split_once(']')?;
            (address.parse::<Ipv6Addr>().ok()?.into(), port)
        }
        None => {
            let (address, port) = node.split_at_checked(node.find(':')?)?;
            (IpAddr::V4(address.parse().ok()?), port)
        }
    };
    is_port(port).then(|| address.to_canonical())
}

/// Whether what follows the address is nothing or `:` and a port.
fn is_port(rest: &str) -> bool {
    rest.is_empty()
        || rest
            .strip_prefix(':')
            .is_some_and(|port| port.bytes().all(|digit| digit.is_ascii_digit()) && port.parse::<u16>().is_ok())
}

#[cfg(test)]
#[path = "proxies_tests.rs"]
mod tests;
