//! The client says what the test says, and what fails says why.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use secure_api::identify::RoleMap;
use secure_api::prelude::*;
use secure_api::provide::clock::Clock;
use secure_api_testing::{HeaderName, Method, RateLimit, Refusal, TestClient, TestClock, TestIssuer, Value, json};

#[derive(Clone, Copy, Roles)]
#[roles(Admin > Editor)]
enum Role {
    Editor,
    Admin,
    Auditor,
}

#[derive(Clone, Copy, Scopes)]
enum Scope {
    #[scope("notes:read")]
    Read,
    #[scope("notes:write")]
    Write,
}

#[output]
struct Who {
    subject: String,
    roles: Vec<&'static str>,
    scopes: Vec<&'static str>,
}

#[get("/who")]
#[secure(auth = "jwt", rate = "100/min")]
async fn who(caller: Identity) -> Json<Who> {
    Json(Who {
        subject: caller.subject().to_owned(),
        roles: caller.roles().collect(),
        scopes: caller.scopes().collect(),
    })
}

#[get("/both")]
#[secure(auth = "jwt", role = all(Role::Editor, Role::Auditor), scope = all(Scope::Read, Scope::Write), rate = "3/min")]
async fn both() -> NoContent {
    NoContent
}

#[get("/quick")]
#[secure(auth = "jwt", rate = ["2/s", "5/h"])]
async fn quick() -> NoContent {
    NoContent
}

#[get("/open")]
#[secure(public = "for everybody", rate = "20/min per address")]
async fn open() -> NoContent {
    NoContent
}

#[input]
struct Draft {
    text: Text<1, 10>,
}

#[output]
#[derive(Debug)]
struct Numbered {
    number: u32,
}

#[post("/numbers")]
#[secure(auth = "jwt", rate = "10/min")]
async fn create(draft: Valid<Json<Draft>>) -> Result<Created<Numbered>, Problem> {
    match draft.text.as_str() {
        "taken" => Err(Problem::conflict("the text is taken")),
        _ => Ok(Created::at(who::uri(), Numbered { number: 1 })),
    }
}

#[get("/numbers")]
#[secure(auth = "jwt", rate = "100/min")]
async fn numbers(page: Valid<Query<Page<10>>>) -> Json<Paged<Numbered>> {
    Json(Paged::cut((1..=7).map(|number| Numbered { number }), &page))
}

fn api() -> Api<()> {
    Api::new(()).mount(routes![who, both, quick, open, create, numbers])
}

async fn told(client: &TestClient) -> Value {
    client.get("/who").await.assert_status(200).json()
}

/// What a test that fails prints.
fn failure(test: impl Future<Output = ()>) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let failed = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test))).expect_err("it fails");
    *failed.downcast::<String>().expect("a text")
}

#[tokio::test]
async fn who_calls_adds_up() {
    let client = TestClient::of(api());
    client.get("/who").await.assert_status(401);
    let editor = client.as_role(Role::Editor);
    assert_eq!(told(&editor).await, json!({ "subject": "test-editor", "roles": ["editor"], "scopes": [] }));
    let both = editor.as_role(Role::Auditor).with_scope(Scope::Write).with_scope(Scope::Read);
    let roles = json!(["editor", "auditor"]);
    let scopes = json!(["notes:read", "notes:write"]);
    assert_eq!(told(&both).await, json!({ "subject": "test-editor-auditor", "roles": roles, "scopes": scopes }));
    assert_eq!(told(&both.as_subject("ada")).await["subject"], "ada");
    both.get("/both").await.assert_status(204);
    client.as_role(Role::Admin).as_role(Role::Auditor).get("/both").await.assert_status(403);
    // The client that others were made of is who it was.
    assert_eq!(told(&editor).await["roles"], json!(["editor"]));
    assert_eq!(told(&client.with_scope(Scope::Read)).await["subject"], "test-nobody");
    both.anonymous().get("/who").await.assert_status(401);
}

