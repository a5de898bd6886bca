//! What is wrong with a configuration is said all at once, before a socket is bound.

use std::net::TcpListener as Occupied;

use secure_api::Error;
use secure_api::danger::Danger;
use secure_api::identify::{Key, RoleMap};
use secure_api::prelude::*;
use secure_api::provide::key_source::{KeySource, SecretBytes, SecretProvider, SecretUnavailable};
use secure_api::request::ForwardedHeader;
use secure_api_testing::{TestClient, TestIssuer};
use secure_api_tests::{Served, assert_refused};
use tokio::net::TcpListener;

#[derive(Clone, Copy, Roles)]
enum Role {
    Reader,
}

mod other {
    use secure_api::prelude::*;

    #[derive(Clone, Copy, Roles)]
    pub(super) enum Role {
        Reader,
    }
}

#[get("/guarded")]
#[secure(auth = "jwt", role = Role::Reader)]
async fn guarded() -> NoContent {
    NoContent
}

#[get("/foreign")]
#[secure(auth = "jwt", role = other::Role::Reader)]
async fn foreign() -> NoContent {
    NoContent
}

#[get("/users/{id}")]
#[secure(public = "a test", rate = "600/min", no_object_check(id) = "a test")]
async fn user(Path(id): Path<u32>) -> StatusCode {
    if id == 7 { StatusCode::OK } else { StatusCode::ACCEPTED }
}

#[get("/users/{id}")]
#[secure(public = "a test", rate = "600/min", no_object_check(id) = "a test")]
async fn same_user(Path(id): Path<u32>) -> StatusCode {
    user(Path(id)).await
}

#[post("/users/{name}")]
#[secure(public = "a test", rate = "600/min", no_object_check(name) = "a test")]
async fn named_user(Path(name): Path<u32>) -> StatusCode {
    user(Path(name)).await
}

#[get("/users/me")]
#[secure(public = "a test", rate = "600/min")]
async fn me() -> NoContent {
    NoContent
}

#[get("/")]
#[secure(public = "a test", rate = "600/min")]
async fn root() -> NoContent {
    NoContent
}

fn faults_of(api: Api<()>) -> Vec<String> {
    match api.build() {
        Ok(_) => Vec::new(),
        Err(Error::Configuration(faults)) => {
            assert!(faults.iter().all(|fault| !fault.help().is_empty()));
            faults.iter().map(|fault| fault.what().to_owned()).collect()
        }
        Err(error) => panic!("{error}"),
    }
}

fn assert_one_fault(api: Api<()>, parts: &[&str]) {
    let faults = faults_of(api);
    let [fault] = faults.as_slice() else { panic!("{faults:#?}") };
    for part in parts {
        assert!(fault.contains(part), "`{part}` is not in: {fault}");
    }
}

fn api() -> Api<()> {
    Api::new(())
}

#[test]
fn a_route_that_asks_for_a_token_needs_somebody_who_verifies_it() {
    assert_one_fault(api().mount(routes![guarded]), &["guarded", "auth = \"jwt\"", "no issuer"]);
    assert_eq!(faults_of(api().jwt(TestIssuer::new().jwt()).mount(routes![guarded])), [""; 0]);
}

#[test]
fn a_route_that_is_mounted_twice_names_both_handlers_and_their_lines() {
    let twice = api().mount(routes![user]).mount(routes![same_user]);
    let here = |handler: &str| format!("{handler} at tests/tests/faults.rs:");
    assert_one_fault(twice, &["GET /users/{id}", &here("faults::user"), &here("faults::same_user")]);
    assert_one_fault(api().mount(routes![me]).mount(routes![me]), &["GET /users/me"]);
}

#[test]
fn two_names_for_one_parameter_are_a_fault() {
    let parts = ["/users/{id}", "/users/{name}", "faults::user at", "faults::named_user at"];
    assert_one_fault(api().mount(routes![user]).mount(routes![named_user]), &parts);
}

