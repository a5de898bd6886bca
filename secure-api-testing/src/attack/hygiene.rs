//! What every answer carries, whatever was asked (C102, C113), and what every success holds.

use std::collections::BTreeMap;

use super::ask::{Answer, Ask, Exchange};
use super::lock::{Lock, Route};
use super::shape;

/// Headers with their exact text.
const EXACT: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-frame-options", "DENY"),
];
/// The policy of every answer, and of no page.
const CLOSED: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// What the page of the document may besides: its own scripts and styles, by hashes, and asking where it is from.
const OF_THE_PAGE: [(&str, &[&str]); 4] = [
    ("script-src", &["'sha256-"]),
    ("style-src", &["'sha256-"]),
    ("img-src", &["data:"]),
    ("connect-src", &["'self'"]),
];
/// What tells of the server, or has made pages weaker.
const NEVER: [&str; 4] = ["server", "x-powered-by", "x-xss-protection", "set-cookie"];
/// The least time for which a browser keeps to HTTPS, in seconds.
const A_YEAR_S: u64 = 31_536_000;

/// What was seen of all answers: by what they answer and with which status, the first that is at fault.
#[derive(Debug, Default)]
pub(super) struct Hygiene {
    pub(super) seen: Noted,
    /// The same of what successes hold.
    pub(super) held: Noted,
}

impl Hygiene {
    pub(super) fn look(&mut self, lock: &Lock, ask: &Ask, answer: &Answer) {
        let path = ask.target.split('?').next().unwrap_or_default();
        let route = lock.routes.iter().find(|route| route.answers(&ask.method, path));
        if route.is_none() && lock.is_adopted(path) {
            return;
        }
        let exchange = || Exchange::Asked { ask: Box::new(ask.clone()), answer: Some(answer.clone()) };
        let of_a_caller = route.is_some_and(Route::reads_tokens);
        let subject = route.map_or_else(|| "no route".to_owned(), Route::name);
        let page = route.is_some_and(|route| route.page);
        let fault = fault(answer, of_a_caller, page).map(|fault| (fault, exchange()));
        note(&mut self.seen, (subject.clone(), answer.status), fault);
        let succeeds = (200..300).contains(&answer.status) && ask.method != "HEAD";
        if let Some(route) = route.filter(|route| succeeds && route.sends.is_some()) {
            let fault = match answer.json() {
                Some(body) => shape::fault(lock, route, ask, &body),
                None => Some("expected a body of JSON".to_owned()),
            };
            note(&mut self.held, (subject, answer.status), fault.map(|fault| (fault, exchange())));
        }
    }

    pub(super) fn look_at_raw(&mut self, lock: &Lock, sent: &[u8], answer: &Answer) {
        let text = String::from_utf8_lossy(sent);
        let asked = |route: &Route| route.page && text.contains(&format!(" {} ", route.path));
        let page = lock.routes.iter().any(asked);
        let exchange = || Exchange::Raw { sent: sent.to_vec(), answers: vec![answer.clone()] };
        let fault = fault(answer, false, page).map(|fault| (fault, exchange()));
        note(&mut self.seen, ("raw bytes".to_owned(), answer.status), fault);
    }

    /// All that two applications have shown.
    pub(super) fn join(&mut self, other: Self) {
        for (mine, theirs) in [(&mut self.seen, other.seen), (&mut self.held, other.held)] {
            theirs.into_iter().for_each(|(key, fault)| note(mine, key, fault));
        }
    }
}

type Noted = BTreeMap<(String, u16), Option<(String, Exchange)>>;

/// The first fault is the one that is kept.
fn note(noted: &mut Noted, key: (String, u16), fault: Option<(String, Exchange)>) {
    let seen = noted.entry(key).or_default();
    if seen.is_none() {
        *seen = fault;
    }
}

/// Whether it is an answer of the HTTP library to what it could not read: bare, and the connection closes.
pub(super) fn is_bare(answer: &Answer) -> bool {
    (400..500).contains(&answer.status) && answer.body.is_empty() && !answer.headers.contains_key("x-request-id")
}

/// The first thing that is wrong with the headers of an answer, or with the body of a refusal.
fn fault(answer: &Answer, of_a_caller: bool, page: bool) -> Option<String> {
    let policies: Vec<_> = answer.headers.get_all("content-security-policy").iter().collect();
    let refused = answer.status >= 400;
    let policy = answer.header("content-security-policy");
    let closed = if page && !refused { is_of_the_page(policy) } else { policy == CLOSED };
    if policies.len() != 1 || !closed {
        return Some(format!("expected one `content-security-policy` that lets nothing in, got {policies:?}"));
    }
    for (name, expected) in EXACT {
        let found: Vec<_> = answer.headers.get_all(name).iter().collect();
        if found.len() != 1 || answer.header(name) != expected {
            return Some(format!("expected `{name}: {expected}` once, got {found:?}"));
        }
    }
    if let Some(name) = NEVER.iter().find(|name| answer.headers.contains_key(**name)) {
        return Some(format!("expected no `{name}`, got `{}`", answer.header(name)));
    }
    let transport = answer.header("strict-transport-security");
    let age = transport.split(';').find_map(|part| part.trim().strip_prefix("max-age=")?.parse::<u64>().ok());
    if age.is_none_or(|age| age < A_YEAR_S) || !transport.contains("includeSubDomains") {
        return Some(format!("expected a `strict-transport-security` of a year at least, got `{transport}`"));
    }
    let varies = answer.headers.get_all("vary").iter().any(|value| {
        value.to_str().is_ok_and(|value| value.split(',').any(|name| name.trim().eq_ignore_ascii_case("origin")))
    });
    if !varies {
        return Some("expected `vary: origin`".to_owned());
    }
    if answer.headers.get_all("x-request-id").iter().count() != 1 || answer.header("x-request-id").is_empty() {
        return Some("expected one `x-request-id`".to_owned());
    }
    if (of_a_caller || refused) && answer.header("cache-control") != "no-store" {
        return Some(format!("expected `cache-control: no-store`, got `{}`", answer.header("cache-control")));
    }
    if refused { problem_fault(answer) } else { None }
}

