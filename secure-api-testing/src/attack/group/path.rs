//! Other spellings of a path, other methods, and headers that claim another path, method or caller (C8 to C11).

use std::collections::BTreeSet;

use crate::attack::ask::{Ask, Caller, Who};
use crate::attack::case::{Case, Expected, Stop};
use crate::attack::lock::{Lock, Route};
use crate::attack::plan::Plan;

const GROUP: &str = "path";

/// Another spelling: its name, and how it is made of a path.
type Spelling = (&'static str, fn(&str) -> String);

const SPELLINGS: [Spelling; 18] = [
    ("a slash at the end", |path| format!("{path}/")),
    ("two slashes at the end", |path| format!("{path}//")),
    ("two slashes at the beginning", |path| format!("/{path}")),
    ("upper case", |path| path.to_uppercase()),
    ("an escaped slash at the end", |path| format!("{path}%2f")),
    ("a slash that is escaped twice", |path| format!("{path}%252f")),
    ("a parameter of the path", |path| format!("{path};a=b")),
    ("a dot at the beginning", |path| format!("/.{path}")),
    ("a dot at the end", |path| format!("{path}/.")),
    ("two dots", |path| format!("/attack/..{path}")),
    ("two escaped dots", |path| format!("/attack/%2e%2e{path}")),
    ("two dots and a semicolon", |path| format!("/attack/..;{path}")),
    ("an escaped letter", |path| escaped_letter(path)),
    ("a null", |path| format!("{path}%00")),
    ("a space", |path| format!("{path}%20")),
    ("a suffix", |path| format!("{path}.json")),
    ("a backslash", |path| path.replacen('/', "\\", 1)),
    ("an escaped line feed", |path| format!("{path}%0d%0ax-attack:%201")),
];

fn escaped_letter(path: &str) -> String {
    let mut signs = path.chars();
    let (slash, first) = (signs.next().unwrap_or('/'), signs.next().unwrap_or('x'));
    format!("{slash}%{:02x}{}", u32::from(first), signs.as_str())
}

/// Headers by which somebody else is told a method, a path or a caller.
const CLAIMS: [(&str, &str); 14] = [
    ("x-http-method-override", "GET"),
    ("x-http-method", "GET"),
    ("x-method-override", "GET"),
    ("x-original-method", "GET"),
    ("x-original-url", "/health"),
    ("x-rewrite-url", "/health"),
    ("x-forwarded-prefix", "/health"),
    ("x-forwarded-uri", "/health"),
    ("x-middleware-subrequest", "middleware:middleware:middleware:middleware:middleware"),
    ("x-forwarded-user", "admin"),
    ("x-remote-user", "admin"),
    ("x-user-roles", "admin"),
    ("x-forwarded-for", "127.0.0.1"),
    ("x-real-ip", "127.0.0.1"),
];

const METHODS: [&str; 10] = ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "get", "OPTIONS", "TRACE", "QUERY"];

pub(super) fn cases(plan: &Plan) -> Vec<Case> {
    let mut cases: Vec<Case> = plan.lock.routes.iter().flat_map(|route| of_route(plan, route)).collect();
    let paths: BTreeSet<&str> = plan.lock.routes.iter().map(|route| route.path.as_str()).collect();
    cases.extend(paths.into_iter().filter(|path| !plan.lock.is_adopted(path)).flat_map(|path| of_path(plan, path)));
    cases.extend(nowhere(&plan.lock));
    cases
}

fn of_route(plan: &Plan, route: &Route) -> Vec<Case> {
    let path = plan.missing_path(route);
    let mut cases: Vec<Case> =
        SPELLINGS.iter().map(|(what, spelt)| spelling(plan, route, what, &path, spelt(&path))).collect();
    cases.extend(CLAIMS.iter().map(|(name, value)| claim(plan, route, &path, name, value)));
    if route.method == "GET" {
        cases.push(head(plan, route, &path));
    }
    cases
}

/// Never a weaker policy: the same answer, or none such path.
fn spelling(plan: &Plan, route: &Route, what: &str, path: &str, spelt: String) -> Case {
    // What is another route by its own pattern is that route.
    let other =
        plan.lock.routes.iter().find(|other| other.answers(&route.method, &spelt) && other.path != route.path).cloned();
    let may = plan.least(route, "attack-speller");
    let (method, path) = (route.method.clone(), path.to_owned());
    let callers = [Who::Nobody, Caller::named("attack-powerless").into(), may.into()];
    Case::new(&route.name(), GROUP, what, move |lab| {
        Box::pin(async move {
            for who in callers {
                let plain = lab.send(Ask::new(&method, path.clone(), who.clone())).await?.status;
                let told = who.to_string();
                let token = match &who {
                    Who::Caller(caller) => format!("authorization: Bearer {}\r\n", lab.token(caller)?.mint()),
                    _ => String::new(),
                };
                // As it stands, since clients would mend it.
                let sent = format!("{method} {spelt} HTTP/1.1\r\nhost: api.test\r\n{token}\r\n");
                let heard = lab.raw(sent.into_bytes(), false).await?;
                let answer = heard.answers.first().ok_or("expected an answer, got none")?;
                let allowed = [plain, 400, 401, 404, 405];
                let of_another = other.as_ref().is_some_and(|other| other.is_public() || who != Who::Nobody);
                if answer.headers.contains_key("x-attack") {
                    return Err("expected no header of the path's own making".into());
                }
                if !allowed.contains(&answer.status) && !of_another {
                    let got = answer.status;
                    return Err(Stop::Failed(format!(
                        "expected {plain}, 400, 401, 404 or 405 for `{spelt}` of {told}, got {got}"
                    )));
                }
            }
            Ok(())
        })
    })
}

