//! The same requests to all three stages. Where a secured route is stricter, or says something else, the test has the reason.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, header};
use existing_axum::store::{Article, Db};
use existing_axum::{AUDIENCE, ISSUER, before, half, moved};
use jsonwebtoken::{EncodingKey, Header, encode};
use secure_api::api::Api;
use secure_api::identify::{Jwt, Key};
use secure_api::provide::clock::{Clock, SystemClock};
use secure_api::provide::key_source::{KeySource, SecretBytes, SecretProvider, SecretUnavailable};
use secure_api_testing::TestClient;
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

/// The key that all stages believe, made for each test: the old application takes no other.
#[derive(Clone)]
struct Secret([u8; 32]);

impl SecretProvider for Secret {
    fn load(&self) -> Result<SecretBytes, SecretUnavailable> {
        Ok(SecretBytes::new(self.0.to_vec()))
    }
}

/// One stage, with an article of `ada` and one of `eve`.
struct Stage {
    served: Served,
    secret: Secret,
    adas: Uuid,
    eves: Uuid,
}

enum Served {
    Plain(axum::Router),
    Secured(Box<TestClient>),
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

/// All three, in their order.
fn stages() -> [Stage; 3] {
    ["before", "half", "moved"].map(Stage::new)
}

impl Stage {
    fn new(name: &str) -> Self {
        let mut secret = [0; 32];
        let (first, second) = secret.split_at_mut(16);
        first.copy_from_slice(Uuid::new_v4().as_bytes());
        second.copy_from_slice(Uuid::new_v4().as_bytes());
        let db = Db::default();
        let [adas, eves] = ["ada", "eve"].map(|owner| {
            let id = Uuid::new_v4();
            db.insert(Article { id, title: format!("Of {owner}"), text: "Hello.".to_owned(), owner: owner.to_owned() });
            id
        });
        let believed = || {
            let key = Key::hs256(KeySource::provider(Secret(secret)));
            Jwt::issuer(ISSUER).audience(AUDIENCE).key(key)
        };
        let secured = |api: Api<Db>| Served::Secured(Box::new(TestClient::in_memory(api.build().unwrap())));
        let served = match name {
            "before" => Served::Plain(before::router(db, &secret)),
            "half" => secured(half::api(db, &secret, believed())),
            _ => secured(moved::api(db, believed())),
        };
        Self { served, secret: Secret(secret), adas, eves }
    }

    fn token(&self, subject: &str, roles: &[&str]) -> String {
        let now = SystemClock::new().unix_s();
        let claims = json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": subject, "exp": now + 300, "roles": roles });
        encode(&Header::default(), &claims, &EncodingKey::from_secret(&self.secret.0)).unwrap()
    }

    /// As `ada`, without a role.
    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.ask_with(&self.token("ada", &[]), method, path, body).await
    }

    async fn ask_with(&self, token: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let (status, headers, bytes) = match &self.served {
            Served::Plain(router) => {
                let mut request =
                    Request::builder().method(method).uri(path).header(header::ORIGIN, "https://eve.example");
                if !token.is_empty() {
                    request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
                }
                let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body));
                let (parts, body) = router.clone().oneshot(request.unwrap()).await.unwrap().into_parts();
                (parts.status.as_u16(), parts.headers, to_bytes(body, usize::MAX).await.unwrap())
            }
            Served::Secured(client) => {
                let mut request = client.request(method, path).header(header::ORIGIN, "https://eve.example");
                if !token.is_empty() {
                    request = request.bearer(token);
                }
                if !body.is_empty() {
                    request = request.header(header::CONTENT_TYPE, "application/json").body(body);
                }
                let answer = request.send().await;
                (answer.status(), answer.headers().clone(), answer.body().clone())
            }
        };
        let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| String::from_utf8_lossy(&bytes).into());
        Answer { status, headers, body }
    }
}

fn problem(status: u16, title: &str) -> Value {
    json!({ "type": "about:blank", "title": title, "status": status })
}