/// Whether a policy has all of the closed one, and beside it nothing but what the page needs.
fn is_of_the_page(policy: &str) -> bool {
    let parts: Vec<&str> = policy.split(';').map(str::trim).collect();
    let closed = |part: &&str| CLOSED.split(';').any(|own| own.trim() == *part);
    let needed = |part: &&str| {
        let mut words = part.split(' ');
        let name = words.next();
        let taken = OF_THE_PAGE.iter().find(|(known, _)| Some(*known) == name).map(|(_, taken)| *taken);
        taken.is_some_and(|taken| words.all(|word| taken.iter().any(|begins| word.starts_with(begins))))
    };
    CLOSED.split(';').all(|own| parts.contains(&own.trim())) && parts.iter().all(|part| closed(part) || needed(part))
}

/// Every error is a problem that says the status of the answer (C101).
fn problem_fault(answer: &Answer) -> Option<String> {
    let kind = answer.header("content-type");
    if kind != "application/problem+json" {
        return Some(format!("expected a problem, got `{kind}`"));
    }
    // An answer to `HEAD` has none.
    if answer.body.is_empty() {
        return None;
    }
    let said = answer.json().and_then(|body| body.get("status")?.as_u64());
    if said == Some(answer.status.into()) { None } else { Some(format!("expected `status` in the body, got {said:?}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(change: impl FnOnce(&mut http::HeaderMap)) -> Answer {
        let mut headers = http::HeaderMap::new();
        for (name, value) in EXACT {
            headers.insert(name, value.parse().unwrap());
        }
        for (name, value) in [
            ("content-security-policy", CLOSED),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
            ("vary", "origin"),
            ("x-request-id", "1"),
            ("cache-control", "no-store"),
            ("content-type", "application/problem+json"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        change(&mut headers);
        Answer { status: 404, headers, body: bytes::Bytes::from_static(br#"{"status":404}"#) }
    }

    #[test]
    fn what_is_missing_or_too_much_is_a_fault() {
        assert_eq!(fault(&answer(|_| {}), true, false), None);
        for name in
            ["vary", "x-request-id", "cache-control", "content-type", "x-frame-options", "strict-transport-security"]
        {
            assert!(fault(&answer(|headers| drop(headers.remove(name))), true, false).is_some(), "{name}");
        }
        for (name, value) in [
            ("server", "axum"),
            ("content-security-policy", "default-src *"),
            ("strict-transport-security", "max-age=60; includeSubDomains"),
            ("content-type", "text/plain"),
        ] {
            let weakened = answer(|headers| drop(headers.insert(name, value.parse().unwrap())));
            assert!(fault(&weakened, true, false).is_some(), "{name}");
        }
        let lying = Answer { body: bytes::Bytes::from_static(br#"{"status":200}"#), ..answer(|_| {}) };
        assert!(fault(&lying, false, false).is_some());
    }

    #[test]
    fn a_page_runs_its_own_scripts_and_a_refusal_of_it_none() {
        let own = "script-src 'sha256-a' 'sha256-b'; style-src 'sha256-c'; img-src data:; connect-src 'self'";
        let of = |status: u16, policy: &str| {
            let changed = answer(|headers| drop(headers.insert("content-security-policy", policy.parse().unwrap())));
            fault(&Answer { status, ..changed }, false, true)
        };
        let page = format!("{CLOSED}; {own}");
        assert_eq!((of(200, &page), of(404, CLOSED)), (None, None));
        assert!(of(404, &page).is_some());
        for (from, to) in [
            ("'sha256-a'", "'unsafe-inline'"),
            ("'sha256-c'", "'unsafe-inline'"),
            ("'sha256-b'", "'self'"),
            ("connect-src 'self'", "connect-src *"),
            ("frame-ancestors 'none'", "frame-ancestors *"),
            ("default-src 'none'; ", ""),
            ("img-src", "object-src"),
        ] {
            assert!(of(200, &page.replace(from, to)).is_some(), "{from}");
        }
        assert!(
            fault(
                &answer(|headers| drop(headers.insert("content-security-policy", page.parse().unwrap()))),
                false,
                false
            )
            .is_some()
        );
    }
}
