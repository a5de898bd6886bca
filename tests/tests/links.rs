//! Links to routes lead where the routes are served.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer, TestResponse};
use uuid::Uuid;

#[derive(PathValue)]
enum Language {
    De,
    PlainEnglish,
}

#[derive(PathValue)]
#[path_value(not_an_id = "a word of the tests")]
struct Word(Text<0, 40>);

#[input]
struct Wanted {
    #[validate(length(max = 40))]
    word: String,
}

#[output]
struct Places {
    all: Link,
    one: Link,
    text: String,
}

#[get("/")]
#[secure(public = "says the same to everyone", rate = "600/min")]
async fn root() -> StatusCode {
    StatusCode::OK
}

#[get("/words")]
#[secure(public = "says the same to everyone", rate = "600/min")]
async fn words() -> Json<Places> {
    let text = root::uri().to_string();
    Json(Places {
        all: words::uri(),
        one: word::uri(Language::PlainEnglish, Word(Text::try_from("a/b".to_owned()).unwrap())),
        text,
    })
}

#[get("/words/{type}/{self}")]
#[secure(public = "says the same to everyone", rate = "600/min")]
async fn word(Path((language, word)): Path<(Language, Word)>) -> StatusCode {
    let _ = (language, word.0);
    StatusCode::OK
}

#[post("/words")]
#[secure(public = "keeps nothing", rate = "600/min")]
async fn create(wanted: Valid<Json<Wanted>>) -> Created<Vec<Places>> {
    let word = Word(Text::try_from(wanted.word.clone()).unwrap());
    Created::at(word::uri(Language::De, word), Vec::new())
}

#[post("/lost")]
#[secure(public = "keeps nothing", rate = "600/min")]
async fn lost() -> Created<Vec<Places>> {
    Created::at(unserved::uri(Uuid::nil()), Vec::new())
}

#[get("/unserved/{id}")]
#[secure(auth = "jwt", no_object_check(id) = "is served nowhere")]
async fn unserved(id: Path<Uuid>) -> StatusCode {
    let _ = id;
    StatusCode::OK
}

fn served(api: Api<()>) -> TestClient {
    TestClient::in_memory(api.build().unwrap())
}

async fn kept(client: &TestClient, at: &str, word: &str) -> TestResponse {
    client.post(at).json(&serde_json::json!({ "word": word })).send().await
}

#[tokio::test]
async fn a_location_is_the_path_that_answers() {
    let client = served(Api::new(()).mount(routes![root, words, word, create]));
    for (word, location) in [
        ("plain", "/words/de/plain"),
        ("a/b", "/words/de/a%2Fb"),
        ("a b%?#é", "/words/de/a%20b%25%3F%23%C3%A9"),
        ("\r\nSet-Cookie: a=b", "/words/de/%0D%0ASet-Cookie%3A%20a%3Db"),
    ] {
        let created = kept(&client, "/words", word).await;
        assert_eq!((created.status(), created.header("location")), (201, location), "{}", created.text());
        assert_eq!(created.header("set-cookie"), "");
        assert_eq!(client.get(location).send().await.status(), 200, "{location}");
    }
    for word in ["..", ".", ""] {
        let created = kept(&client, "/words", word).await;
        assert_eq!((created.status(), created.header("location")), (201, "/words/de/%FF"));
        assert_eq!(client.get("/words/de/%FF").send().await.status(), 404, "no path leads to `{word}`");
    }
}

#[tokio::test]
async fn a_link_has_the_prefix_that_its_route_is_mounted_under() {
    let shared = || routes![root, words, word];
    let api = Api::new(()).mount_at("/v1", shared()).mount_at("/v2", shared()).mount_at("/v2/new", routes![create]);
    let client = served(api);
    for version in ["/v1", "/v2"] {
        let places = client.get(&format!("{version}/words")).send().await;
        let says = format!(
            "{{\"all\":\"{version}/words\",\"one\":\"{version}/words/plain-english/a%2Fb\",\"text\":\"{version}\"}}"
        );
        assert_eq!(places.text(), says);
        assert_eq!(client.get(&format!("{version}/words/plain-english/a%2Fb")).send().await.status(), 200);
    }
    assert_eq!(kept(&client, "/v2/new/words", "a").await.header("location"), "/v2/words/de/a");
}

#[tokio::test]
async fn a_link_to_a_route_that_is_not_served_is_a_fault() {
    let client = served(Api::new(()).mount(routes![lost]));
    let answer = client.post("/lost").send().await;
    assert_eq!((answer.status(), answer.header("location")), (500, ""), "{}", answer.text());
    assert!(!answer.text().contains("unserved"), "{}", answer.text());
    let issuer = TestIssuer::new();
    let client = served(Api::new(()).jwt(issuer.jwt()).mount(routes![lost]).mount_at("/v1", routes![unserved]));
    let location = format!("/v1/unserved/{}", Uuid::nil());
    assert_eq!(client.post("/lost").send().await.header("location"), location);
}

#[test]
fn a_link_outside_of_a_handler_is_the_path_as_declared() {
    assert_eq!(words::uri().to_string(), "/words");
    assert_eq!(format!("{:?}", unserved::uri(Uuid::nil())), "Link { route: \"links::unserved\", .. }");
}
