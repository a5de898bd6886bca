//! What the claims `role` and `roles` of another implementation's tokens grant.

use serde_json::{Value, json};

use super::*;

/// The roles that `/me` tells of; null where the token is refused.
fn roles(server: &Server, name: &str) -> Value {
    let answer = Ask::get("/me").bearer(minted().0.token("roles", name)).send(server.addr());
    if answer.status == 401 {
        is_refused(&answer, name);
        assert_eq!(server.audit(answer.header("x-request-id"))["reason"], "grants", "{name}");
        return Value::Null;
    }
    assert_eq!(answer.status, 200, "{name}: {answer:?}");
    answer.json()["roles"].clone()
}

#[test]
fn a_role_is_granted_by_a_string_by_a_list_or_by_both() {
    let server = server();
    let (reader, editor, admin) =
        (json!(["reader"]), json!(["reader", "editor"]), json!(["reader", "editor", "admin"]));
    let granted = [
        ("role", &editor),
        ("roles", &editor),
        ("agreeing", &editor),
        ("role admin", &admin),
        ("role reader", &reader),
        ("several", &admin),
    ];
    for (name, expected) in granted {
        assert_eq!(&roles(&server, name), expected, "{name}");
    }
}

#[test]
fn claims_that_disagree_or_have_the_wrong_type_are_no_token() {
    let server = server();
    let wrong = [
        "disagreeing",
        "more in the list",
        "empty beside one",
        "role a list",
        "role a number",
        "role null",
        "roles a string",
        "roles with a number",
        "roles an object",
        "roles null",
    ];
    for name in wrong {
        assert_eq!(roles(&server, name), Value::Null, "{name}");
    }
}

#[test]
fn a_role_that_nobody_knows_grants_nothing() {
    let server = server();
    let nothing =
        ["unknown", "in capitals", "with a space", "two in one", "unknown in a list", "none", "empty", "elsewhere"];
    for name in nothing {
        assert_eq!(roles(&server, name), json!([]), "{name}");
        let refused = Ask::get("/articles").bearer(minted().0.token("roles", name)).send(server.addr());
        assert_eq!((refused.status, refused.json()["status"].clone()), (403, json!(403)), "{name}");
        let event = server.audit(refused.header("x-request-id"));
        assert_eq!((&event["event"], &event["subject"]), (&json!("authz_fail"), &json!("ada")), "{name}");
    }
}

#[test]
fn a_role_opens_what_asks_for_it_and_nothing_above() {
    let server = server();
    let statuses = |name| {
        let token = minted().0.token("roles", name);
        let asks = [
            Ask::get("/articles"),
            Ask::new("POST", "/articles").json(&json!({})),
            Ask::new("DELETE", "/articles/00000000-0000-4000-8000-000000000000"),
        ];
        asks.map(|ask| ask.bearer(token).send(server.addr()).status)
    };
    assert_eq!(statuses("none"), [403, 403, 403]);
    assert_eq!(statuses("role reader"), [200, 403, 403]);
    assert_eq!(statuses("role"), [200, 422, 403]);
    assert_eq!(statuses("role admin"), [200, 422, 404]);
}