#[tokio::test]
async fn a_claim_takes_the_place_of_what_the_token_would_say() {
    let client = TestClient::of(api());
    let editor = client.as_role(Role::Editor).with_claim("sub", "eve").with_claim("roles", json!([]));
    assert_eq!(told(&editor).await, json!({ "subject": "eve", "roles": [], "scopes": [] }));
    client.as_subject("ada").with_claim("exp", 1).get("/who").await.assert_status(401);
}

#[tokio::test]
async fn a_token_takes_the_place_of_a_caller_and_a_request_has_the_last_word() {
    let client = TestClient::of(api());
    let ada = client.as_subject("ada");
    let eve = client.issuer().token("eve");
    assert_eq!(told(&ada.with_token(&eve)).await["subject"], "eve");
    assert_eq!(told(&ada.with_token(eve.mint()).as_subject("bob")).await["subject"], "bob");
    let told: Value = ada.get("/who").bearer(&eve.mint()).send().await.json();
    assert_eq!(told["subject"], "eve");
    assert_eq!(ada.with_token("held").token(), "held");
}

#[tokio::test]
async fn callers_keep_up_with_the_clock_and_held_tokens_do_not() {
    let client = TestClient::of(api());
    let ada = client.as_subject("ada");
    let held = client.with_token(ada.token());
    client.clock().advance(Duration::from_secs(86_400));
    ada.get("/who").await.assert_status(200);
    held.get("/who").await.assert_status(401);
}

#[tokio::test]
async fn a_socket_is_spoken_to_alike() {
    let client = TestClient::served(api()).await;
    let answer = client.as_subject("ada").get("/who").await.assert_status(200);
    assert!(answer.headers().contains_key("date"), "which a server writes: {answer}");
    client.anonymous().get("/who").await.assert_status(401);
    client.as_subject("ada").get("/quick").drain().await.assert_admitted(2);
    client.clock().advance(Duration::from_secs(1));
    client.as_subject("ada").get("/quick").await.assert_status(204);
}

#[tokio::test]
async fn an_issuer_of_ones_own_is_declared_by_hand() {
    let clock = TestClock::new();
    let issuer = TestIssuer::named("https://login.test").for_audience("https://notes.test").with_clock(clock.clone());
    let app = api().jwt(issuer.jwt()).clock(clock.clone()).build().unwrap();
    let client = TestClient::in_memory(app).with_issuer(&issuer).with_clock(&clock);
    client.clock().advance(Duration::from_secs(3_600));
    assert_eq!(told(&client.as_role(Role::Editor)).await["roles"], json!(["editor"]));
}

#[tokio::test]
async fn roles_stand_where_the_issuer_has_them() {
    let issuer = TestIssuer::new().roles_at(["realm_access", "roles"]);
    let jwt = issuer.jwt().roles(RoleMap::claim("realm_access.roles").same_names());
    let client = TestClient::in_memory(api().jwt(jwt).build().unwrap()).with_issuer(&issuer);
    assert_eq!(told(&client.as_role(Role::Admin)).await["roles"], json!(["editor", "admin"]));
    assert_eq!(told(&client.with_claim("roles", json!(["admin"]))).await["roles"], json!([]));

    let mapped = RoleMap::claim("groups").grant("staff", Role::Editor).grant("audit", Role::Auditor);
    let app = api().jwt(issuer.jwt().roles(mapped)).build().unwrap();
    let client = TestClient::in_memory(app).with_issuer(&issuer);
    assert_eq!(told(&client.with_claim("groups", json!(["staff"]))).await["roles"], json!(["editor"]));
}