#[tokio::test]
async fn the_number_of_unverified_routes_falls() {
    let secret = [7; 32];
    let jwt = || Jwt::issuer(ISSUER).audience(AUDIENCE).key(Key::hs256(KeySource::provider(Stage::new("half").secret)));
    let half = half::api(Db::default(), &secret, jwt()).build().unwrap();
    let moved = moved::api(Db::default(), jwt()).build().unwrap();
    let unverified = |report: &str| -> Vec<String> {
        report.lines().filter(|line| line.starts_with("unverified: ")).map(str::to_owned).collect()
    };
    let why = "moves route by route until March";
    assert_eq!(
        unverified(half.report()),
        [
            format!("unverified: GET /health: {why}"),
            format!("unverified: GET /articles: {why}"),
            format!("unverified: POST /articles: {why}"),
        ]
    );
    assert_eq!(unverified(moved.report()), [""; 0]);
}

#[tokio::test]
async fn health_is_a_status_and_no_text() {
    // A text is no answer of a secured handler: nothing says what may be in it.
    for (stage, body) in stages().iter().zip(["ok", "ok", ""]) {
        let answer = stage.ask_with("", Method::GET, "/health", None).await;
        assert_eq!((answer.status, answer.body), (200, json!(body)));
    }
}

#[tokio::test]
async fn who_has_no_token_is_nobody() {
    let routes = [(Method::GET, "/me"), (Method::GET, "/articles"), (Method::POST, "/articles")];
    for stage in stages() {
        for (method, path) in routes.clone() {
            let answer = stage.ask_with("", method, path, Some(json!({ "title": "a", "text": "b" }))).await;
            assert_eq!(answer.status, 401, "{path}");
        }
    }
    // The same status, and one form of problem for all errors of the application.
    let bodies = [json!({ "error": "unauthorized" }), problem(401, "Unauthorized"), problem(401, "Unauthorized")];
    for (stage, body) in stages().iter().zip(bodies) {
        assert_eq!(stage.ask_with("", Method::GET, "/me", None).await.body, body);
    }
}

#[tokio::test]
async fn the_caller_is_told_who_it_is() {
    for stage in stages() {
        let answer = stage.ask_with(&stage.token("ada", &["admin"]), Method::GET, "/me", None).await;
        assert_eq!((answer.status, answer.body), (200, json!({ "subject": "ada", "roles": ["admin"] })));
    }
    // Stricter: a role that the application does not declare is none.
    for (stage, roles) in stages().iter().zip([json!(["intern"]), json!([]), json!([])]) {
        let answer = stage.ask_with(&stage.token("ada", &["intern"]), Method::GET, "/me", None).await;
        assert_eq!(answer.body, json!({ "subject": "ada", "roles": roles }));
    }
}

#[tokio::test]
async fn an_article_is_its_authors() {
    for stage in stages() {
        let answer = stage.ask(Method::GET, &format!("/articles/{}", stage.adas), None).await;
        let own = json!({ "id": stage.adas, "title": "Of ada", "text": "Hello.", "owner": "ada" });
        assert_eq!((answer.status, answer.body), (200, own));
        let missing = stage.ask(Method::GET, &format!("/articles/{}", Uuid::new_v4()), None).await;
        assert_eq!(missing.status, 404);
    }
    // Stricter: the old handler asks nobody whose it is. What is somebody else's is a missing one.
    for (stage, status) in stages().iter().zip([200, 404, 404]) {
        let answer = stage.ask(Method::GET, &format!("/articles/{}", stage.eves), None).await;
        assert_eq!(answer.status, status);
    }
    // A path that is no id is a path of nothing, where axum tells how it failed to read it.
    for (stage, status) in stages().iter().zip([400, 404, 404]) {
        assert_eq!(stage.ask(Method::GET, "/articles/seven", None).await.status, status);
    }
}

