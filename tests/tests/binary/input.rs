//! The bounds of what is sent, exactly as they are declared.

use super::*;

/// A draft with one field changed, `null` takes it away.
fn draft_with(field: &str, value: Value) -> Value {
    let mut draft = draft();
    if value.is_null() {
        draft.as_object_mut().expect("a draft is an object").remove(field);
    } else {
        draft[field] = value;
    }
    draft
}

#[test]
fn each_bound_takes_its_last_value_and_refuses_the_next() {
    let server = server();
    let editor = server.development_token("EDITOR");
    let path = created(server.addr(), &editor);
    let put = |draft: &Value| Ask::new("PUT", &path).json(draft).bearer(&editor).send(server.addr());
    let x = |count: usize| json!("x".repeat(count));
    // Two bytes each: letters are counted, not bytes.
    let wide = |count: usize| json!("é".repeat(count));
    let accepted = [
        ("title", x(1)),
        ("title", x(120)),
        ("title", wide(120)),
        ("contact", json!("a@b.example")),
        ("tags", json!([])),
        ("tags", json!(vec![x(30); 10])),
        ("tags", json!([wide(30)])),
        ("text", json!("")),
        ("text", wide(20_000)),
    ];
    for (field, value) in accepted {
        let answer = put(&draft_with(field, value.clone()));
        assert_eq!(answer.status, 200, "{field} {value}: {answer:?}");
    }
    let refused = [
        ("title", "title", json!("")),
        ("title", "title", x(121)),
        ("contact", "contact", json!("nobody")),
        ("contact", "contact", json!("a@b@c")),
        ("contact", "contact", json!("")),
        ("tags", "tags", json!(vec![x(1); 11])),
        ("tags", "tags[1]", json!(["a", ""])),
        ("tags", "tags[0]", json!([x(31)])),
        ("text", "text", x(20_001)),
        ("owner", "owner", json!("dev-admin")),
        ("status", "status", json!("published")),
        ("id", "id", json!("00000000-0000-4000-8000-000000000000")),
    ];
    for (field, named, value) in refused {
        let answer = put(&draft_with(field, value));
        assert_eq!(answer.status, 422, "{field}: {answer:?}");
        assert!(answer.body.contains(&format!("\"{named}\"")), "{named}: {}", answer.body);
    }
    let shown = Ask::get(&path).bearer(&editor).send(server.addr()).json();
    assert_eq!((&shown["owner"], &shown["status"]), (&json!("dev-editor"), &json!("draft")));
}

#[test]
fn a_field_that_is_missing_or_of_another_type_is_named() {
    let server = server();
    let editor = server.development_token("EDITOR");
    let path = created(server.addr(), &editor);
    let put = |draft: &Value| Ask::new("PUT", &path).json(draft).bearer(&editor).send(server.addr());
    let wrong = [
        ("title", Value::Null),
        ("contact", Value::Null),
        ("tags", Value::Null),
        ("text", Value::Null),
        ("title", json!(1)),
        ("tags", json!("tests")),
        ("text", json!(["They fail."])),
    ];
    for (field, value) in wrong {
        let answer = put(&draft_with(field, value));
        assert_eq!(answer.status, 422, "{field}: {answer:?}");
        assert!(answer.body.contains(&format!("\"{field}\"")), "{field}: {}", answer.body);
    }
}

#[test]
fn nothing_that_was_sent_comes_back_or_goes_into_the_log() {
    let server = server();
    let editor = server.development_token("EDITOR");
    let canary = "canary-5f2c";
    let mut bad = draft_with("title", json!(canary.repeat(20)));
    bad["contact"] = json!(canary);
    bad[canary] = json!(canary);
    let answer = Ask::new("POST", "/articles").json(&bad).bearer(&editor).send(server.addr());
    assert_eq!(answer.status, 422);
    server.audit(answer.header("x-request-id"));
    let told = answer.body.replace(&format!("\"{canary}\""), "the name of the field");
    assert!(!told.contains(canary), "{}", answer.body);
    assert!(!server.lines().concat().contains(canary));
}

#[test]
fn bodies_of_256_kib_are_taken_and_no_larger_ones() {
    let server = server();
    let [editor, admin] = ["EDITOR", "ADMIN"].map(|role| server.development_token(role));
    let path = created(server.addr(), &editor);
    let of_size = |size: usize| {
        let bare = draft().to_string();
        let padding = " ".repeat(size - bare.len());
        format!("{}{padding}}}", &bare[..bare.len() - 1]).into_bytes()
    };
    for (method, path, token, fine) in [("POST", "/articles", &admin, 201), ("PUT", path.as_str(), &editor, 200)] {
        let send = |size| {
            let ask = Ask::new(method, path).bearer(token).line("Content-Type: application/json");
            ask.body(of_size(size)).send(server.addr()).status
        };
        assert_eq!(send(256 * 1024), fine, "{method}");
        assert_eq!(send(256 * 1024 + 1), 413, "{method}");
    }
}

#[test]
fn what_is_no_json_is_refused_by_its_type_or_its_syntax() {
    let server = server();
    let editor = server.development_token("EDITOR");
    let put = Ask::new("PUT", &created(server.addr(), &editor)).bearer(&editor);
    let json = put.clone().line("Content-Type: application/json");
    let twice = r#"{"title":"a","title":"b","contact":"a@b.example","tags":[],"text":""}"#;
    let refused = [
        (put.clone().body(draft().to_string()), 415),
        (put.clone().line("Content-Type: text/plain").body(draft().to_string()), 415),
        (put.line("Content-Type: application/json; charset=latin1").body(draft().to_string()), 415),
        (json.clone().body("{"), 400),
        (json.clone().body(twice), 400),
        (json.body("[".repeat(100)), 400),
    ];
    for (ask, status) in refused {
        let answer = ask.send(server.addr());
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}
