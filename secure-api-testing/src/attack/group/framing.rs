//! Bytes of HTTP/1 that two readers could understand in two ways: refused, or read in one way and the connection closed (C90, C112).

use crate::attack::case::{Case, Stop, Verdict};
use crate::attack::lab::Lab;
use crate::attack::lock::Route;
use crate::attack::plan::Plan;
use crate::attack::wire::Heard;

const GROUP: &str = "framing";
const SUBJECT: &str = "the application";
/// What somebody wants to be taken for a request of its own.
const SMUGGLED: &str = "GET /attack-smuggled HTTP/1.1\r\nhost: api.test\r\n\r\n";

/// What may come of it.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    /// 400, and the connection ends.
    Refused,
    /// 400, 431 or 501 or no answer at all, or one that was understood in one way: no second answer on the connection.
    Unambiguous,
}

pub(super) fn cases(plan: &Plan) -> Vec<Case> {
    let path = plan.lock.routes.iter().find(|route| route.is_public() && route.params().is_empty());
    let path = path.or(plan.lock.routes.first()).map_or("/", |route: &Route| route.path.as_str());
    let get = |head: &str| format!("GET {path} HTTP/1.1\r\n{head}\r\n");
    let post = |head: &str, body: &str| format!("POST {path} HTTP/1.1\r\nhost: api.test\r\n{head}\r\n{body}");
    let chunked = format!("0\r\n\r\n{SMUGGLED}");
    let mut cases = Vec::new();
    for (what, sent, wanted) in [
        ("no Host", get(""), Wanted::Refused),
        ("two Hosts", get("host: api.test\r\nhost: api.test\r\n"), Wanted::Refused),
        ("two different Hosts", get("host: api.test\r\nhost: attacker.test\r\n"), Wanted::Refused),
        ("an empty Host", get("host:\r\n"), Wanted::Refused),
        ("a Host with a path", get("host: api.test/x\r\n"), Wanted::Refused),
        ("a Host with a user", get("host: x@api.test\r\n"), Wanted::Refused),
        ("a Host that is a list", get("host: api.test, attacker.test\r\n"), Wanted::Refused),
        ("a Host with a port that is none", get("host: api.test:99999\r\n"), Wanted::Refused),
        (
            "a target with another Host",
            format!("GET http://attacker.test{path} HTTP/1.1\r\nhost: api.test\r\n\r\n"),
            Wanted::Refused,
        ),
        ("chunked twice", post("transfer-encoding: chunked, chunked\r\n", &chunked), Wanted::Refused),
        (
            "two lines of chunked",
            post("transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", &chunked),
            Wanted::Refused,
        ),
        (
            "chunked and a length",
            post("content-length: 5\r\ntransfer-encoding: chunked\r\n", &chunked),
            Wanted::Unambiguous,
        ),
        (
            "a length and chunked",
            post("transfer-encoding: chunked\r\ncontent-length: 5\r\n", &chunked),
            Wanted::Unambiguous,
        ),
        ("chunked after another coding", post("transfer-encoding: x, chunked\r\n", &chunked), Wanted::Unambiguous),
        ("another coding after chunked", post("transfer-encoding: chunked, x\r\n", &chunked), Wanted::Unambiguous),
        ("chunked with a tab", post("transfer-encoding:\tx\tchunked\r\n", &chunked), Wanted::Unambiguous),
        (
            "two different lengths",
            post(&format!("content-length: 0\r\ncontent-length: {}\r\n", SMUGGLED.len()), SMUGGLED),
            Wanted::Unambiguous,
        ),
        (
            "a length with a sign",
            post(&format!("content-length: +{}\r\n", SMUGGLED.len()), SMUGGLED),
            Wanted::Unambiguous,
        ),
        ("a length below zero", post("content-length: -1\r\n", SMUGGLED), Wanted::Unambiguous),
        ("a length beyond 64 bits", post("content-length: 99999999999999999999\r\n", SMUGGLED), Wanted::Unambiguous),
        ("a space before a colon", post("content-length : 5\r\n", SMUGGLED), Wanted::Unambiguous),
        ("a line that goes on", post(" x: folded\r\n", SMUGGLED), Wanted::Unambiguous),
        ("a null in a header", post("x-a: b\0c\r\n", SMUGGLED), Wanted::Unambiguous),
        (
            "a chunk size that is none",
            post("transfer-encoding: chunked\r\n", &format!("x\r\n{SMUGGLED}")),
            Wanted::Unambiguous,
        ),
        (
            "a chunk size beyond 64 bits",
            post("transfer-encoding: chunked\r\n", &format!("fffffffffffffffff\r\n{SMUGGLED}")),
            Wanted::Unambiguous,
        ),
        ("HTTP/0.9", format!("GET {path}\r\n\r\n{SMUGGLED}"), Wanted::Unambiguous),
        ("HTTP/9.9", format!("GET {path} HTTP/9.9\r\nhost: api.test\r\n\r\n{SMUGGLED}"), Wanted::Unambiguous),
        ("CONNECT", "CONNECT api.test:80 HTTP/1.1\r\nhost: api.test:80\r\n\r\n".to_owned(), Wanted::Unambiguous),
    ] {
        cases.push(Case::new(SUBJECT, GROUP, what, move |lab| Box::pin(judged(lab, sent, wanted))));
    }
    let reflected = get("host: attacker.test\r\nx-forwarded-host: attacker.test\r\n");
    cases.push(Case::new(SUBJECT, GROUP, "another Host is not repeated", move |lab| {
        Box::pin(async move {
            let heard = lab.raw(reflected.into_bytes(), false).await?;
            let repeated = heard.answers.iter().any(|answer| answer.holds("attacker.test"));
            if repeated { Err("expected no `attacker.test` in the answer".into()) } else { Ok(()) }
        })
    }));
    cases
}

async fn judged(lab: &mut Lab, sent: String, wanted: Wanted) -> Verdict {
    let Heard { answers, closed } = lab.raw(sent.into_bytes(), false).await?;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    verdict(&statuses, closed, wanted).map_err(Stop::Failed)
}

fn verdict(statuses: &[u16], closed: bool, wanted: Wanted) -> Result<(), String> {
    match wanted {
        Wanted::Refused if statuses != [400] => Err(format!("expected one 400, got {statuses:?}")),
        Wanted::Refused if !closed => Err("expected the connection to end with the refusal".to_owned()),
        Wanted::Unambiguous if statuses.len() > 1 => {
            Err(format!("expected no second request to be found in these bytes, got {statuses:?}"))
        }
        Wanted::Unambiguous if statuses.iter().any(|status| (200..400).contains(status)) => {
            Err(format!("expected a refusal, got {statuses:?}"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_answer_or_an_open_connection_is_a_fault() {
        for (statuses, closed, wanted, held) in [
            (&[400][..], true, Wanted::Refused, true),
            (&[400], false, Wanted::Refused, false),
            (&[200], true, Wanted::Refused, false),
            (&[400, 404], true, Wanted::Refused, false),
            (&[], true, Wanted::Refused, false),
            (&[], true, Wanted::Unambiguous, true),
            (&[405], false, Wanted::Unambiguous, true),
            (&[405, 404], true, Wanted::Unambiguous, false),
            (&[200], true, Wanted::Unambiguous, false),
        ] {
            assert_eq!(verdict(statuses, closed, wanted).is_ok(), held, "{statuses:?} {closed} {wanted:?}");
        }
    }
}