#[tokio::test]
async fn a_list_holds_what_may_be_read_and_has_an_end() {
    // Stricter: everybody's articles become the caller's own, and an array without an end a page. `items` is the array.
    for (stage, titles) in stages().iter().zip([vec!["Of ada", "Of eve"], vec!["Of ada", "Of eve"], vec!["Of ada"]]) {
        let answer = stage.ask(Method::GET, "/articles?term=Of", None).await;
        let page = answer.body.get("items").unwrap_or(&answer.body);
        let mut found: Vec<_> = page.as_array().unwrap().iter().map(|view| view["title"].as_str().unwrap()).collect();
        found.sort_unstable();
        assert_eq!((answer.status, found), (200, titles));
    }
    for (stage, pages) in stages().iter().zip([false, false, true]) {
        assert_eq!(stage.ask(Method::GET, "/articles", None).await.body.get("more").is_some(), pages);
    }
    // Stricter: a parameter that nobody declared is a mistake of the client, and not passed over.
    for (stage, status) in stages().iter().zip([200, 200, 422]) {
        assert_eq!(stage.ask(Method::GET, "/articles?trem=Of", None).await.status, status);
    }
}

#[tokio::test]
async fn an_article_is_kept() {
    // The moved one says where it is.
    for (stage, located) in stages().iter().zip([false, false, true]) {
        let draft = json!({ "title": "One", "text": "Hello." });
        let mut answer = stage.ask(Method::POST, "/articles", Some(draft)).await;
        let id = answer.body["id"].take();
        let kept = json!({ "id": null, "title": "One", "text": "Hello.", "owner": "ada" });
        assert_eq!((answer.status, answer.body), (201, kept));
        let location = answer.headers.get("location").map(|at| at.to_str().unwrap().to_owned());
        assert_eq!(location, located.then(|| format!("/articles/{}", id.as_str().unwrap())));
    }
}

#[tokio::test]
async fn a_body_is_what_was_declared() {
    for stage in stages() {
        let draft = json!({ "title": "", "text": "Hello." });
        assert_eq!(stage.ask(Method::POST, "/articles", Some(draft)).await.status, 422);
        let large = json!({ "title": "One", "text": "x".repeat(70_000) });
        assert_eq!(stage.ask(Method::POST, "/articles", Some(large)).await.status, 413);
    }
    // Stricter: the text has a bound of its own, and a field that nobody declared is refused: here one that is the server's.
    let drafts = [
        json!({ "title": "One", "text": "x".repeat(30_000) }),
        json!({ "title": "One", "text": "Hello.", "owner": "eve" }),
    ];
    for draft in drafts {
        for (stage, status) in stages().iter().zip([201, 201, 422]) {
            assert_eq!(stage.ask(Method::POST, "/articles", Some(draft.clone())).await.status, status);
        }
    }
}

#[tokio::test]
async fn only_an_admin_removes() {
    for stage in stages() {
        let (admin, path) = (stage.token("root", &["admin"]), format!("/articles/{}", stage.eves));
        assert_eq!(stage.ask(Method::DELETE, &path, None).await.status, 403);
        assert_eq!(stage.ask_with(&admin, Method::DELETE, &path, None).await.status, 204);
        assert_eq!(stage.ask_with(&admin, Method::DELETE, &path, None).await.status, 404);
    }
}

#[tokio::test]
async fn a_caller_has_an_end_of_its_requests_once_a_route_has_moved() {
    // Stricter: `rate = "60/min"`. An adopted route has the limit of the address alone.
    for (stage, last) in stages().iter().zip([422, 422, 429]) {
        let mut status = 0;
        for _ in 0..61 {
            status = stage.ask(Method::POST, "/articles", Some(json!({ "title": "", "text": "" }))).await.status;
        }
        assert_eq!(status, last);
    }
}

#[tokio::test]
async fn every_answer_is_hardened_from_the_first_move_on() {
    // `GET /articles` is still the old router's where half has moved.
    for (stage, hardened) in stages().iter().zip([false, true, true]) {
        for path in ["/health", "/articles"] {
            let answer = stage.ask(Method::GET, path, None).await;
            assert_eq!(answer.headers.contains_key("x-content-type-options"), hardened, "{path}");
            assert_eq!(answer.headers.contains_key("strict-transport-security"), hardened, "{path}");
            // The old layer names its one origin to every page, ours to a page of that origin alone.
            let named = answer.headers.get("access-control-allow-origin").map(|origin| origin.to_str().unwrap());
            assert_eq!(named, (!hardened).then_some("https://app.example"), "{path}");
        }
    }
}