/// A header changes nothing of what a stranger is answered.
fn claim(plan: &Plan, route: &Route, path: &str, name: &str, value: &str) -> Case {
    let ask = plan.ask(route, path, Who::Nobody);
    let forged = ask.clone().header(name, value);
    Case::new(&route.name(), GROUP, &format!("the header `{name}`"), move |lab| {
        Box::pin(async move {
            let plain = lab.send(ask).await?;
            let claimed = lab.send(forged).await?;
            let same = plain.status == claimed.status;
            if same {
                Ok(())
            } else {
                Err(Stop::Failed(format!("expected {} with the header too, got {}", plain.status, claimed.status)))
            }
        })
    })
}

/// `HEAD` is `GET` without its body.
fn head(plan: &Plan, route: &Route, path: &str) -> Case {
    let callers = [Who::Nobody, Caller::named("attack-powerless").into(), plan.least(route, "attack-head").into()];
    let asks = callers.map(|who| plan.ask(route, path, who));
    Case::new(&route.name(), GROUP, "HEAD", move |lab| {
        Box::pin(async move {
            for ask in asks {
                let get = lab.send(ask.clone()).await?;
                let head = lab.send(Ask { method: "HEAD".to_owned(), ..ask }).await?;
                Expected::status(get.status).check(&head)?;
                if !head.body.is_empty() {
                    return Err("expected no body".into());
                }
            }
            Ok(())
        })
    })
}

/// Methods that are not declared for a path, and `Allow` with exactly those that are.
fn of_path(plan: &Plan, path: &str) -> Vec<Case> {
    let declared = plan.lock.methods_of(path);
    let known = |param: &str| plan.params.get(param).cloned().unwrap_or_else(|| "x".to_owned());
    let route = plan.lock.routes.iter().find(|route| route.path == path);
    let target = route.map(|route| plan.missing_path(route)).unwrap_or_else(|| known(path));
    // What another pattern takes as well is declared there.
    let others = plan.lock.routes.iter().filter(|other| other.path != path && other.answers(&other.method, &target));
    if others.count() > 0 {
        return Vec::new();
    }
    let mut cases = Vec::new();
    for method in METHODS.into_iter().chain(["HEAD"]).filter(|method| !declared.contains(*method)) {
        let declared = declared.clone();
        let expected = Expected::status(405).and(move |answer| {
            let told: BTreeSet<String> =
                answer.header("allow").split(',').map(|method| method.trim().to_owned()).collect();
            if told == declared { Ok(()) } else { Err(format!("expected `allow` to list {declared:?}, got {told:?}")) }
        });
        cases.push(Case::shot(path, GROUP, method, Ask::new(method, target.clone(), Who::Nobody), expected));
    }
    cases
}

/// What is nowhere is 404, and nothing that is sent comes back.
fn nowhere(lock: &Lock) -> Vec<Case> {
    if lock.adopted.iter().any(|(_, path)| path.is_empty()) {
        return Vec::new();
    }
    let shot = |what: &str, ask: Ask, expected: Expected| Case::shot("the application", GROUP, what, ask, expected);
    let unknown = "/attack-there-is-no-such-path";
    let mut cases = vec![
        shot("an unknown path", Ask::new("GET", unknown, Who::Nobody), Expected::status(404)),
        shot("an unknown path, written to", Ask::new("POST", unknown, Who::Nobody), Expected::status(404)),
        shot(
            "a target that is too long",
            Ask::new("GET", format!("/{}", "x".repeat(9_000)), Who::Nobody),
            Expected::status(414),
        ),
    ];
    for hidden in
        ["/.env", "/.git/config", "/metrics", "/debug", "/actuator/health", "/openapi.json", "/docs", "/swagger-ui"]
    {
        let declared = lock.routes.iter().any(|route| route.answers("GET", hidden));
        if !declared {
            cases.push(shot(&format!("`{hidden}`"), Ask::new("GET", hidden, Who::Nobody), Expected::status(404)));
        }
    }
    cases
}