#[tokio::test]
async fn a_literal_beside_a_parameter_is_no_conflict() {
    let app = Served::start(api().mount(routes![user, me])).await;
    for (path, status) in [("/users/me", 204), ("/users/7", 200), ("/users/8", 202)] {
        assert_eq!(app.get(path).send().await.status(), status);
    }
    assert_refused(&app.get("/users/you").send().await, 404);
}

#[test]
fn two_enums_of_roles_are_a_fault() {
    let api = api().jwt(TestIssuer::new().jwt()).mount(routes![guarded, foreign]);
    assert_one_fault(api, &["two enums of roles", "guarded", "foreign"]);
}

#[test]
fn an_origin_that_no_browser_sends_is_a_fault() {
    for origin in ["*", "null", "app.example", "https://app.example/", "https://*.example", "HTTPS://app.example"] {
        assert_one_fault(api().cors(Cors::origin(origin)), &[origin, "is not an origin"]);
    }
    assert_eq!(faults_of(api().cors(Cors::origin("*").and("null"))).len(), 2);
}

#[test]
fn a_source_rate_that_is_none_is_a_fault() {
    for rate in ["", "0/min", "10", "10/fortnight", "ten/min", "10/min per planet", "99999999999/s"] {
        assert_one_fault(api().source_rate(rate), &["the source rate"]);
    }
}

#[test]
fn a_prefix_that_is_no_literal_path_is_a_fault() {
    for prefix in ["v1", "/v1/", "/", "", "//v1", "/v1//x", "/{tenant}", "/*", "/..", "/a/./b", "/a b", "/a%20b"] {
        assert_one_fault(api().mount_at(prefix, routes![]), &["is not a prefix"]);
    }
}

#[test]
fn proxies_that_are_none_or_everybody_are_a_fault() {
    for (network, what) in [
        ("10.0.0.0/33", "is not a network"),
        ("proxy.example", "is not a network"),
        ("", "is not a network"),
        ("0.0.0.0/0", "too many addresses"),
        ("::/0", "too many addresses"),
        ("128.0.0.0/1", "too many addresses"),
        ("::ffff:0.0.0.0/97", "too many addresses"),
        ("2000::/3", "too many addresses"),
    ] {
        assert_one_fault(api().trust_proxies([network], ForwardedHeader::XForwardedFor), &[what]);
    }
    let own = ["10.0.0.0/8", "fc00::/7", "2001:db8::/32"];
    assert!(api().trust_proxies(own, ForwardedHeader::XForwardedFor).build().is_ok());
    assert_one_fault(api().trust_proxies([""; 0], ForwardedHeader::Forwarded), &["none is named"]);
}

#[test]
fn what_lowers_security_takes_a_reason() {
    for blank in ["", "-", "..", "\u{200b}\u{200b}", "\u{2800}\u{3164}"] {
        assert_one_fault(api().plain_http(blank), &["plain HTTP", "without a reason"]);
        assert_one_fault(api().adopt(axum::Router::new(), blank), &["is no reason for adopting a router"]);
    }
    let twice = api().adopt(axum::Router::new(), "the old one").adopt(axum::Router::new(), "an older one");
    assert_one_fault(twice, &["two routers are adopted"]);
}

