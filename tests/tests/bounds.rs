//! How much, how long, how many at once: each bound of a route is seen to refuse and to let through.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use secure_api::prelude::*;
use secure_api_testing::TestClient;
use secure_api_tests::{RawClient, Served, assert_refused};
use tokio::sync::Notify;

#[derive(Clone, Default)]
struct Calls {
    handled: Arc<AtomicUsize>,
    entered: Arc<Notify>,
    release: Arc<Notify>,
}

#[input]
struct Note {
    #[validate(length(max = 200_000))]
    text: String,
}

#[post("/kilobyte")]
#[secure(public = "shows the bound of a body", rate = "600/min", body = "1kb")]
async fn kilobyte(State(calls): State<Calls>, note: Valid<Json<Note>>) -> NoContent {
    calls.handled.fetch_add(note.text.len().min(1), Ordering::SeqCst);
    NoContent
}

#[post("/form")]
#[secure(public = "shows the bound of a form", rate = "600/min", body = "1kb")]
async fn form(note: Valid<Form<Note>>) -> NoContent {
    drop(note.into_inner().text);
    NoContent
}

#[post("/default")]
#[secure(public = "shows the bound that nobody wrote", rate = "600/min")]
async fn unwritten(note: Valid<Json<Note>>) -> NoContent {
    drop(note.into_inner().text);
    NoContent
}

#[get("/slow")]
#[secure(public = "never answers", rate = "600/min", timeout = "2s")]
async fn slow(State(calls): State<Calls>) -> NoContent {
    calls.release.notified().await;
    NoContent
}

#[get("/patient")]
#[secure(public = "never answers either", rate = "600/min")]
async fn patient(State(calls): State<Calls>) -> NoContent {
    calls.release.notified().await;
    NoContent
}

#[get("/one")]
#[secure(public = "shows how many run at once", rate = "600/min", concurrency = 1)]
async fn one_at_once(State(calls): State<Calls>) -> NoContent {
    calls.entered.notify_one();
    calls.release.notified().await;
    NoContent
}

fn app(calls: &Calls) -> Api<Calls> {
    Api::new(calls.clone()).mount(routes![kilobyte, form, unwritten, slow, patient, one_at_once])
}

/// A JSON note of exactly so many bytes.
fn note(bytes: usize) -> String {
    let frame = r#"{"text":""}"#.len();
    format!(r#"{{"text":"{}"}}"#, "x".repeat(bytes - frame))
}

fn chunked(path: &str, body: &str) -> String {
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nhost: api.test\r\ncontent-type: application/json\r\n{TRANSFER_ENCODING}: chunked\r\n\r\n"
    );
    for chunk in body.as_bytes().chunks(100) {
        request.push_str(&format!("{:x}\r\n{}\r\n", chunk.len(), String::from_utf8_lossy(chunk)));
    }
    request.push_str("0\r\n\r\n");
    request
}

fn sized(path: &str, length: u64) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: api.test\r\ncontent-type: application/json\r\n{CONTENT_LENGTH}: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_body_may_be_as_long_as_declared_and_not_a_byte_longer() {
    let calls = Calls::default();
    let app = Served::start(app(&calls)).await;
    let post = |path: &str, bytes| app.post(path).header(CONTENT_TYPE, "application/json").body(note(bytes)).send();
    assert_eq!(post("/kilobyte", 1024).await.status(), 204);
    assert_refused(&post("/kilobyte", 1025).await, 413);
    assert_eq!(post("/default", 64 * 1024).await.status(), 204);
    assert_refused(&post("/default", 64 * 1024 + 1).await, 413);
    assert_eq!(calls.handled.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_form_has_the_same_bound() {
    let app = Served::start(app(&Calls::default())).await;
    for (bytes, status) in [(1024, 204), (1025, 413)] {
        let body = format!("text={}", "x".repeat(bytes - "text=".len()));
        let answer =
            app.post("/form").header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body).send().await;
        assert_eq!(answer.status(), status);
    }
}

#[tokio::test]
async fn a_chunked_body_is_counted_while_it_arrives() {
    let calls = Calls::default();
    let app = Served::start(app(&calls)).await;
    let mut client = RawClient::connect(app.addr()).await;
    assert_eq!(client.send(chunked("/kilobyte", &note(1024))).await.status().await, 204);
    let answer = client.send(chunked("/kilobyte", &note(1025))).await.answer().await.unwrap();
    assert_refused(&answer, 413);

    // The end never comes, and is not waited for.
    let mut client = RawClient::connect(app.addr()).await;
    let endless = chunked("/kilobyte", &note(2048)).replace("0\r\n\r\n", "");
    assert_refused(&client.send(endless).await.answer().await.unwrap(), 413);
    assert_eq!(calls.handled.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_announced_length_is_believed_only_where_it_refuses() {
    let calls = Calls::default();
    let app = Served::start(app(&calls)).await;

    // Too much is announced and nothing sent: refused before the first byte.
    let mut client = RawClient::connect(app.addr()).await;
    assert_refused(&client.send(sized("/kilobyte", 1025)).await.answer().await.unwrap(), 413);

    // More is announced than comes: no handler sees the half.
    let mut client = RawClient::connect(app.addr()).await;
    client.send(sized("/kilobyte", 1024)).await.send(note(100)).await.finish().await;
    if let Some(answer) = client.answer().await {
        assert_refused(&answer, 400);
    }

    // Less is announced than comes: the rest is never part of the body.
    let mut client = RawClient::connect(app.addr()).await;
    client.send(sized("/kilobyte", 10)).await.send(note(100)).await;
    assert_refused(&client.answer().await.unwrap(), 400);
    assert_eq!(calls.handled.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_takes_longer_than_declared_is_ended_with_503() {
    let calls = Calls::default();
    let client = TestClient::in_memory(app(&calls).build().unwrap());
    let started = tokio::time::Instant::now();
    assert_refused(&client.get("/slow").send().await, 503);
    assert_eq!(started.elapsed().as_secs(), 2);

    calls.release.notify_one();
    assert_eq!(client.get("/slow").send().await.status(), 204);
}

#[tokio::test(start_paused = true)]
async fn a_handler_without_a_declared_time_has_ten_seconds() {
    let client = TestClient::in_memory(app(&Calls::default()).build().unwrap());
    let started = tokio::time::Instant::now();
    assert_refused(&client.get("/patient").send().await, 503);
    assert_eq!(started.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn one_call_beyond_the_declared_number_is_refused_until_a_place_is_free() {
    let calls = Calls::default();
    let app = Served::start(app(&calls)).await;
    let first = tokio::spawn(app.get("/one").send());
    calls.entered.notified().await;

    let second = app.get("/one").send().await;
    assert_refused(&second, 503);
    assert_eq!(second.header("retry-after"), "1");

    calls.release.notify_one();
    assert_eq!(first.await.unwrap().status(), 204);
    calls.release.notify_one();
    assert_eq!(app.get("/one").send().await.status(), 204);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_ran_out_of_time_leaves_its_place() {
    let calls = Calls::default();
    let client = TestClient::in_memory(app(&calls).build().unwrap());
    assert_refused(&client.get("/one").send().await, 503);
    calls.release.notify_one();
    assert_eq!(client.get("/one").send().await.status(), 204);
}
