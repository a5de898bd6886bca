//! An issuer with keys of its own, and tokens that are whatever the test wants.

use std::collections::BTreeSet;

use secure_api::identify::Key;
use secure_api::prelude::*;
use secure_api::provide::key_source::KeySource;
use secure_api_testing::{TestClient, TestIssuer, Value, json};

#[get("/me")]
#[secure(auth = "jwt", rate = "1000/min")]
async fn me() -> NoContent {
    NoContent
}

fn client(jwt: Jwt) -> TestClient {
    TestClient::in_memory(Api::new(()).jwt(jwt).mount(routes![me]).build().unwrap())
}

async fn status(client: &TestClient, token: impl Into<String>) -> u16 {
    client.with_token(token).get("/me").await.status()
}

#[tokio::test]
async fn each_issuer_has_a_key_of_its_own() {
    let (ours, theirs) = (TestIssuer::new(), TestIssuer::new());
    let client = client(ours.jwt());
    assert_eq!(status(&client, ours.token("ada")).await, 204);
    assert_eq!(status(&client, theirs.token("ada")).await, 401);
    assert_eq!(status(&client, ours.token("ada").signed_by(&theirs)).await, 401);
    assert_ne!(ours.key_id(), theirs.key_id());
}

#[tokio::test]
async fn a_key_is_used_for_rotation_when_it_is_published() {
    let issuer = TestIssuer::new();
    let before = client(issuer.jwt());
    let (old, old_id) = (issuer.token("ada").mint(), issuer.key_id());
    issuer.clone().rotate();
    let during = client(issuer.jwt());
    let new = issuer.token("ada").mint();
    issuer.rotate_without_overlap();
    let after = client(issuer.jwt());
    let newest = issuer.token("ada").mint();
    for (client, expected) in [(before, [204, 401, 401]), (during, [204, 204, 401]), (after, [401, 401, 204])] {
        for (token, expected) in [&old, &new, &newest].into_iter().zip(expected) {
            assert_eq!(status(&client, token).await, expected);
        }
    }
    assert_ne!(old_id, issuer.key_id());
}

/// A token in the making is signed by the key that it began with.
#[tokio::test]
async fn a_token_that_was_begun_before_a_rotation_is_of_the_old_key() {
    let issuer = TestIssuer::new();
    let client = client(issuer.jwt());
    let begun = issuer.token("ada");
    issuer.rotate_without_overlap();
    assert_eq!(status(&client, begun).await, 204);
}

#[tokio::test]
async fn the_document_is_what_an_application_reads() {
    let issuer = TestIssuer::new();
    issuer.rotate();
    let set = issuer.jwk_set();
    let keys = set["keys"].as_array().unwrap();
    let ids: BTreeSet<&str> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    assert_eq!((keys.len(), ids.len()), (2, 2));
    assert!(ids.contains(issuer.key_id().as_str()));
    assert!(keys.iter().all(|key| key.get("d").is_none() && key["alg"] == "ES256"), "{set}");

    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("keys.json");
    std::fs::write(&file, set.to_string()).unwrap();
    let jwt = Jwt::issuer("https://issuer.test").audience("https://api.test").key(Key::jwk_set(KeySource::file(file)));
    assert_eq!(status(&client(jwt), issuer.token("ada")).await, 204);

    let discovery = issuer.discovery("https://issuer.test/keys");
    assert_eq!([&discovery["issuer"], &discovery["jwks_uri"]], ["https://issuer.test", "https://issuer.test/keys"]);
}

#[test]
fn every_part_of_a_token_can_be_set() {
    let issuer = TestIssuer::named("https://login.test").for_audience("https://notes.test");
    let token =
        issuer.token("ada").claim("sub", "eve").claim("n", 1).without("aud").header("kid", "k").header("x", true);
    let token = token.without_header("typ").roles(["editor", "admin"]).scope("a b");
    let parts: Vec<Value> = token.mint().split('.').take(2).map(decoded).collect();
    assert_eq!(parts[0], json!({ "alg": "ES256", "kid": "k", "x": true }));
    let Value::Object(mut claims) = parts[1].clone() else { panic!("claims are an object") };
    let dates = ["iat", "exp"].map(|name| claims.remove(name).and_then(|date| date.as_u64()).expect(name));
    assert_eq!(dates[1] - dates[0], 300);
    assert_eq!((claims.remove("jti").is_some(), claims.remove("client_id")), (true, Some(json!("test-client"))));
    let expected =
        json!({ "iss": "https://login.test", "sub": "eve", "n": 1, "roles": ["editor", "admin"], "scope": "a b" });
    assert_eq!(Value::Object(claims), expected);
}

