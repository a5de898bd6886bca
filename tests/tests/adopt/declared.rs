//! What a list may say.

use super::*;

#[test]
fn a_list_that_is_not_what_is_left_is_a_fault() {
    let faults = |routes: &[&str]| {
        let api = Api::new(()).jwt(TestIssuer::new().jwt()).mount(routes![list, show]);
        api.adopt_only(legacy(), routes.iter().copied(), "moves until June").build().unwrap_err().to_string()
    };
    let moved = faults(&["GET /notes/{note}", "POST /notes"]);
    assert!(moved.contains("`GET /notes/{note}` is listed as adopted, and `adopt::show` has moved it"), "{moved}");
    assert!(!moved.contains("POST"), "{moved}");
    for wrong in ["/weak", "get /weak", "GET weak", "GET  /weak", "GET /weak?x=1", ""] {
        let told = faults(&[wrong]);
        assert!(told.contains(&format!("`{wrong}` is no adopted route")), "{told}");
    }
    assert!(faults(&["GET /weak", "GET /weak"]).contains("`GET /weak` is listed as adopted twice"));
    assert!(faults(&[]).contains("a router is adopted for none of its routes"));
}

/// A typing error is found before anybody is told that a route is gone.
#[test]
fn an_entry_that_the_router_does_not_have_is_a_fault() {
    let inner = axum::Router::new().route("/old", old_get(|| async { "old" })).fallback(|| async { "LEGACY" });
    let router = || {
        let any = axum::routing::any(|| async { "any" });
        let other = axum::Router::new().nest("/v1/{tenant}", inner.clone()).route("/any", any);
        let other = other.nest_service("/files", axum::Router::new().fallback(|| async { "LEGACY" }));
        other.merge(closed().route("/notes/{id}/{*rest}", old_get(|| async { "rest" })))
    };
    let build = |routes: &[&str]| Api::new(()).adopt_only(router(), routes.iter().copied(), "until June").build();
    let right = ["GET /old", "HEAD /old", "POST /notes", "GET /notes/{id}/{*rest}", "GET /v1/{tenant}/old", "PUT /any"];
    assert!(build(&right).is_ok());
    for (wrong, because) in [
        ("GET /odl", "the router has no such route"),
        ("GET /old/", "the router has no such route"),
        ("GET /files/x", "the router has no such route"),
        ("GET /v1/{tenant}/odl", "the router has no such route"),
        ("DELETE /old", "the router has that path for GET, HEAD alone"),
        ("GET /v1/{id}/old", "the router calls it `GET /v1/{tenant}/old`"),
        ("GET /notes/{id}/{*all}", "the router calls it `GET /notes/{id}/{*rest}`"),
        ("GET /notes/{id}/tags", "the router has no such route: what is asked there goes to `/notes/{id}/{*rest}`"),
    ] {
        let told = build(&["GET /old", wrong]).unwrap_err().to_string();
        assert!(
            told.contains(&format!("1. `{wrong}` is listed as adopted, and {because}\n     help: write")),
            "{told}"
        );
        assert!(!told.contains("2."), "{told}");
    }
}

/// Nothing of theirs runs for that, whatever it does to a request.
#[test]
fn a_list_is_checked_without_a_call_of_a_handler_or_a_layer() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    let (called, layered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (handler, layer) = (Arc::clone(&called), Arc::clone(&layered));
    let route = old_get(move || async move { handler.store(true, Ordering::SeqCst) });
    let counted = axum::middleware::from_fn(move |request: axum::extract::Request, next: axum::middleware::Next| {
        layer.store(true, Ordering::SeqCst);
        async move { next.run(request).await }
    });
    let legacy = axum::Router::new().route("/old", route).layer(counted);
    assert!(Api::new(()).adopt_only(legacy, ["GET /old"], "until June").build().is_ok());
    assert!(!called.load(Ordering::SeqCst) && !layered.load(Ordering::SeqCst));
}