#[derive(Clone)]
struct Secret(&'static str);

impl SecretProvider for Secret {
    fn load(&self) -> Result<SecretBytes, SecretUnavailable> {
        Ok(SecretBytes::new(self.0.as_bytes().to_vec()))
    }
}

#[test]
fn a_secret_that_can_be_guessed_is_a_fault_which_does_not_repeat_it() {
    for secret in ["tooshort-9f3", "changemechangemechangemechangeme", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ""] {
        let key = Key::hs256(KeySource::provider(Secret(secret)));
        let api =
            api().jwt(Jwt::issuer("https://a.test").audience("https://api.test").key(key)).mount(routes![guarded]);
        let error = api.build().unwrap_err().to_string();
        assert!(error.contains("1 fault to mend") && error.contains("the key of the provider"), "{error}");
        assert!(secret.is_empty() || !error.contains(secret), "{error}");
    }
}

#[test]
fn two_issuers_each_say_what_their_roles_mean() {
    let (first, second) = (TestIssuer::named("https://a.test"), TestIssuer::named("https://b.test"));
    let faults = faults_of(api().jwt(first.jwt()).jwt(second.jwt()).mount(routes![guarded]));
    assert_eq!(faults.len(), 2, "{faults:#?}");
    assert!(faults.iter().all(|fault| fault.contains("how `https://")), "{faults:#?}");
    let mapped = |issuer: &TestIssuer| issuer.jwt().roles(RoleMap::usual().same_names());
    assert_eq!(faults_of(api().jwt(mapped(&first)).jwt(mapped(&second)).mount(routes![guarded])), [""; 0]);
    let twice = api().jwt(mapped(&first)).jwt(mapped(&TestIssuer::named("https://a.test")));
    assert_one_fault(twice.mount(routes![guarded]), &["`https://a.test` is declared twice"]);
}

fn wrong_in_every_way() -> Api<()> {
    api()
        .mount(routes![guarded, foreign, user])
        .mount(routes![same_user])
        .mount_at("v1", routes![])
        .cors(Cors::origin("*"))
        .source_rate("often")
        .trust_proxies(["everybody"], ForwardedHeader::XForwardedFor)
        .adopt(axum::Router::new(), "")
}

#[test]
fn all_faults_are_in_one_error_each_with_its_help() {
    let error = wrong_in_every_way().build().unwrap_err();
    let text = error.to_string();
    assert!(text.contains("8 faults to mend"), "{text}");
    for part in ["no issuer", "two enums", "twice", "not a prefix", "origin", "source rate", "not a network", "reason"]
    {
        assert!(text.contains(part), "`{part}` is not in {text}");
    }
    assert_eq!(text.matches("help: ").count(), 8, "{text}");
}

#[tokio::test]
async fn faults_come_before_a_socket_is_bound() {
    let occupied = Occupied::bind("127.0.0.1:0").unwrap();
    let addr = occupied.local_addr().unwrap().to_string();
    assert!(matches!(wrong_in_every_way().serve(&addr).await, Err(Error::Configuration(_))));
    // With nothing wrong, the address is the fault.
    assert!(matches!(api().mount(routes![root]).serve(&addr).await, Err(Error::Io(_))));
}

#[tokio::test]
async fn plain_http_is_served_on_loopback_only() {
    for addr in
        ["0.0.0.0:0", "[::]:0", "192.0.2.1:80", "api.example:80", "localhost.example:80", "127.0.0.1.example:80"]
    {
        let refused = api().mount(routes![root]).serve(addr).await;
        let Err(Error::Configuration(faults)) = refused else { panic!("{addr}: {refused:?}") };
        assert!(faults.to_string().contains("plain HTTP"), "{faults}");
    }
    let any = || async { TcpListener::bind("0.0.0.0:0").await.unwrap() };
    assert!(matches!(api().serve_on(any().await).await, Err(Error::Configuration(_))));

    let excused = api().mount(routes![root]).plain_http("the mesh encrypts");
    let running = excused.serve_on(any().await).await.unwrap();
    running.shutdown().await.unwrap();
    let behind = api().trust_proxies(["10.0.0.0/8"], ForwardedHeader::XForwardedFor);
    behind.serve_on(any().await).await.unwrap().shutdown().await.unwrap();

    let app = api().plain_http("the mesh encrypts").build().unwrap();
    assert!(app.report().contains("danger: plain HTTP to other machines: the mesh encrypts"));
}

#[tokio::test]
async fn routes_under_a_prefix_are_there_and_nowhere_else() {
    let api = api().mount_at("/v1", routes![root, user]).mount_at("/api/v2.0", routes![root, user]).mount(routes![me]);
    let client = TestClient::in_memory(api.build().unwrap());
    for (path, status) in [
        ("/v1", 204),
        ("/v1/users/7", 200),
        ("/api/v2.0", 204),
        ("/api/v2.0/users/7", 200),
        ("/users/me", 204),
        ("/", 404),
        ("/users/7", 404),
        ("/v1/users/me", 404),
        ("/v1/", 404),
        ("/v1users/7", 404),
        ("/api", 404),
    ] {
        assert_eq!(client.get(path).send().await.status(), status, "{path}");
    }
}
