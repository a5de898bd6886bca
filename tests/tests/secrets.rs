//! Secrets of a request: bounded, compared, and in nothing that is written.

use secure_api::prelude::*;
use secure_api::secret::KeySource;
use secure_api_tests::{Log, Served, assert_refused};
use serde_json::{Value, json};

const CANARY: &str = "canary-canary";

#[input]
#[derive(Debug)]
struct Login {
    name: Text<1, 9>,
    password: Password,
    again: Option<Password>,
    #[serde(default)]
    codes: List<SecretText<2, 4>, 0, 2>,
}

#[output]
struct Outcome {
    same: bool,
    printed: String,
}

#[post("/login")]
#[secure(public = "who logs in has no token yet", rate = "6000/min")]
async fn login(login: Valid<Json<Login>>) -> Result<Json<Outcome>, Problem> {
    tracing::info!(?login, "somebody logs in");
    let printed = format!("{login:?} {:?}", login.password);
    if login.name.as_str() == "panic" {
        panic!("prints what it was given: {:?}", login.password);
    }
    let same = login.again.as_ref().is_some_and(|again| again.matches(&login.password));
    Ok(Json(Outcome { same, printed }))
}

#[post("/form")]
#[secure(public = "who logs in has no token yet", rate = "6000/min")]
async fn form(login: Valid<Form<Login>>) -> Json<Outcome> {
    Json(Outcome { same: login.password.expose() == CANARY, printed: format!("{login:?}") })
}

async fn sent(served: &Served, body: &Value) -> (u16, String) {
    let answer = served.post("/login").json(body).send().await;
    (answer.status(), answer.text().to_owned())
}

#[tokio::test]
async fn secrets_arrive_and_are_compared_and_print_a_mask() {
    let served = Served::start(Api::new(()).mount(routes![login, form])).await;
    for (again, same) in [(CANARY, true), ("canary-canarz", false), ("canary-canary-", false)] {
        let (status, text) = sent(&served, &json!({ "name": "ada", "password": CANARY, "again": again })).await;
        let outcome: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((status, &outcome["same"]), (200, &json!(same)), "{again}");
        assert!(outcome["printed"].as_str().unwrap().contains("SecretText(***)"), "{text}");
        assert!(!text.contains("canary"), "{text}");
    }
    let urlencoded = format!("name=ada&password={CANARY}");
    let typed = http::HeaderName::from_static("content-type");
    let answer = served.post("/form").header(typed, "application/x-www-form-urlencoded").body(urlencoded).send().await;
    assert_eq!((answer.status(), answer.text().contains(r#""same":true"#)), (200, true), "{}", answer.text());
    assert!(!answer.text().contains("canary"), "{}", answer.text());
}

#[tokio::test]
async fn a_secret_is_bounded_and_said_to_be_and_not_repeated() {
    let served = Served::start(Api::new(()).mount(routes![login])).await;
    let long = "é".repeat(256);
    assert_eq!(sent(&served, &json!({ "name": "ada", "password": long })).await.0, 200, "characters are counted");
    for (password, code) in [
        (json!("canary"), "length"),
        (json!("c".repeat(257)), "length"),
        (json!(12_345_678), "type"),
        (json!(null), "type"),
    ] {
        let answer = served.post("/login").json(&json!({ "name": "ada", "password": password })).send().await;
        assert_refused(&answer, 422);
        assert_eq!(answer.json::<Value>()["errors"], json!([{ "field": "password", "code": code }]));
    }
    let codes = json!({ "name": "ada", "password": CANARY, "codes": ["1234", "canary"] });
    assert!(sent(&served, &codes).await.1.contains(r#"{"field":"codes[1]","code":"length"}"#));
}

#[tokio::test]
async fn a_secret_beside_what_is_wrong_is_in_no_answer_and_in_no_log() {
    let log = Log::capture();
    let app = Api::new(()).mount(routes![login]).build().unwrap();
    let client = secure_api_testing::TestClient::in_memory(app);
    for (body, status) in [
        (json!({ "name": "", "password": CANARY }), 422),
        (json!({ "password": CANARY, "name": 7 }), 422),
        (json!({ "name": "ada", "password": CANARY, "role": "admin" }), 422),
        (json!({ "name": "ada", "password": CANARY, "again": "canary" }), 422),
        (json!({ "name": "panic", "password": CANARY }), 500),
        (json!({ "name": "ada", "password": CANARY }), 200),
    ] {
        let answer = client.post("/login").json(&body).send().await;
        assert_eq!(answer.status(), status, "{}", answer.text());
        assert!(!answer.text().contains("canary"), "{}", answer.text());
    }
    let broken = format!(r#"{{"password":"{CANARY}","name":"ada""#);
    let typed = http::HeaderName::from_static("content-type");
    assert_eq!(client.post("/login").header(typed, "application/json").body(broken).send().await.status(), 400);
    assert!(log.text().contains("somebody logs in"), "the log is listened to");
    assert!(!log.text().contains("canary"), "{}", log.text());
}

#[test]
fn a_secret_of_the_application_is_loaded_or_the_start_says_why_not() {
    let error = Password::load(&KeySource::env("SECURE_API_TEST_OF_A_SECRET_THAT_IS_NOT_SET")).unwrap_err().to_string();
    assert!(error.contains("`SECURE_API_TEST_OF_A_SECRET_THAT_IS_NOT_SET` is not set"), "{error}");
}
