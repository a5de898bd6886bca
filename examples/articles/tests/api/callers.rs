//! Who may call what: every route by every kind of caller.

use std::collections::BTreeSet;

use secure_api_testing::{Method, TestIssuer};

use super::*;

/// What a stranger, a caller without a role, a reader, an editor and an admin are told. None of them has written the article
/// that is `{id}`, and it is public.
const MATRIX: [(&str, &str, [u16; 5]); 8] = [
    ("GET", "/health", [200, 200, 200, 200, 200]),
    ("GET", "/me", [401, 200, 200, 200, 200]),
    ("GET", "/articles", [401, 403, 200, 200, 200]),
    ("POST", "/articles", [401, 403, 403, 201, 201]),
    ("GET", "/articles/{id}", [200, 200, 200, 200, 200]),
    ("PUT", "/articles/{id}", [401, 403, 403, 404, 404]),
    ("POST", "/articles/{id}/publish", [401, 403, 403, 404, 404]),
    ("DELETE", "/articles/{id}", [401, 403, 403, 403, 204]),
];

#[tokio::test]
async fn every_route_by_every_kind_of_caller() {
    let client = client();
    let path = published(&author(&client, "ada")).await;
    let callers = [
        client.anonymous(),
        client.as_subject("nobody"),
        client.as_role(Role::Reader),
        client.as_role(Role::Editor),
        client.as_role(Role::Admin),
    ];
    for (method, pattern, expected) in MATRIX {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        for (caller, status) in callers.iter().zip(expected) {
            let request = caller.request(method.clone(), &pattern.replace("/articles/{id}", &path));
            let writes = [Method::POST, Method::PUT].contains(&method) && !pattern.ends_with("/publish");
            if writes { request.json(&draft()).await } else { request.await }.assert_status(status);
        }
    }
}

/// A route that is mounted tomorrow fails this test until somebody has written down who may call it.
#[test]
fn the_matrix_has_every_route_there_is() {
    let app = articles::api().jwt(TestIssuer::new().jwt()).build().unwrap();
    // Each line begins with path and method.
    let first_words = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let routes: BTreeSet<String> = app.report().lines().filter(|line| line.starts_with('/')).map(first_words).collect();
    let matrix: BTreeSet<String> = MATRIX.map(|(method, path, _)| format!("{path} {method}")).into();
    assert_eq!(routes, matrix);
}

#[tokio::test]
async fn me_tells_a_caller_what_it_may() {
    let me: Value = client().as_subject("ada").as_role(Role::Editor).get("/me").await.assert_status(200).json();
    assert_eq!(me, json!({ "issuer": "https://issuer.test", "subject": "ada", "roles": ["reader", "editor"] }));
}