#[tokio::test]
async fn all_that_attackers_make_of_a_token_is_refused_and_each_is_another() {
    let issuer = TestIssuer::new();
    let client = client(issuer.jwt());
    let token = issuer.token("ada");
    assert_eq!(status(&client, &token).await, 204);
    let hostile = token.hostile();
    let (names, texts): (BTreeSet<_>, BTreeSet<_>) = hostile.iter().cloned().unzip();
    assert_eq!((names.len(), texts.len()), (hostile.len(), hostile.len()));
    for (what, token) in hostile {
        assert_eq!(status(&client, token).await, 401, "{what}");
    }
}

/// Where two issuers are declared, each is asked for the tokens in its own name.
#[tokio::test]
async fn hostile_tokens_are_refused_among_several_issuers_and_keys() {
    use secure_api::identify::RoleMap;
    let (ours, theirs) = (TestIssuer::new(), TestIssuer::named("https://other.test"));
    ours.rotate();
    let [first, second] = [&ours, &theirs].map(|issuer| issuer.jwt().roles(RoleMap::none()));
    let app = Api::new(()).jwt(first).jwt(second).mount(routes![me]).build().unwrap();
    let client = TestClient::in_memory(app);
    for (what, token) in ours.token("ada").hostile() {
        assert_eq!(status(&client, token).await, 401, "{what}");
    }
}

#[tokio::test]
async fn a_secret_is_shared_with_whoever_verifies() {
    let issuer = TestIssuer::new().with_shared_secret();
    let text = issuer.shared_secret();
    assert_eq!(text, issuer.clone().shared_secret());
    assert_ne!(text, TestIssuer::new().with_shared_secret().shared_secret());
    let client = client(issuer.jwt());
    let token = issuer.token("ada");
    assert_eq!(status(&client, &token).await, 204);
    assert_eq!(decoded(token.mint().split('.').next().unwrap())["alg"], "HS256");
    let hostile = token.hostile();
    assert!(hostile.len() > 20);
    for (what, token) in hostile {
        assert_eq!(status(&client, token).await, 401, "{what}");
    }
    // It signs as any other implementation does with the bytes of that text.
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("secret");
    std::fs::write(&file, &text).unwrap();
    let jwt = Jwt::issuer(issuer.name()).audience("https://api.test").key(Key::hs256(KeySource::file(file)));
    let by_text = self::client(jwt);
    assert_eq!(status(&by_text, &token).await, 204);
    issuer.rotate();
    assert_ne!(issuer.shared_secret(), text);
    assert_eq!(status(&by_text, issuer.token("ada")).await, 401);
    assert_eq!(status(&self::client(issuer.jwt()), &token).await, 204, "both are known, as of any rotation");
    // Nobody is told of it.
    assert_eq!(issuer.jwk_set(), json!({ "keys": [] }));
    assert!(!format!("{issuer:?} {token:?}").contains(&text));
}

#[test]
#[should_panic(expected = "make it by `TestIssuer::new().with_shared_secret()`")]
fn a_key_pair_is_no_shared_secret() {
    let _ = TestIssuer::new().shared_secret();
}

#[tokio::test]
async fn an_issuer_that_is_served_publishes_what_it_signs_with_until_it_is_dropped() {
    let issuer = TestIssuer::served().await;
    let address = issuer.name().strip_prefix("http://").unwrap().parse().unwrap();
    let client = TestClient::over_socket(address);
    let document: Value = client.get("/.well-known/openid-configuration").await.assert_status(200).json();
    assert_eq!(document, issuer.discovery(&format!("{}/keys", issuer.name())));
    let published = || async { client.get("/keys").await.assert_status(200).json::<Value>() };
    assert_eq!(published().await, issuer.jwk_set());
    issuer.rotate();
    assert_eq!((published().await, published().await["keys"].as_array().unwrap().len()), (issuer.jwk_set(), 2));
    client.get("/").await.assert_status(404);

    let clone = issuer.clone();
    drop(issuer);
    client.get("/keys").await.assert_status(200);
    drop(clone);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "nobody listens");
}

#[test]
fn nothing_prints_a_private_key() {
    let issuer = TestIssuer::new();
    let printed = format!("{issuer:?} {:?}", issuer.token("ada"));
    assert!(printed.contains(&format!("SigningKey({})", issuer.key_id())), "{printed}");
    assert!(!printed.contains("EcdsaKeyPair"), "{printed}");
}

fn decoded(segment: &str) -> Value {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(segment).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}
