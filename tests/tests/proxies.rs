//! Whose address counts: the socket's, unless a declared proxy says otherwise.

use http::header::HeaderName;
use secure_api::prelude::*;
use secure_api::request::ForwardedHeader;
use secure_api_testing::{TestClient, TestResponse};
use secure_api_tests::{Log, Served, assert_refused};

const FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED: HeaderName = HeaderName::from_static("forwarded");

#[get("/once")]
#[secure(public = "counts addresses", rate = "1/min per address")]
async fn once() -> NoContent {
    NoContent
}

fn api() -> Api<()> {
    Api::new(()).mount(routes![once])
}

fn behind(networks: &[&str], header: ForwardedHeader) -> TestClient {
    TestClient::in_memory(api().trust_proxies(networks, header).build().unwrap())
}

async fn from(client: &TestClient, socket: &str, header: &HeaderName, value: &str) -> TestResponse {
    client.get("/once").from_address(socket.parse().unwrap()).header(header.clone(), value).send().await
}

#[tokio::test]
async fn a_forged_field_changes_nothing_and_is_reported_once() {
    let log = Log::capture();
    let app = Served::start(api()).await;
    assert_eq!(app.get("/once").header(FOR, "203.0.113.1").send().await.status(), 204);
    for (name, value) in [
        (FOR, "203.0.113.2"),
        (FOR, "127.0.0.2, 10.0.0.1"),
        (FORWARDED, "for=203.0.113.3"),
        (HeaderName::from_static("x-real-ip"), "203.0.113.4"),
        (HeaderName::from_static("true-client-ip"), "203.0.113.5"),
        (HeaderName::from_static("cf-connecting-ip"), "203.0.113.6"),
    ] {
        assert_refused(&app.get("/once").header(name, value).send().await, 429);
    }
    let events = log.audit();
    let faults: Vec<_> = events.iter().filter(|event| event["event"] == "configuration_fault").collect();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0]["level"], "ERROR");
    assert!(faults[0]["what"].as_str().unwrap().starts_with("127.0.0.1 forwards requests"));
    assert!(
        events
            .iter()
            .filter(|event| event["event"] != "configuration_fault")
            .all(|event| event["client"] == "127.0.0.1")
    );
    assert!(!log.text().contains("203.0.113"));
}

#[tokio::test]
async fn a_forged_field_does_not_escape_the_source_limit() {
    let app = Served::start(api().source_rate("2/min")).await;
    for (number, status) in [(1, 404), (2, 404), (3, 429), (4, 429)] {
        let answer = app.get("/nowhere").header(FOR, &format!("203.0.113.{number}")).send().await;
        assert_eq!(answer.status(), status);
    }
}

#[tokio::test]
async fn the_nearest_address_that_is_no_declared_proxy_counts() {
    let client = behind(&["10.0.0.0/8", "2001:db8:ffff::/48"], ForwardedHeader::XForwardedFor);
    for (socket, value, status) in [
        ("10.0.0.1", "203.0.113.1", 204),
        // Another proxy, another port, a chain, and whatever the client wrote further left.
        ("10.9.9.9", "203.0.113.1", 429),
        ("10.0.0.1", "203.0.113.1:4711", 429),
        ("10.0.0.1", "203.0.113.1, 10.0.0.2, 10.0.0.3", 429),
        ("10.0.0.1", "198.51.100.9, 203.0.113.1", 429),
        ("10.0.0.1", "127.0.0.1, ::1, 203.0.113.1", 429),
        ("2001:db8:ffff::1", "203.0.113.1", 429),
        ("::ffff:10.0.0.1", "203.0.113.1", 429),
        ("10.0.0.1", "203.0.113.2", 204),
        // The client itself is no proxy, so that its own word counts for nothing.
        ("203.0.113.3", "203.0.113.4", 204),
        ("203.0.113.3", "203.0.113.5", 429),
    ] {
        assert_eq!(from(&client, socket, &FOR, value).await.status(), status, "{socket} {value}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_counted_for_the_proxy_that_sent_it() {
    let client = behind(&["10.0.0.0/8"], ForwardedHeader::XForwardedFor);
    for (value, status) in [("unknown", 204), ("", 429), ("203.0.113.1, 1.2.3", 429), ("203.0.113.1,", 429)] {
        assert_eq!(from(&client, "10.0.0.1", &FOR, value).await.status(), status, "{value}");
    }
    assert_eq!(from(&client, "10.0.0.1", &FOR, "203.0.113.1").await.status(), 204);
    // The proxy without the field is a client like others.
    assert_eq!(client.get("/once").from_address("10.0.0.2".parse().unwrap()).send().await.status(), 204);
}

#[tokio::test]
async fn only_the_declared_field_is_read() {
    let client = behind(&["10.0.0.0/8"], ForwardedHeader::Forwarded);
    let forwarded = "for=198.51.100.1, for=\"[2001:db8::1]:443\";proto=https, for=10.0.0.2";
    assert_eq!(from(&client, "10.0.0.1", &FORWARDED, forwarded).await.status(), 204);
    assert_eq!(from(&client, "10.0.0.1", &FORWARDED, "For=\"[2001:db8::2]\"").await.status(), 429);
    assert_eq!(from(&client, "10.0.0.1", &FOR, "203.0.113.1").await.status(), 204);
    assert_eq!(from(&client, "10.0.0.1", &FOR, "203.0.113.2").await.status(), 429);
}

#[tokio::test]
async fn addresses_of_one_subscriber_are_one_behind_a_proxy_too() {
    let client = behind(&["10.0.0.0/8"], ForwardedHeader::XForwardedFor);
    for (value, status) in [
        ("2001:db8:0:1200::1", 204),
        ("2001:db8:0:12ff:ffff:ffff:ffff:ffff", 429),
        ("2001:db8:0:1300::1", 204),
        ("192.0.2.1", 204),
        ("::ffff:192.0.2.1", 429),
        ("[::ffff:192.0.2.1]:80", 429),
    ] {
        assert_eq!(from(&client, "10.0.0.1", &FOR, value).await.status(), status, "{value}");
    }
}

#[tokio::test]
async fn a_declared_proxy_is_not_reported_and_the_log_names_the_client() {
    let log = Log::capture();
    let client = behind(&["10.0.0.0/8"], ForwardedHeader::XForwardedFor);
    let request = client.get("/nowhere").from_address("10.0.0.1".parse().unwrap()).header(FOR, "1.1.1.1, 203.0.113.9");
    assert_refused(&request.send().await, 404);
    let events = log.audit();
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0]["client"], "203.0.113.9");
}
