//! A handler stays a plain fn: with its other attributes, and called like any other.

use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer};
use secure_api_tests::Log;

#[derive(Clone, Debug, Resource)]
#[resource(key = id, store = Shelf, load = find, owner = owner)]
struct Note {
    id: u64,
    owner: Principal,
}

#[derive(Clone, Debug)]
struct Shelf;

async fn find(_: &Shelf, id: u64) -> Result<Option<Note>, Problem> {
    Ok((id == 7).then(|| Note { id, owner: ada() }))
}

fn ada() -> Principal {
    Principal::new("https://issuer.test", "ada")
}

#[input]
struct Draft {
    #[validate(length(min = 1, max = 10))]
    text: String,
}

/// Between documentation and another attribute.
#[tracing::instrument(skip_all)]
#[post("/above")]
#[secure(auth = "jwt", rate = "60/min")]
async fn above(draft: Valid<Json<Draft>>) -> StatusCode {
    tracing::info!(length = draft.text.len(), "inside");
    StatusCode::OK
}

#[secure(auth = "jwt", rate = "60/min")]
#[post("/below")]
#[tracing::instrument(skip_all)]
async fn below(draft: Valid<Json<Draft>>) -> StatusCode {
    tracing::info!(length = draft.text.len(), "inside");
    StatusCode::OK
}

#[get("/notes/{id}")]
#[secure(auth = "jwt", rate = "60/min")]
async fn show(note: Authorized<Note, Read>) -> StatusCode {
    if note.id == 7 { StatusCode::OK } else { StatusCode::NO_CONTENT }
}

#[get("/answer")]
#[secure(public = "says the same to everyone", rate = "60/min")]
async fn answer() -> StatusCode {
    StatusCode::ACCEPTED
}

#[tokio::test]
async fn a_unit_test_calls_a_handler_like_any_fn() {
    assert_eq!(answer().await, StatusCode::ACCEPTED);
    let sound = Valid::<Json<Draft>>::of(Draft { text: "abc".to_owned() }).unwrap();
    assert_eq!(below(sound).await, StatusCode::OK);
    let canary = Valid::<Json<Draft>>::of(Draft { text: "canary".to_owned() }).unwrap();
    assert_eq!(format!("{canary:?}"), "Valid { .. }", "what a client sent is in no log");
    assert!(Valid::<Json<Draft>>::of(Draft { text: String::new() }).is_err(), "no proof of what breaks a rule");
    let note = Note { id: 7, owner: ada() };
    assert!(
        Authorized::<Note, Read>::decide(note, &Caller::Anonymous).is_err(),
        "no proof without a rule that says so"
    );
}

#[tokio::test]
async fn an_instrumented_handler_runs_in_its_span_on_either_side_of_the_pair() {
    let log = Log::capture();
    let issuer = TestIssuer::new();
    let api = Api::new(Shelf).jwt(issuer.jwt()).mount(routes![above, below, show, answer]);
    let client = TestClient::in_memory(api.build().unwrap());
    let token = issuer.token("ada").mint();
    for (path, span) in [("/above", "above"), ("/below", "below")] {
        let sent = client.post(path).bearer(&token).json(&serde_json::json!({ "text": "abc" })).send().await;
        assert_eq!(sent.status(), 200);
        assert!(log.text().lines().any(|line| line.contains("inside") && line.contains(span)), "{}", log.text());
    }
    assert_eq!(client.get("/notes/7").bearer(&token).send().await.status(), 200);
}

trait Greeter: Clone + Send + Sync {
    fn greet(&self) -> StatusCode;
}

#[derive(Clone)]
struct Polite;

#[derive(Clone)]
struct Curt;

impl Greeter for Polite {
    fn greet(&self) -> StatusCode {
        StatusCode::OK
    }
}

impl Greeter for Curt {
    fn greet(&self) -> StatusCode {
        StatusCode::NO_CONTENT
    }
}

#[derive(Clone)]
struct Greeters(Polite, Curt);

impl axum::extract::FromRef<Greeters> for Polite {
    fn from_ref(all: &Greeters) -> Self {
        all.0.clone()
    }
}

impl axum::extract::FromRef<Greeters> for Curt {
    fn from_ref(all: &Greeters) -> Self {
        all.1.clone()
    }
}

#[get("/greeting")]
#[secure(auth = "jwt", rate = "60/min")]
async fn greeting<G: Greeter>(State(greeter): State<G>) -> StatusCode {
    greeter.greet()
}

#[tokio::test]
async fn a_generic_handler_is_served_once_for_each_of_its_types() {
    let issuer = TestIssuer::new();
    let api = Api::new(Greeters(Polite, Curt)).jwt(issuer.jwt());
    let api = api.mount_at("/polite", routes![greeting::<Polite>]).mount_at("/curt", routes![greeting::<Curt>]);
    let client = TestClient::in_memory(api.build().expect("an application"));
    let token = issuer.token("ada").mint();
    assert_eq!(client.get("/polite/greeting").bearer(&token).send().await.status(), 200);
    assert_eq!(client.get("/curt/greeting").bearer(&token).send().await.status(), 204);
    assert_eq!(client.get("/curt/greeting").send().await.status(), 401, "its policy stands before each");
}
