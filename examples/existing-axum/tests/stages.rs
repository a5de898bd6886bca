//! The same requests to all three stages, by nothing but `secure-api-testing`. Where a secured route is stricter, or says something else, the test has the reason.

use existing_axum::half::Role;
use existing_axum::store::{Article, Db};
use existing_axum::{before, half, moved};
use secure_api_testing::{Method, TestClient, TestIssuer, TestResponse, Value, header, json};
use uuid::Uuid;

/// One stage, with an article of `ada` and one of `eve`.
struct Stage {
    client: TestClient,
    adas: Uuid,
    eves: Uuid,
}

/// All three, in their order.
fn stages() -> [Stage; 3] {
    ["before", "half", "moved"].map(Stage::new)
}

impl Stage {
    /// All believe the same issuer: the old routes take no other key than a secret that they share with it.
    fn new(name: &str) -> Self {
        let issuer = TestIssuer::new().with_shared_secret();
        let (secret, jwt) = (issuer.shared_secret().into_bytes(), issuer.jwt());
        let db = Db::default();
        let [adas, eves] = ["ada", "eve"].map(|owner| {
            let id = Uuid::new_v4();
            db.insert(Article { id, title: format!("Of {owner}"), text: "Hello.".to_owned(), owner: owner.to_owned() });
            id
        });
        let client = match name {
            "before" => TestClient::in_memory(before::router(db, &secret)),
            "half" => TestClient::in_memory(half::api(db, &secret, jwt).build().unwrap()),
            _ => TestClient::in_memory(moved::api(db, jwt).build().unwrap()),
        };
        Self { client: client.with_issuer(&issuer), adas, eves }
    }

    /// Without a role.
    fn ada(&self) -> TestClient {
        self.client.as_subject("ada")
    }

    fn root(&self) -> TestClient {
        self.client.as_subject("root").as_role(Role::Admin)
    }

    /// As `ada`.
    async fn post(&self, draft: &Value) -> TestResponse {
        self.ada().post("/articles").json(draft).await
    }
}

fn problem(status: u16, title: &str) -> Value {
    json!({ "type": "about:blank", "title": title, "status": status })
}

#[tokio::test]
async fn the_number_of_unverified_routes_falls() {
    let issuer = TestIssuer::new().with_shared_secret();
    let half = half::api(Db::default(), issuer.shared_secret().as_bytes(), issuer.jwt()).build().unwrap();
    let moved = moved::api(Db::default(), issuer.jwt()).build().unwrap();
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
        let answer = stage.client.anonymous().get("/health").await.assert_status(200);
        assert_eq!(answer.text(), body);
    }
}

#[tokio::test]
async fn who_has_no_token_is_nobody() {
    let draft = json!({ "title": "a", "text": "b" });
    // The same status, and one form of problem for all errors of the application.
    let bodies = [json!({ "error": "unauthorized" }), problem(401, "Unauthorized"), problem(401, "Unauthorized")];
    for (stage, body) in stages().iter().zip(bodies) {
        let client = stage.client.anonymous();
        for (method, path) in [(Method::GET, "/me"), (Method::GET, "/articles"), (Method::POST, "/articles")] {
            client.request(method, path).json(&draft).await.assert_status(401);
        }
        assert_eq!(client.get("/me").await.json::<Value>(), body);
    }
}

#[tokio::test]
async fn who_has_a_token_that_attackers_make_is_nobody() {
    // Stricter: the old extractor asks for the signature and the expiry, and of issuer and audience only where they are named.
    let passed = [
        "not valid yet",
        "for no audience",
        "of no issuer",
        "about an empty name",
        "bound to a key that is not shown",
        "an ID token",
        "a logout token",
        "with an extension that is not understood",
        "by a key that nobody has",
    ];
    for (stage, passed) in stages().iter().zip([&passed[..], &[], &[]]) {
        let token = stage.client.issuer().token("ada");
        stage.client.with_token(&token).get("/me").await.assert_status(200);
        let mut believed = Vec::new();
        for (what, hostile) in token.hostile() {
            match stage.client.with_token(hostile).get("/me").await.status() {
                200 => believed.push(what),
                status => assert_eq!(status, 401, "{what}"),
            }
        }
        assert_eq!(believed, passed);
    }
}

#[tokio::test]
async fn the_caller_is_told_who_it_is() {
    for stage in stages() {
        let me: Value = stage.ada().as_role(Role::Admin).get("/me").await.assert_status(200).json();
        assert_eq!(me, json!({ "subject": "ada", "roles": ["admin"] }));
    }
    // Stricter: a role that the application does not declare is none.
    for (stage, roles) in stages().iter().zip([json!(["intern"]), json!([]), json!([])]) {
        let me: Value = stage.ada().with_claim("roles", json!(["intern"])).get("/me").await.json();
        assert_eq!(me, json!({ "subject": "ada", "roles": roles }));
    }
}