#[tokio::test]
async fn a_drained_limit_is_that_of_its_caller_or_address() {
    let client = TestClient::of(api());
    let (ada, bob) = (client.as_subject("ada"), client.as_subject("bob"));
    let drained = ada.get("/quick").drain().await;
    assert_eq!((drained.admitted(), drained.refusal().status()), (2, 429));
    assert_eq!(drained.assert_admitted(2).problem().violated_policies, ["caller"]);
    ada.get("/quick").drain().await.assert_admitted(0);
    bob.get("/quick").await.assert_status(204);
    // What is left of an hour is less than a second has.
    client.clock().advance(Duration::from_secs(1));
    ada.get("/quick").drain().await.assert_admitted(2);
    client.clock().advance(Duration::from_secs(1));
    ada.get("/quick").drain().await.assert_admitted(1).assert_header("retry-after", "3598");
    let elsewhere = "192.0.2.1".parse().unwrap();
    client.get("/open").drain().await.assert_admitted(20);
    client.get("/open").from_address(elsewhere).drain().await.assert_admitted(20);
}

/// A caller who may not is counted as well, and what is refused as well.
#[tokio::test]
async fn refusals_after_the_count_are_counted() {
    let client = TestClient::of(api());
    client.as_subject("ada").get("/both").drain().await.assert_admitted(3);
    client.as_subject("ada").post("/numbers").drain().await.assert_admitted(10);
}

#[test]
fn what_no_limit_counts_cannot_be_drained() {
    let told = failure(async { drop(TestClient::of(api()).get("/who").drain().await) });
    assert!(told.starts_with("nothing to drain") && told.contains("\n401 with"), "{told}");
    let told = failure(async { drop(TestClient::of(api()).get("/nowhere").drain().await) });
    assert!(told.starts_with("nothing to drain") && told.contains("\n404 with"), "{told}");
    let told = failure(async { drop(TestClient::of(api().source_rate("5/min")).get("/open").drain().await) });
    assert!(told.starts_with("the limit of the address") && told.contains("source_rate"), "{told}");
}

/// Goes on by seven seconds whenever it is asked.
#[derive(Debug)]
struct Hurrying(AtomicU64);

impl Clock for Hurrying {
    fn unix_s(&self) -> u64 {
        1_000_000_000
    }

    fn monotonic_ms(&self) -> u64 {
        self.0.fetch_add(7_000, Ordering::Relaxed)
    }
}

#[test]
fn an_allowance_that_grows_is_told() {
    let told = failure(async {
        let app = api().clock(Hurrying(AtomicU64::new(0))).jwt(TestIssuer::new().jwt()).build().unwrap();
        drop(TestClient::in_memory(app).get("/open").drain().await);
    });
    assert!(told.contains("clock that stands still"), "{told}");
}

#[tokio::test]
async fn what_is_left_of_a_limit_is_read() {
    let ada = TestClient::of(api()).as_subject("ada");
    let limit = |name: &str, remaining, reset_s| RateLimit { name: name.to_owned(), remaining, reset_s };
    assert_eq!(
        ada.get("/quick").await.rate_limits(),
        [limit("caller", 1, 1), limit("caller-2", 4, 3_600)],
        "in the order of their declaration"
    );
    assert_eq!(ada.anonymous().get("/who").await.rate_limits(), []);
}

#[tokio::test]
async fn a_refusal_is_read_as_a_problem() {
    let ada = TestClient::of(api()).as_subject("ada");
    let problem = ada.post("/numbers").json(&json!({ "text": "taken" })).await.problem();
    assert_eq!((problem.status, problem.kind.as_str(), problem.title.as_str()), (409, "about:blank", "Conflict"));
    assert_eq!(problem.detail.as_deref(), Some("the text is taken"));
    assert_eq!((problem.errors.len(), problem.request_id, problem.others.len()), (0, None, 0));
    let refused = ada.post("/numbers").json(&json!({ "text": "" })).await.assert_invalid("text", "length");
    assert_eq!((refused.problem().code_of("text"), refused.problem().code_of("other")), (Some("length"), None));
}

#[tokio::test]
async fn pages_are_read_one_by_one_or_all_of_them() {
    let ada = TestClient::of(api()).as_subject("ada");
    let page = ada.get("/numbers?per_page=3&page=3").await.page::<Value>();
    assert_eq!((page.items, page.page, page.per_page, page.more), (vec![json!({ "number": 7 })], 3, 3, false));
    for path in ["/numbers", "/numbers?per_page=3", "/numbers?per_page=7"] {
        let all: Vec<Value> = ada.get(path).every_page().await;
        assert_eq!(all, Vec::from_iter((1..=7).map(|number| json!({ "number": number }))), "{path}");
    }
}

