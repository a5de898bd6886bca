use super::*;
use proptest::prelude::*;

fn proxies(networks: &[&str], header: ForwardedHeader) -> TrustedProxies {
    let mut faults = Faults::default();
    let proxies = TrustedProxies::new(networks, header, &mut faults);
    assert!(faults.is_empty(), "{faults}");
    proxies
}

fn headers(name: &HeaderName, lines: &[&str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(name, HeaderValue::from_bytes(line.as_bytes()).unwrap());
    }
    headers
}

/// The client behind 10.0.0.1, where 10.0.0.0/8 and 2001:db8:ffff::/48 are declared.
fn client(header: ForwardedHeader, lines: &[&str]) -> String {
    let name = match header {
        ForwardedHeader::XForwardedFor => &X_FORWARDED_FOR,
        ForwardedHeader::Forwarded => &FORWARDED,
    };
    let proxies = proxies(&["10.0.0.0/8", "2001:db8:ffff::/48"], header);
    proxies.client("10.0.0.1".parse().unwrap(), &headers(name, lines)).to_string()
}

#[test]
fn x_forwarded_for_is_read_from_the_right() {
    let long = ["10.0.0.9"; 40].join(", ");
    let beyond = format!("203.0.113.9, {long}");
    for (lines, expected) in [
        (&["203.0.113.9"][..], "203.0.113.9"),
        (&["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
        (&["1.1.1.1, 203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        (&["1.1.1.1", "203.0.113.9", "10.0.0.2,10.0.0.3"], "203.0.113.9"),
        (&["203.0.113.9", "198.51.100.1"], "198.51.100.1"),
        (&["203.0.113.9, 2001:db8:ffff::7"], "203.0.113.9"),
        (&["203.0.113.9:4711"], "203.0.113.9"),
        (&["[2001:db8::1]:443"], "2001:db8::1"),
        (&["[2001:db8::1]"], "2001:db8::1"),
        (&["2001:db8::1"], "2001:db8::1"),
        (&["::ffff:203.0.113.9"], "203.0.113.9"),
        (&["[::ffff:203.0.113.9]:80"], "203.0.113.9"),
        // Only declared proxies: the leftmost.
        (&["10.0.0.4, 10.0.0.3"], "10.0.0.4"),
        (&[], "10.0.0.1"),
        // What cannot be read ends the walk at the proxy that wrote it.
        (&["203.0.113.9, nonsense, 10.0.0.2"], "10.0.0.2"),
        (&["203.0.113.9, nonsense"], "10.0.0.1"),
        (&["203.0.113.9,"], "10.0.0.1"),
        (&[""], "10.0.0.1"),
        (&["203.0.113.9, unknown"], "10.0.0.1"),
        (&["203.0.113.9:"], "10.0.0.1"),
        (&["203.0.113.9:65536"], "10.0.0.1"),
        (&["203.0.113.9:+80"], "10.0.0.1"),
        (&["[203.0.113.9]"], "10.0.0.1"),
        (&["[2001:db8::1"], "10.0.0.1"),
        (&["fe80::1%eth0"], "10.0.0.1"),
        (&["203.0.113.09"], "10.0.0.1"),
        (&["203.0.113.9 10.0.0.2"], "10.0.0.1"),
        (&["203.0.113.9\u{e9}"], "10.0.0.1"),
        (&[&beyond], "10.0.0.9"),
    ] {
        assert_eq!(client(ForwardedHeader::XForwardedFor, lines), expected, "{lines:?}");
    }
}

#[test]
fn forwarded_is_read_from_the_right() {
    for (lines, expected) in [
        (&["for=203.0.113.9"][..], "203.0.113.9"),
        (&["For=203.0.113.9;proto=https;by=10.0.0.1"], "203.0.113.9"),
        (&["proto=https; for=\"203.0.113.9:4711\""], "203.0.113.9"),
        (&["for=\"[2001:db8::1]:443\""], "2001:db8::1"),
        (&["for=\"[2001:db8::1]\";host=\"a,b;for=1.1.1.1\""], "2001:db8::1"),
        (&["for=1.1.1.1, for=203.0.113.9, for=10.0.0.2"], "203.0.113.9"),
        (&["for=1.1.1.1", "for=203.0.113.9", "for=\"[2001:db8:ffff::2]\""], "203.0.113.9"),
        // A mark that the client left open swallows nothing.
        (&["for=\"1.1.1.1, for=203.0.113.9"], "203.0.113.9"),
        (&["for=\"1.1.1.1", "for=203.0.113.9"], "203.0.113.9"),
        (&["for=203.0.113.9, for=unknown"], "10.0.0.1"),
        (&["for=203.0.113.9, for=_hidden, for=10.0.0.2"], "10.0.0.2"),
        (&["for=203.0.113.9, for=\"_hidden:80\""], "10.0.0.1"),
        (&["for=203.0.113.9;for=1.1.1.1"], "10.0.0.1"),
        (&["by=10.0.0.1"], "10.0.0.1"),
        (&["203.0.113.9"], "10.0.0.1"),
        (&["for=\"203.0.113.9"], "10.0.0.1"),
        (&["for=\"203.0.113.9\\\"\""], "10.0.0.1"),
        (&["for=203.0.113.9;"], "10.0.0.1"),
        (&["for=\""], "10.0.0.1"),
    ] {
        assert_eq!(client(ForwardedHeader::Forwarded, lines), expected, "{lines:?}");
    }
}

#[test]
fn the_field_that_is_not_declared_is_not_read() {
    let proxies = proxies(&["10.0.0.0/8"], ForwardedHeader::Forwarded);
    let proxy = "10.0.0.1".parse().unwrap();
    assert_eq!(proxies.client(proxy, &headers(&X_FORWARDED_FOR, &["1.1.1.1"])), proxy);
}

#[test]
fn networks_are_read_as_they_are_meant() {
    let proxies = proxies(
        &["10.1.2.3/8", "::ffff:192.0.2.0/120", "198.51.100.7", "2001:db8::/32", "fc00::/7"],
        ForwardedHeader::Forwarded,
    );
    for (address, trusted) in [
        ("10.255.0.1", true),
        ("::ffff:10.255.0.1", true),
        ("11.0.0.1", false),
        ("192.0.2.255", true),
        ("192.0.3.0", false),
        ("198.51.100.7", true),
        ("198.51.100.8", false),
        ("2001:db8:1::1", true),
        ("fdff::1", true),
        ("2001:db9::1", false),
    ] {
        assert_eq!(proxies.trusts(address.parse().unwrap()), trusted, "{address}");
    }
}

#[test]
fn every_wrong_network_is_a_fault() {
    for wrong in [
        "",
        "10.0.0.0/33",
        "proxy.example",
        "10.0.0/8",
        "0.0.0.0/0",
        "8.0.0.0/7",
        "::/0",
        "fc00::/6",
        "::ffff:0.0.0.0/96",
        "10.0.0.0/8 ",
    ] {
        let mut faults = Faults::default();
        let proxies = TrustedProxies::new([wrong], ForwardedHeader::XForwardedFor, &mut faults);
        assert_eq!(faults.iter().count(), 1, "{wrong}");
        assert!(!proxies.trusts("10.0.0.1".parse().unwrap()));
    }
    let mut faults = Faults::default();
    TrustedProxies::new([""; 0], ForwardedHeader::XForwardedFor, &mut faults);
    assert_eq!(faults.iter().count(), 1);
}

proptest! {
    #[test]
    fn nothing_that_is_sent_panics_or_moves_what_a_proxy_wrote(
        sent in prop::collection::vec(any::<u8>().prop_filter("a header's byte", |byte| *byte >= 32 && *byte != 127), 0..80),
        own_line in any::<bool>(),
    ) {
        for header in [ForwardedHeader::XForwardedFor, ForwardedHeader::Forwarded] {
            let (name, wrote) = match header {
                ForwardedHeader::XForwardedFor => (&X_FORWARDED_FOR, "203.0.113.9"),
                ForwardedHeader::Forwarded => (&FORWARDED, "for=\"203.0.113.9:80\""),
            };
            let proxies = proxies(&["10.0.0.0/8"], header);
            let proxy: IpAddr = "10.0.0.1".parse().unwrap();
            let mut headers = HeaderMap::new();
            headers.append(name, HeaderValue::from_bytes(&sent).unwrap());
            proxies.client(proxy, &headers);
            let client: IpAddr = "203.0.113.9".parse().unwrap();
            if own_line {
                headers.append(name, HeaderValue::from_static(wrote));
                prop_assert_eq!(proxies.client(proxy, &headers), client);
            } else {
                let joined = [&sent[..], b", ", wrote.as_bytes()].concat();
                headers.insert(name, HeaderValue::from_bytes(&joined).unwrap());
                prop_assert_eq!(proxies.client(proxy, &headers), client);
            }
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in ".{0,40}") {
        let _ = (node(&text), element(&text), network(&text));
    }
}
