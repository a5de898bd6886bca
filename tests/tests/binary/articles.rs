//! The table of the articles API, from end to end.

use super::*;

#[test]
fn health_answers_anyone() {
    let answer = Ask::get("/health").send(server().addr());
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
}

#[test]
fn me_tells_any_known_caller_who_it_is() {
    let server = server();
    assert_eq!(Ask::get("/me").send(server.addr()).status, 401);
    let answer = Ask::get("/me").bearer(&server.development_token("NOBODY")).send(server.addr());
    let nobody = json!({ "issuer": "https://issuer.test", "subject": "dev-nobody", "roles": [] });
    assert_eq!((answer.status, answer.json()), (200, nobody));
    let answer = Ask::get("/me").bearer(&server.development_token("ADMIN")).send(server.addr());
    assert_eq!(answer.json()["roles"], json!(["reader", "editor", "admin"]));
}

#[test]
fn an_article_is_made_as_a_draft_of_its_author() {
    let server = server();
    let ask = Ask::new("POST", "/articles").json(&draft());
    assert_eq!(ask.send(server.addr()).status, 401);
    for role in ["NOBODY", "READER"] {
        assert_eq!(ask.clone().bearer(&server.development_token(role)).send(server.addr()).status, 403, "{role}");
    }
    let answer = ask.bearer(&server.development_token("EDITOR")).send(server.addr());
    let mut article = answer.json();
    assert_eq!(answer.status, 201, "{answer:?}");
    let id = article["id"].as_str().expect("an id").to_owned();
    assert!(uuid::Uuid::parse_str(&id).is_ok(), "{id}");
    assert_eq!(answer.header("location"), format!("/articles/{id}"));
    article["id"].take();
    let expected = json!({
        "id": null, "title": "On tests", "tags": ["tests"], "text": "They fail.", "status": "draft", "owner": "dev-editor",
    });
    assert_eq!(article, expected);
}

#[test]
fn a_draft_is_its_authors_alone_and_a_published_article_everybodys() {
    let server = server();
    let addr = server.addr();
    let [reader, editor, admin] = ["READER", "EDITOR", "ADMIN"].map(|role| server.development_token(role));
    let path = created(addr, &editor);
    let show = |token: Option<&str>| {
        let ask = Ask::get(&path);
        token.map_or(ask.clone(), |token| ask.bearer(token)).send(addr)
    };
    assert_eq!(show(Some(&editor)).json()["status"], "draft");
    let absent = Ask::get("/articles/00000000-0000-4000-8000-000000000000");
    for other in [Some(reader.as_str()), Some(&admin), None] {
        let denied = show(other);
        assert_eq!(denied.status, 404);
        let missing = other.map_or(absent.clone(), |token| absent.clone().bearer(token)).send(addr);
        assert_eq!(denied.json()["title"], missing.json()["title"]);
    }

    let publish = Ask::new("POST", &format!("{path}/publish"));
    assert_eq!(publish.send(addr).status, 401);
    assert_eq!(publish.clone().bearer(&reader).send(addr).status, 403);
    assert_eq!(publish.clone().bearer(&admin).send(addr).status, 404, "of somebody else");
    let published = publish.bearer(&editor).send(addr);
    assert_eq!((published.status, &published.json()["status"]), (200, &json!("published")));

    for anyone in [Some(reader.as_str()), Some(&admin), None] {
        let shown = show(anyone);
        assert_eq!((shown.status, &shown.json()["owner"]), (200, &json!("dev-editor")));
        // Where its author can be reached is for admins alone.
        let contact = (anyone == Some(&admin)).then(|| json!("ada@example.com"));
        assert_eq!(shown.json().get("contact"), contact.as_ref());
    }
}

