//! What a macro refuses while it reads, asked once more of the policy itself: an impl that no macro wrote is no weaker.

use crate::policy::text::Text;
use crate::policy::vocabulary::same_text;
use crate::policy::{Access, Rate, RoutePolicy};

use super::why::says_why;
use super::{MOST_PARAMS, has};

const MOST_BODY: u64 = 1 << 30;
const MOST_TIME_MS: u64 = 10 * 60 * 1000;
const MOST_CALLS: u32 = 1_000_000;
const LONGEST_S: u32 = 7 * 24 * 60 * 60;

/// A policy says what a declaration could have said.
pub(super) const fn data(policy: &RoutePolicy) -> Option<Text> {
    if policy.path.is_empty() && policy.handler.is_empty() {
        let text = "this handler is generic, and the list does not name its types\nhelp: write them behind its name: `routes![show::<Postgres>]`";
        return Some(Text::of(&[text]).rule("SA0114"));
    }
    let what = if policy.handler.is_empty() {
        "nothing says which handler it is of"
    } else if !is_pattern(policy.path, policy.params) {
        "its path is no pattern, or does not have these parameters"
    } else if !access_is_sound(policy) {
        "it is public without a reason or without a rate"
    } else if !limits_are_sound(policy) {
        "one of its limits lets nobody in, or everybody"
    } else if !excuses_are_sound(policy) {
        "it excuses what is no parameter, or gives no reason"
    } else {
        return None;
    };
    Some(
        Text::of(&[
            "this policy is none that `#[secure(..)]` writes: ",
            what,
            "\nhelp: write `#[get(\"/..\")]` and `#[secure(..)]` on an `async fn` in place of the impl",
        ])
        .rule("SA0111"),
    )
}

const fn access_is_sound(policy: &RoutePolicy) -> bool {
    match policy.access {
        Access::Public { reason, .. } => says_why(reason) && !policy.rates.is_empty(),
        Access::Caller { .. } => true,
    }
}

const fn limits_are_sound(policy: &RoutePolicy) -> bool {
    let mut at = 0;
    while at < policy.rates.len() {
        let Rate { count, window_s, burst, .. } = policy.rates[at];
        let count_is_sound = count > 0 && count <= MOST_CALLS && burst <= MOST_CALLS;
        if !count_is_sound || window_s == 0 || window_s > LONGEST_S {
            return false;
        }
        at += 1;
    }
    let body = policy.body_limit > 0 && policy.body_limit <= MOST_BODY;
    let time = policy.timeout_ms > 0 && policy.timeout_ms <= MOST_TIME_MS;
    body && time && policy.concurrency <= MOST_CALLS
}

const fn excuses_are_sound(policy: &RoutePolicy) -> bool {
    let mut at = 0;
    while at < policy.excused.len() {
        let excused = &policy.excused[at];
        if !says_why(excused.reason) || !has(policy.params, excused.param) {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether a text is a pattern that can only be read in one way, with these parameters in this order.
const fn is_pattern(path: &str, params: &[&str]) -> bool {
    let path = path.as_bytes();
    if params.len() > MOST_PARAMS || path.is_empty() || path[0] != b'/' {
        return false;
    }
    if path.len() == 1 {
        return params.is_empty();
    }
    let (mut start, mut found) = (1, 0);
    while start <= path.len() {
        let mut end = start;
        while end < path.len() && path[end] != b'/' {
            end += 1;
        }
        let segment = path.split_at(end).0.split_at(start).1;
        match param_of(segment) {
            Segment::Malformed => return false,
            Segment::Plain => {}
            Segment::Param(name) => {
                if found == params.len() || !same_bytes(name, params[found].as_bytes()) {
                    return false;
                }
                if has(params.split_at(found).0, params[found]) {
                    return false;
                }
                found += 1;
            }
        }
        start = end + 1;
    }
    found == params.len()
}

enum Segment<'p> {
    Plain,
    Param(&'p [u8]),
    Malformed,
}

const fn param_of(segment: &[u8]) -> Segment<'_> {
    match segment {
        [] | b"." | b".." | [b':', ..] => Segment::Malformed,
        [b'{', name @ .., b'}'] if is_name(name) => Segment::Param(name),
        plain if is_plain(plain) => Segment::Plain,
        _ => Segment::Malformed,
    }
}

const fn is_name(name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() {
        let first = matches!(name[at], b'a'..=b'z' | b'_');
        if !first && (at == 0 || !name[at].is_ascii_digit()) {
            return false;
        }
        at += 1;
    }
    !name.is_empty()
}

const fn is_plain(segment: &[u8]) -> bool {
    let mut at = 0;
    while at < segment.len() {
        if !segment[at].is_ascii_graphic() || matches!(segment[at], b'{' | b'}' | b'*' | b'%' | b'?' | b'#' | b'\\') {
            return false;
        }
        at += 1;
    }
    true
}

const fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    match (core::str::from_utf8(a), core::str::from_utf8(b)) {
        (Ok(a), Ok(b)) => same_text(a, b),
        _ => false,
    }
}
