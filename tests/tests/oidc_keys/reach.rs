//! Who is asked, and by whom it is vouched for.

use secure_api::danger::DangerousIssuer;
use serde_json::json;

use super::*;

#[tokio::test]
async fn an_issuer_is_believed_when_its_authority_vouches_for_it() {
    let (signer, clock, authority) = (Signer::new("a"), TestClock::new(), Authority::new());
    let fake = Fake::tls(&[&signer], &authority).await;
    let client = client([fake.jwt().certificate_authority(authority.source())], &clock);
    assert_eq!(status(&client, &signer.token(&fake, &clock)).await, 200);
}

#[tokio::test]
async fn a_certificate_of_somebody_else_does_not_start() {
    let (signer, authority) = (Signer::new("a"), Authority::new());
    let fake = Fake::tls(&[&signer], &authority).await;
    let said = start_is_refused([fake.jwt().certificate_authority(Authority::new().source())]).await;
    assert!(said.contains("certificate is not to be trusted"), "{said}");
    let said = start_is_refused([fake.jwt()]).await;
    assert!(said.contains("certificate is not to be trusted"), "the system does not know it either: {said}");
    assert_eq!(fake.asked(DOCUMENT), 0);

    let for_another = Some(authority.acceptor(&["login.example.com"]));
    let fake = Fake::start(&[&signer], "127.0.0.1:0".parse().unwrap(), for_another).await;
    let said = start_is_refused([fake.jwt().certificate_authority(authority.source())]).await;
    assert!(said.contains("certificate is not to be trusted"), "{said}");
    assert_eq!(fake.asked(DOCUMENT), 0);
}

#[tokio::test]
async fn a_server_without_tls_is_not_asked_in_the_clear() {
    let (signer, clock) = (Signer::new("a"), TestClock::new());
    let fake = Fake::plain(&[&signer]).await;
    let jwt = Jwt::oidc(format!("https://{}", fake.addr)).audience("x").loopback_in_debug();
    let client = client([jwt.certificate_authority(Authority::new().source())], &clock);
    assert_eq!(status(&client, &signer.token(&fake, &clock)).await, 401, "it is of another issuer");
    let claims = merged(claims(&fake, &clock), &json!({ "iss": format!("https://{}", fake.addr) }));
    assert_eq!(status(&client, &signer.sign(&json!({}), &claims)).await, 503);
    assert_eq!(fake.asked(DOCUMENT), 0);
}

#[tokio::test]
async fn addresses_that_are_not_of_the_internet_are_not_connected_to() {
    let (signer, authority) = (Signer::new("a"), Authority::new());
    let fake = Fake::tls(&[&signer], &authority).await;
    let port = fake.addr.port();
    for host in ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"] {
        let said = start_is_refused([Jwt::oidc(format!("https://{host}:{port}")).audience("x")]).await;
        assert!(said.contains("no address of the internet"), "{host}: {said}");
    }
    for host in ["10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[fd00::1]"] {
        {
            let jwt = Jwt::oidc(format!("https://{host}")).audience("x");
            let said = start_is_refused([jwt.loopback_in_debug()]).await;
            assert!(said.contains("no address of the internet"), "{host}: {said}");
        }
    }
    for host in ["169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "0.0.0.0", "100.100.100.200"] {
        let jwt = Jwt::oidc(format!("https://{host}")).audience("x").private_network("we asked for it");
        let said = start_is_refused([jwt]).await;
        assert!(said.contains("no address of the internet"), "{host}: {said}");
    }
    assert_eq!(fake.asked(DOCUMENT), 0);
}

#[tokio::test]
async fn what_a_document_points_to_is_judged_alike() {
    let (signer, authority) = (Signer::new("a"), Authority::new());
    let fake = Fake::tls(&[&signer], &authority).await;
    for (place, because) in [
        ("https://169.254.169.254/latest/meta-data/", "no address of the internet"),
        ("https://10.0.0.1/jwks", "no address of the internet"),
        ("http://login.example.com/jwks", "is not `https`"),
    ] {
        fake.answer(DOCUMENT, Reply::json(&merged(fake.document(), &json!({ "jwks_uri": place }))));
        let said = start_is_refused([fake.jwt().certificate_authority(authority.source())]).await;
        assert!(said.contains(because), "{place}: {said}");
    }
}

#[tokio::test]
async fn a_private_network_takes_a_reason_and_shows_in_the_report() {
    let (signer, clock, authority) = (Signer::new("a"), TestClock::new(), Authority::new());
    let fake = Fake::tls(&[&signer], &authority).await;
    let jwt = || Jwt::oidc(&fake.issuer).audience(fake::AUDIENCE).certificate_authority(authority.source());
    let app = api([jwt().private_network("a sidecar")], &clock).build().unwrap();
    let line = format!("danger: the issuer `{}` may be in a private network: a sidecar", fake.issuer);
    assert!(app.report().contains(&line), "{}", app.report());
    assert_eq!(status(&TestClient::in_memory(app), &signer.token(&fake, &clock)).await, 200);
    // The second is what the help leaves for a reason.
    for none in [" ", "why it is there", "-"] {
        let said = api([jwt().private_network(none)], &clock).build().map(|_| ()).unwrap_err().to_string();
        assert!(said.contains("without a reason"), "{said}");
    }
    let plain = Jwt::oidc("http://127.0.0.1:8080").audience("x").private_network("a sidecar");
    let said = api([plain], &clock).build().map(|_| ()).unwrap_err().to_string();
    assert!(said.contains("is not `https`"), "{said}");
}