#[test]
fn an_article_is_changed_by_its_author_only() {
    let server = server();
    let addr = server.addr();
    let [reader, editor, admin] = ["READER", "EDITOR", "ADMIN"].map(|role| server.development_token(role));
    let path = created(addr, &editor);
    let mut changed = draft();
    changed["title"] = json!("On more tests");
    let put = Ask::new("PUT", &path).json(&changed);
    assert_eq!(put.send(addr).status, 401);
    assert_eq!(put.clone().bearer(&reader).send(addr).status, 403);
    assert_eq!(put.clone().bearer(&admin).send(addr).status, 404);
    assert_eq!(Ask::get(&path).bearer(&editor).send(addr).json()["title"], "On tests");
    let answer = put.bearer(&editor).send(addr);
    assert_eq!((answer.status, &answer.json()["title"]), (200, &json!("On more tests")));
    assert_eq!(Ask::get(&path).bearer(&editor).send(addr).json()["title"], "On more tests");
}

#[test]
fn an_article_is_removed_by_an_admin_only() {
    let server = server();
    let addr = server.addr();
    let [editor, admin] = ["EDITOR", "ADMIN"].map(|role| server.development_token(role));
    let path = created(addr, &editor);
    let delete = Ask::new("DELETE", &path);
    assert_eq!(delete.send(addr).status, 401);
    assert_eq!(delete.clone().bearer(&editor).send(addr).status, 403);
    let answer = delete.clone().bearer(&admin).send(addr);
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    assert_eq!(delete.bearer(&admin).send(addr).status, 404);
    assert_eq!(Ask::get(&path).bearer(&editor).send(addr).status, 404);
    let event = server.event(|line| line["event"] == "sensitive_delete");
    assert_eq!(event["subject"], "dev-admin");
}

#[test]
fn a_list_holds_what_its_caller_may_read_page_by_page() {
    let server = server();
    let addr = server.addr();
    let [nobody, reader, editor] = ["NOBODY", "READER", "EDITOR"].map(|role| server.development_token(role));
    let paths: Vec<_> = (0..5).map(|_| created(addr, &editor)).collect();
    for path in &paths[..2] {
        assert_eq!(Ask::new("POST", &format!("{path}/publish")).bearer(&editor).send(addr).status, 200);
    }
    let list = |token: &str, query: &str| Ask::get(&format!("/articles{query}")).bearer(token).send(addr);
    assert_eq!(Ask::get("/articles").send(addr).status, 401);
    assert_eq!(list(&nobody, "").status, 403);

    let all = list(&reader, "").json();
    assert_eq!((&all["page"], &all["per_page"], &all["more"]), (&json!(1), &json!(20), &json!(false)));
    let items = all["items"].as_array().expect("a list").clone();
    assert!(items.len() == 2 && items.iter().all(|item| item["status"] == "published"), "{items:?}");
    assert_eq!(list(&editor, "").json()["items"].as_array().map_or(0, Vec::len), 5, "the own drafts too");

    let pages: Vec<(usize, bool)> = (1..=4)
        .map(|page| list(&editor, &format!("?page={page}&per_page=2")).json())
        .map(|page| (page["items"].as_array().map_or(0, Vec::len), page["more"] == true))
        .collect();
    assert_eq!(pages, [(2, true), (2, true), (1, false), (0, false)]);
    assert_eq!(list(&editor, "?per_page=100").status, 200);
    let refused = [
        "?per_page=101",
        "?per_page=0",
        "?page=0",
        "?page=-1",
        "?page=x",
        "?page=1&page=2",
        "?per_page=1.5",
        "?sort=title",
        "?page=",
    ];
    for query in refused {
        let status = list(&editor, query).status;
        assert!(status == 422 || status == 400, "{query}: {status}");
    }
}

#[test]
fn ten_articles_a_minute_are_enough() {
    let server = server();
    let editor = server.development_token("EDITOR");
    for _ in 0..10 {
        created(server.addr(), &editor);
    }
    let refused = Ask::new("POST", "/articles").json(&draft()).bearer(&editor).send(server.addr());
    assert_eq!(refused.status, 429, "{refused:?}");
    let wait: u64 = refused.header("retry-after").parse().expect("a number of seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(refused.header("ratelimit-policy").contains("q=10;w=60"), "{refused:?}");
    assert_eq!(server.audit(refused.header("x-request-id"))["event"], "excess_rate_limit_exceeded");
    created(server.addr(), &server.development_token("ADMIN"));
}
