//! Which addresses an issuer may have. Judged after its name was resolved, and the connection goes to the very address that
//! was judged: a name that says something else the second time gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The internet.
    Public,
    /// This machine.
    Loopback,
    /// A network of somebody's own.
    Private,
    /// The link, where clouds hand out credentials, or nowhere: no issuer is there.
    Never,
}

/// What beside the internet may be connected to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reach {
    pub(super) loopback: bool,
    pub(super) private: bool,
}

impl Reach {
    pub(super) fn allows(self, address: IpAddr) -> bool {
        match place_of(address) {
            Place::Public => true,
            Place::Loopback => self.loopback,
            Place::Private => self.private,
            Place::Never => false,
        }
    }
}

pub(super) fn place_of(address: IpAddr) -> Place {
    match address.to_canonical() {
        IpAddr::V4(address) => place_of_v4(address),
        IpAddr::V6(address) => place_of_v6(address),
    }
}

/// The registry of special addresses (RFC 6890), and what clouds made special beside it.
fn place_of_v4(address: Ipv4Addr) -> Place {
    match address.octets() {
        [127, ..] => Place::Loopback,
        // Alibaba's metadata service stands in a shared network, Azure's on a public address.
        [100, 100, 100, 200] | [168, 63, 129, 16] => Place::Never,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Place::Private,
        [0, ..] | [169, 254, ..] | [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18 | 19, ..] => Place::Never,
        [198, 51, 100, _] | [203, 0, 113, _] | [224..=255, ..] => Place::Never,
        _ => Place::Public,
    }
}

fn place_of_v6(address: Ipv6Addr) -> Place {
    let segments = address.segments();
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 1] => Place::Loopback,
        // The metadata services of AWS and of Google Cloud.
        [0xfd00, 0xec2, ..] | [0xfd20, 0xce, ..] => Place::Never,
        [0xfc00..=0xfdff, ..] => Place::Private,
        // NAT64 (RFC 6052): the last 32 bits are where it leads.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            match place_of_v4(Ipv4Addr::new(a, b, c, d)) {
                Place::Public => Place::Public,
                _ => Place::Never,
            }
        }
        // Teredo and other special uses, documentation, 6to4: tunnels to anywhere, or nothing.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => Place::Never,
        [0x2000..=0x3fff, ..] => Place::Public,
        _ => Place::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn are(place: Place, addresses: &[&str]) {
        for address in addresses {
            assert_eq!(place_of(address.parse().unwrap()), place, "{address}");
        }
    }

    #[test]
    fn every_address_leads_somewhere() {
        are(Place::Public, &["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::101:101"]);
        are(Place::Loopback, &["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"]);
        are(Place::Private, &["10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd12::1", "::ffff:10.0.0.1"]);
        are(Place::Never, &["169.254.169.254", "::ffff:169.254.169.254", "100.100.100.200", "168.63.129.16"]);
        are(Place::Never, &["0.0.0.0", "::", "255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1"]);
        are(Place::Never, &["fe80::1", "fd00:ec2::254", "fd20:ce::254", "ff02::1", "2001:db8::1", "2002:7f00:1::"]);
        are(Place::Never, &["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::a00:1", "64:ff9b:1::1", "::127.0.0.1"]);
    }

    #[test]
    fn what_is_no_place_on_the_internet_is_asked_for() {
        let (nothing, loopback) = (Reach::default(), Reach { loopback: true, private: false });
        let both = Reach { loopback: true, private: true };
        for (address, by) in [
            ("1.1.1.1", [true, true, true]),
            ("127.0.0.1", [false, true, true]),
            ("10.0.0.1", [false, false, true]),
            ("169.254.169.254", [false, false, false]),
        ] {
            let address = address.parse().unwrap();
            assert_eq!([nothing, loopback, both].map(|reach| reach.allows(address)), by, "{address}");
        }
    }
}
