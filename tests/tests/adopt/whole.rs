//! All of a router.

use super::*;

#[tokio::test]
async fn a_half_moved_path_is_ours_by_one_method_and_theirs_by_another() {
    let issuer = TestIssuer::new();
    let app = Served::start(api(&issuer, legacy())).await;
    let ada = issuer.token("ada").mint();
    assert_refused(&app.get("/notes").send().await, 401);
    assert_eq!(app.get("/notes").bearer(&ada).send().await.text(), "");
    let created = app.post("/notes").send().await;
    assert_eq!((created.status(), created.text()), (200, "created"));
    assert_hardened(&created);
    assert_eq!(app.delete("/notes/1").send().await.text(), "deleted");
    assert_eq!(app.get("/notes/1").bearer(&ada).send().await.status(), 200);
}

#[tokio::test]
async fn no_route_of_theirs_shadows_a_secured_one() {
    let issuer = TestIssuer::new();
    let app = Served::start(api(&issuer, legacy())).await;
    for path in ["/notes", "/notes/1", "/notes/special", "/notes/x", "/notes?x=1", "/notes/%31"] {
        for method in [Method::GET, Method::HEAD] {
            let answer = app.request(method, path).send().await;
            assert_eq!(answer.status(), 401, "{path}");
            assert!(!answer.text().contains("LEGACY"), "{path}");
        }
    }
    let ada = issuer.token("ada").mint();
    for path in ["/notes/special", "/notes/x"] {
        assert_refused(&app.get(path).bearer(&ada).send().await, 404);
    }
}

#[tokio::test]
async fn a_path_of_ours_whose_value_cannot_be_read_does_not_fall_through() {
    let issuer = TestIssuer::new();
    let app = Served::start(api(&issuer, legacy())).await;
    for path in ["/notes/%ff", "/notes/%c3%28"] {
        let answer = app.get(path).send().await;
        assert!(answer.status() >= 400 && !answer.text().contains("LEGACY"), "{path} {}", answer.text());
        assert_refused(&app.get(path).bearer(&issuer.token("ada").mint()).send().await, 404);
    }
}

#[tokio::test]
async fn the_connection_survives_their_panic() {
    let app = Served::start(api(&TestIssuer::new(), legacy())).await;
    let mut client = RawClient::connect(app.addr()).await;
    for (path, status) in [("/panics", 500), ("/weak", 200), ("/panics", 500), ("/notes", 401)] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: api.test\r\n\r\n");
        assert_eq!(client.send(request).await.status().await, status);
    }
}

#[tokio::test]
async fn what_neither_has_is_answered_by_us() {
    let app = Served::start(api(&TestIssuer::new(), closed())).await;
    assert_refused(&app.get("/nowhere").send().await, 404);
    assert_refused(&app.post("/notes/1").send().await, 405);
    // The methods of both: theirs are there as well.
    for (path, allow) in [("/notes", "GET, HEAD, POST"), ("/old", "GET, HEAD")] {
        let answer = app.delete(path).send().await;
        assert_refused(&answer, 405);
        assert_eq!(answer.header("allow"), allow, "{path}");
    }
    for path in ["/notes", "/old", "/nowhere"] {
        assert_refused(&app.request(Method::TRACE, path).send().await, 405);
    }
}

#[tokio::test]
async fn the_source_limit_counts_their_routes() {
    let app = Served::start(api(&TestIssuer::new(), legacy()).source_rate("2/min")).await;
    for status in [200, 200, 429] {
        assert_eq!(app.get("/weak").send().await.status(), status);
    }
    assert_refused(&app.get("/weak").send().await, 429);
}

#[tokio::test]
async fn their_bodies_are_bounded_too() {
    let app = Served::start(api(&TestIssuer::new(), legacy())).await;
    assert_eq!(app.post("/echo").body("x".repeat(1 << 20)).send().await.text(), "1048576");
    let mut client = RawClient::connect(app.addr()).await;
    let head = format!("POST /echo HTTP/1.1\r\nhost: api.test\r\ncontent-length: {}\r\n\r\n", 3 << 20);
    client.send(head).await.send(vec![b'x'; 3 << 20]).await;
    assert_refused(&client.answer().await.unwrap(), 413);
}

#[test]
fn what_is_adopted_is_in_the_report_with_its_reason() {
    let app = api(&TestIssuer::new(), legacy()).build().unwrap();
    let line = "unverified: an adopted router: moves route by route until June";
    assert!(app.report().lines().any(|told| told == line), "{}", app.report());
}

#[tokio::test]
async fn each_route_of_a_whole_router_is_told_of_once_when_it_answers() {
    let log = Log::capture();
    let app = TestClient::in_memory(api(&TestIssuer::new(), legacy()).build().unwrap());
    for path in ["/weak", "/weak?x=1", "/notes/special", "/any/1", "/any/2", "/nowhere"] {
        let _ = app.get(path).send().await;
    }
    for method in ["DELETE", "OPTIONS", "MADE-UP"] {
        let _ = app.request(method.parse().unwrap(), "/weak").send().await;
    }
    let told: Vec<_> = log.audit().into_iter().filter(|event| event["event"] == "adopted_route").collect();
    let routes: Vec<_> = told.iter().map(|event| event["route"].as_str().unwrap()).collect();
    assert_eq!(routes, ["GET /weak", "GET /{*rest}"]);
}

#[tokio::test]
async fn the_log_is_told_of_so_many_routes_and_no_more() {
    let log = Log::capture();
    let routes = 1_030;
    let legacy = (0..routes).fold(axum::Router::new(), |router, number| {
        router.route(&format!("/old/{number}"), old_get(|| async { "old" }))
    });
    let app = Api::new(()).adopt(legacy, "moves until June").source_rate("100000/min").build().unwrap();
    let app = TestClient::in_memory(app);
    for _ in 0..2 {
        for number in 0..routes {
            assert_eq!(app.get(&format!("/old/{number}")).send().await.status(), 200);
        }
    }
    let told: Vec<_> = log.audit().into_iter().filter(|event| event["event"] == "adopted_route").collect();
    let distinct: std::collections::BTreeSet<_> = told.iter().map(|event| event["route"].to_string()).collect();
    assert_eq!((told.len(), distinct.len()), (1024, 1024));
}