#[tokio::test]
async fn an_article_is_its_authors() {
    for stage in stages() {
        let answer = stage.ada().get(&format!("/articles/{}", stage.adas)).await.assert_status(200);
        let own = json!({ "id": stage.adas, "title": "Of ada", "text": "Hello.", "owner": "ada" });
        assert_eq!(answer.json::<Value>(), own);
        stage.ada().get(&format!("/articles/{}", Uuid::new_v4())).await.assert_status(404);
    }
    // Stricter: the old handler asks nobody whose it is. What is somebody else's is a missing one.
    for (stage, status) in stages().iter().zip([200, 404, 404]) {
        stage.ada().get(&format!("/articles/{}", stage.eves)).await.assert_status(status);
    }
    // A path that is no id is a path of nothing, where axum tells how it failed to read it.
    for (stage, status) in stages().iter().zip([400, 404, 404]) {
        stage.ada().get("/articles/seven").await.assert_status(status);
    }
}

#[tokio::test]
async fn a_list_holds_what_may_be_read_and_has_an_end() {
    // Stricter: everybody's articles become the caller's own, and an array without an end a page. `items` is the array.
    for (stage, titles) in stages().iter().zip([vec!["Of ada", "Of eve"], vec!["Of ada", "Of eve"], vec!["Of ada"]]) {
        let body: Value = stage.ada().get("/articles?term=Of").await.assert_status(200).json();
        let page = body.get("items").unwrap_or(&body);
        let mut found: Vec<_> = page.as_array().unwrap().iter().map(|view| view["title"].as_str().unwrap()).collect();
        found.sort_unstable();
        assert_eq!(found, titles);
    }
    for (stage, pages) in stages().iter().zip([false, false, true]) {
        assert_eq!(stage.ada().get("/articles").await.json::<Value>().get("more").is_some(), pages);
    }
    // Stricter: a parameter that nobody declared is a mistake of the client, and not passed over.
    for (stage, status) in stages().iter().zip([200, 200, 422]) {
        stage.ada().get("/articles?trem=Of").await.assert_status(status);
    }
}

#[tokio::test]
async fn an_article_is_kept() {
    // The moved one says where it is.
    for (stage, located) in stages().iter().zip([false, false, true]) {
        let answer = stage.post(&json!({ "title": "One", "text": "Hello." })).await.assert_status(201);
        let mut body: Value = answer.json();
        let id = body["id"].take();
        assert_eq!(body, json!({ "id": null, "title": "One", "text": "Hello.", "owner": "ada" }));
        let location = if located { format!("/articles/{}", id.as_str().unwrap()) } else { String::new() };
        assert_eq!(answer.header("location"), location);
    }
}

#[tokio::test]
async fn a_body_is_what_was_declared() {
    for stage in stages() {
        stage.post(&json!({ "title": "", "text": "Hello." })).await.assert_status(422);
        stage.post(&json!({ "title": "One", "text": "x".repeat(70_000) })).await.assert_status(413);
    }
    // Stricter: the text has a bound of its own, and a field that nobody declared is refused: here one that is the server's.
    let drafts = [
        json!({ "title": "One", "text": "x".repeat(30_000) }),
        json!({ "title": "One", "text": "Hello.", "owner": "eve" }),
    ];
    for draft in drafts {
        for (stage, status) in stages().iter().zip([201, 201, 422]) {
            stage.post(&draft).await.assert_status(status);
        }
    }
}

#[tokio::test]
async fn only_an_admin_removes() {
    for stage in stages() {
        let path = format!("/articles/{}", stage.eves);
        stage.ada().delete(&path).await.assert_status(403);
        stage.root().delete(&path).await.assert_status(204);
        stage.root().delete(&path).await.assert_status(404);
    }
}

#[tokio::test]
async fn a_caller_has_an_end_of_its_requests_once_a_route_has_moved() {
    // Stricter: `rate = "60/min"`. An adopted route has the limit of the address alone.
    for (stage, last) in stages().iter().zip([422, 422, 429]) {
        let mut status = 0;
        for _ in 0..61 {
            status = stage.post(&json!({ "title": "", "text": "" })).await.status();
        }
        assert_eq!(status, last);
    }
}

#[tokio::test]
async fn every_answer_is_hardened_from_the_first_move_on() {
    // `GET /articles` is still the old router's where half has moved.
    for (stage, hardened) in stages().iter().zip([false, true, true]) {
        for path in ["/health", "/articles"] {
            let answer = stage.ada().get(path).header(header::ORIGIN, "https://eve.example").await;
            assert_eq!(answer.headers().contains_key("x-content-type-options"), hardened, "{path}");
            assert_eq!(answer.headers().contains_key("strict-transport-security"), hardened, "{path}");
            // The old layer names its one origin to every page, ours to a page of that origin alone.
            let named = if hardened { "" } else { "https://app.example" };
            assert_eq!(answer.header("access-control-allow-origin"), named, "{path}");
        }
    }
}