#[tokio::test]
async fn what_was_made_is_followed_by_who_made_it() {
    let ada = TestClient::of(api()).as_subject("ada");
    let made = ada.post("/numbers").json(&json!({ "text": "fine" })).await.assert_status(201);
    assert_eq!(made.location(), "/who");
    assert_eq!(made.follow().await.json::<Value>()["subject"], "ada");
}

#[test]
fn a_failure_prints_the_whole_answer_and_no_token() {
    let told = failure(async {
        let client = TestClient::of(api());
        let editor = client.as_subject("ada").as_role(Role::Editor).with_scope(Scope::Write);
        editor.post("/numbers").json(&json!({ "text": "" })).await.assert_status(201);
    });
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], "expected 201, got 422");
    assert!(lines[1].starts_with("POST /numbers as `ada`, role editor, scope notes:write, at "), "{told}");
    assert!(lines[1].contains("client.rs:"), "{told}");
    let id = lines[2].strip_prefix("422 with the request id ").expect(&told);
    assert_eq!(id.len(), 32);
    assert!(told.contains("  ratelimit: \"caller\";r=9;t=60") && told.contains("\"code\": \"length\""), "{told}");
    assert!(!told.contains("eyJ"), "{told}");
    let told = failure(async {
        let client = TestClient::of(api());
        let token = client.as_subject("eve").token();
        client.as_subject("ada").get("/who").bearer(&token).await.assert_status(201);
    });
    assert!(told.contains("GET /who as whom its own `Authorization` names, at ") && !told.contains("eyJ"), "{told}");
}

#[test]
fn each_assertion_fails_where_it_should() {
    let answer = |path: &'static str| async move { TestClient::of(api()).as_subject("ada").get(path).await };
    let ok = || answer("/who");
    for (told, expected) in [
        (failure(async { drop(ok().await.assert_status(204)) }), "expected 204, got 200"),
        (failure(async { drop(ok().await.assert_header("vary", "accept")) }), "expected `vary: accept`, got `origin`"),
        (failure(async { drop(ok().await.assert_invalid("text", "length")) }), "expected 422, got 200"),
        (failure(async { drop(ok().await.problem()) }), "expected a problem, got `application/json`"),
        (failure(async { drop(ok().await.page::<Value>()) }), "the body is no JSON of this type"),
        (failure(async { drop(ok().await.json::<Vec<u8>>()) }), "the body is no JSON of this type"),
        (failure(async { drop(ok().await.follow()) }), "no path in `Location`"),
        (failure(async { drop(ok().await.follow()) }), "GET /who as `ada`, at "),
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let other_field = failure(async {
        let refused = TestClient::of(api()).as_subject("ada").post("/numbers").json(&json!({ "text": "" })).await;
        drop(refused.assert_invalid("text", "email"));
    });
    assert!(other_field.starts_with("expected the fault `email` of `text`"), "{other_field}");
    let more = failure(async {
        drop(TestClient::of(api()).as_subject("ada").get("/quick").drain().await.assert_admitted(3));
    });
    assert!(more.starts_with("expected 3 requests before the limit, got 2: GET /quick, at "), "{more}");
}

#[test]
fn what_is_missing_says_how_to_have_it() {
    let bare = || TestClient::in_memory(api().jwt(TestIssuer::new().jwt()).build().unwrap());
    let told = failure(async move { drop(bare().as_role(Role::Editor).get("/who").await) });
    assert!(told.contains("`TestClient::of(api)`") && told.contains("with_issuer"), "{told}");
    let told = failure(async move { drop(bare().clock().clone()) });
    assert!(told.contains("with_clock"), "{told}");
    let told = failure(async { drop(TestClient::of(api()).token()) });
    assert!(told.contains("as_subject"), "{told}");
    let told = failure(async { drop(TestClient::of(api().jwt(TestIssuer::new().jwt()))) });
    assert!(told.contains("does not build") && told.contains("declared twice"), "{told}");
}

#[tokio::test]
async fn any_method_and_header_can_be_sent() {
    let client = TestClient::of(api());
    let answer = client.request(Method::OPTIONS, "/who").header(HeaderName::from_static("x-test"), "1").await;
    answer.assert_status(405).assert_header("allow", "GET, HEAD");
    let head = client.as_subject("ada").request(Method::HEAD, "/who").await.assert_status(200);
    assert!(head.body().is_empty());
}

/// The application that one is moved from, say.
#[tokio::test]
async fn any_service_is_called_in_memory_as_an_application_is() {
    let asked = |request: http::Request<Full<Bytes>>| async move {
        let told = format!("{} {} {:?}", request.method(), request.uri(), request.headers().get("authorization"));
        Ok::<_, std::convert::Infallible>(http::Response::new(Full::<Bytes>::from(told)))
    };
    let client = TestClient::in_memory(tower::service_fn(asked)).with_issuer(&TestIssuer::new());
    assert_eq!(client.get("/old?x=1").await.assert_status(200).text(), "GET /old?x=1 None");
    let told = client.as_subject("ada").post("/old").await;
    assert!(told.text().starts_with("POST /old Some(\"Bearer ey"), "{told}");
}

#[tokio::test]
async fn a_refusal_is_told_from_others_by_all_that_a_client_sees() {
    let client = TestClient::of(api());
    let (ada, editor) = (client.as_subject("ada"), client.as_role(Role::Editor));
    client.anonymous().get("/who").await.assert_refused(Refusal::NoCredentials);
    client.with_token("no.token").get("/who").await.assert_refused(Refusal::BadCredentials);
    ada.get("/who?access_token=x").await.assert_refused(Refusal::CredentialsAmbiguous);
    editor.get("/both").await.assert_refused(Refusal::Forbidden);
    let auditor = editor.with_claim("roles", json!(["editor", "auditor"]));
    auditor.get("/both").await.assert_refused(Refusal::LacksScope);
    ada.get("/nowhere").await.assert_refused(Refusal::NotFound);
    ada.delete("/who").await.assert_refused(Refusal::MethodNotAllowed);
    ada.get("/quick").drain().await.assert_admitted(2).assert_refused(Refusal::TooMany);
    ada.request(Method::HEAD, "/nowhere").await.assert_refused(Refusal::NotFound);
    assert_eq!(ada.get("/who").await.refusal(), None);
}

#[test]
fn what_is_not_the_refusal_that_was_expected_says_what_it_is() {
    let other = failure(async {
        drop(TestClient::of(api()).anonymous().get("/who").await.assert_refused(Refusal::BadCredentials));
    });
    let wanted = "expected `Refusal::BadCredentials` (401), got `Refusal::NoCredentials` (401)\n";
    assert!(other.starts_with(wanted) && other.contains("www-authenticate"), "{other}");
    let none = failure(async {
        drop(TestClient::of(api()).as_subject("ada").get("/who").await.assert_refused(Refusal::NotFound));
    });
    assert!(none.starts_with("expected `Refusal::NotFound` (404), got 200, which refuses nothing\n"), "{none}");
    // A 429 that does not say when to return is not all of one.
    let part = failure(async {
        let bare = |_: http::Request<Full<Bytes>>| async {
            let mut answer = http::Response::new(Full::<Bytes>::default());
            *answer.status_mut() = http::StatusCode::TOO_MANY_REQUESTS;
            Ok::<_, std::convert::Infallible>(answer)
        };
        let client = TestClient::in_memory(tower::service_fn(bare));
        drop(client.get("/").await.assert_refused(Refusal::TooMany));
    });
    assert!(part.starts_with("expected `Refusal::TooMany` (429), got 429 without all that belongs to it"), "{part}");
}
