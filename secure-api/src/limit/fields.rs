//! The fields that tell a client its limits: `RateLimit-Policy`, `RateLimit` and `Retry-After`.
//!
//! The names follow draft-ietf-httpapi-ratelimit-headers-10, and stand here only, since a draft may change. Nothing in a
//! field says who is counted: there is no `pk`.

use core::fmt;
use core::ops::{Deref, DerefMut};

use bytes::Bytes;
use http::header::{HeaderName, RETRY_AFTER};
use http::{HeaderMap, HeaderValue};

use super::window::{Standing, Window};

pub(crate) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
pub(crate) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The name of a limit: `caller`, and `caller-2` for the second of that name on a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LimitName {
    pub(crate) kind: &'static str,
    /// From 1.
    pub(crate) ordinal: usize,
}

/// One limit as the client is told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateState {
    pub(crate) name: LimitName,
    pub(crate) quota: u32,
    /// The window, in seconds.
    pub(crate) window_s: u32,
    pub(crate) standing: Standing,
}

/// Several limits, in their order. Most routes have one, which needs no place on the heap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum States {
    #[default]
    None,
    One(RateState),
    Several(Vec<RateState>),
}

/// All limits that a request was counted by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RateStates<'l> {
    pub(crate) states: States,
    /// What the client is told of the limits themselves, which is the same each time.
    pub(crate) policy: Option<&'l HeaderValue>,
}

/// The limits of a request that at least one of them refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exceeded {
    states: States,
    policy: Option<HeaderValue>,
}

impl RateState {
    pub(crate) const fn new(name: LimitName, window: &Window, standing: Standing) -> Self {
        Self { name, quota: window.quota(), window_s: window.length_s(), standing }
    }

    const fn refuses(&self) -> bool {
        self.standing.remaining == 0
    }
}

impl States {
    pub(crate) fn push(&mut self, state: RateState) {
        *self = match core::mem::take(self) {
            States::None => States::One(state),
            States::One(first) => States::Several(vec![first, state]),
            States::Several(mut states) => {
                states.push(state);
                States::Several(states)
            }
        };
    }
}

impl Deref for States {
    type Target = [RateState];
    fn deref(&self) -> &[RateState] {
        match self {
            States::None => &[],
            States::One(state) => core::slice::from_ref(state),
            States::Several(states) => states,
        }
    }
}

impl DerefMut for States {
    fn deref_mut(&mut self) -> &mut [RateState] {
        match self {
            States::None => &mut [],
            States::One(state) => core::slice::from_mut(state),
            States::Several(states) => states,
        }
    }
}

impl FromIterator<RateState> for States {
    fn from_iter<I: IntoIterator<Item = RateState>>(states: I) -> Self {
        let mut all = Self::default();
        states.into_iter().for_each(|state| all.push(state));
        all
    }
}

impl RateStates<'_> {
    /// Puts `RateLimit-Policy` and `RateLimit` on an answer; takes them off where there is no limit.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        set(headers, RATE_LIMIT_POLICY, self.policy.cloned());
        set(headers, RATE_LIMIT, self.state());
    }

    /// The value of `RateLimit`; `None` where there is no limit.
    pub(crate) fn state(&self) -> Option<HeaderValue> {
        list(self.states.iter(), state, room(&self.states))
    }
}

/// The value of `RateLimit-Policy` for these limits; `None` where there are none.
pub(crate) fn policy(states: &[RateState]) -> Option<HeaderValue> {
    list(states.iter(), limit, 48)
}

impl Exceeded {
    /// From limits of which one at least has nothing remaining.
    pub(crate) fn new(states: RateStates<'_>) -> Self {
        Self { policy: states.policy.cloned(), states: states.states }
    }

    /// With the text of the limits made here, as for a refusal that no route makes.
    pub(crate) fn of(states: States) -> Self {
        Self { policy: policy(&states), states }
    }

    /// The names of the limits that refused, for `violated-policies` of the problem.
    pub(crate) fn violated(&self) -> impl Iterator<Item = LimitName> {
        self.refusing().map(|state| state.name)
    }

    /// The time until all of them admit the next.
    pub(crate) fn retry_ms(&self) -> u64 {
        self.refusing().map(|state| state.standing.retry_ms).max().unwrap_or(0)
    }

    /// Puts all three fields on a refusal. `RateLimit` holds the limits that refused and no others: the `t` of another may lie
    /// beyond the moment that `Retry-After` names.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        set(headers, RATE_LIMIT_POLICY, self.policy.clone());
        set(headers, RATE_LIMIT, list(self.refusing(), state, 48));
        if guard!(RetryAfter) {
            headers.insert(RETRY_AFTER, retry_after(self.retry_ms()));
        }
    }

    fn refusing(&self) -> impl Iterator<Item = &RateState> {
        self.states.iter().filter(|state| state.refuses())
    }
}

impl fmt::Display for LimitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind)?;
        if self.ordinal > 1 { write!(f, "-{}", self.ordinal) } else { Ok(()) }
    }
}

/// The value of `Retry-After`: whole seconds, never early, never 0.
pub(crate) fn retry_after(wait_ms: u64) -> HeaderValue {
    HeaderValue::from(wait_ms.div_ceil(1_000).max(1))
}

fn limit(text: &mut Vec<u8>, limit: &RateState) {
    name(text, limit.name);
    number(text, ";q=", u64::from(limit.quota));
    number(text, ";w=", u64::from(limit.window_s));
}

fn state(text: &mut Vec<u8>, limit: &RateState) {
    name(text, limit.name);
    number(text, ";r=", u64::from(limit.standing.remaining));
    number(text, ";t=", limit.standing.reset_ms.div_ceil(1_000));
}

fn name(text: &mut Vec<u8>, name: LimitName) {
    text.push(b'"');
    text.extend_from_slice(name.kind.as_bytes());
    if name.ordinal > 1 {
        number(text, "-", name.ordinal as u64);
    }
    text.push(b'"');
}

fn number(text: &mut Vec<u8>, before: &str, value: u64) {
    text.extend_from_slice(before.as_bytes());
    text.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// How many bytes the states take. One with room to spare takes an allocation more when it is given away.
fn room(states: &[RateState]) -> usize {
    let digits = |number: u64| number.checked_ilog10().map_or(1, |log| log as usize + 1);
    let of_state = |limit: &RateState| {
        let ordinal = if limit.name.ordinal > 1 { 1 + digits(limit.name.ordinal as u64) } else { 0 };
        let reset = digits(limit.standing.reset_ms.div_ceil(1_000));
        "\"\";r=;t=".len() + limit.name.kind.len() + ordinal + digits(u64::from(limit.standing.remaining)) + reset
    };
    states.iter().map(of_state).sum::<usize>() + ", ".len() * states.len().saturating_sub(1)
}

/// A list of structured fields (RFC 9651).
fn list<'a>(
    limits: impl Iterator<Item = &'a RateState>,
    item: fn(&mut Vec<u8>, &RateState),
    room: usize,
) -> Option<HeaderValue> {
    let mut text = Vec::with_capacity(room);
    for limit in limits {
        if !text.is_empty() {
            text.extend_from_slice(b", ");
        }
        item(&mut text, limit);
    }
    if text.is_empty() { None } else { HeaderValue::from_maybe_shared(Bytes::from(text)).ok() }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: Option<HeaderValue>) {
    match value {
        Some(value) => headers.insert(name, value),
        None => headers.remove(name),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(kind: &'static str, ordinal: usize, remaining: u32, reset_ms: u64) -> RateState {
        let retry_ms = if remaining == 0 { reset_ms } else { 0 };
        let standing = Standing { remaining, reset_ms, retry_ms };
        RateState { name: LimitName { kind, ordinal }, quota: 10, window_s: 60, standing }
    }

    fn written(write: impl FnOnce(&mut HeaderMap)) -> Vec<(String, String)> {
        let mut headers = HeaderMap::new();
        write(&mut headers);
        let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
        headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn an_admission_tells_what_is_left() {
        let limits = States::One(limit("caller", 1, 9, 60_000));
        let policy = policy(&limits);
        let states = RateStates { policy: policy.as_ref(), states: limits };
        let expected = [("ratelimit-policy", "\"caller\";q=10;w=60"), ("ratelimit", "\"caller\";r=9;t=60")];
        assert_eq!(written(|headers| states.write(headers)), pairs(&expected));
    }

    #[test]
    fn several_limits_are_a_list() {
        let limits = States::Several(vec![limit("caller", 1, 9, 60_000), limit("caller", 2, 3, 1)]);
        let policy = policy(&limits);
        let states = RateStates { policy: policy.as_ref(), states: limits };
        let expected = [
            ("ratelimit-policy", "\"caller\";q=10;w=60, \"caller-2\";q=10;w=60"),
            ("ratelimit", "\"caller\";r=9;t=60, \"caller-2\";r=3;t=1"),
        ];
        assert_eq!(written(|headers| states.write(headers)), pairs(&expected));
    }

    #[test]
    fn a_text_takes_the_room_that_was_made_for_it() {
        for states in [
            vec![limit("caller", 1, 0, 0)],
            vec![limit("caller", 1, 10, 60_000), limit("caller", 2, 999_999, 1), limit("address", 10, 1, 9_001)],
        ] {
            let written = list(states.iter(), state, 0).unwrap();
            assert_eq!(written.len(), room(&states), "{written:?}");
        }
    }

    #[test]
    fn a_route_without_limits_has_no_fields() {
        assert!(written(|headers| RateStates::default().write(headers)).is_empty());
    }

    #[test]
    fn a_refusal_names_only_what_refused_and_when_to_return() {
        let states = [limit("caller", 1, 0, 4_001), limit("address", 1, 7, 60_000), limit("route", 1, 0, 900)];
        let exceeded = Exceeded::of(states.into_iter().collect());
        let expected = [
            ("ratelimit-policy", "\"caller\";q=10;w=60, \"address\";q=10;w=60, \"route\";q=10;w=60"),
            ("ratelimit", "\"caller\";r=0;t=5, \"route\";r=0;t=1"),
            ("retry-after", "5"),
        ];
        assert_eq!(written(|headers| exceeded.write(headers)), pairs(&expected));
        let names: Vec<String> = exceeded.violated().map(|name| name.to_string()).collect();
        assert_eq!(names, ["caller", "route"]);
    }

    #[test]
    fn a_wait_is_rounded_up_and_never_nothing() {
        for (wait_ms, expected) in [(0, "1"), (1, "1"), (1_000, "1"), (1_001, "2"), (59_999, "60")] {
            assert_eq!(retry_after(wait_ms), expected);
        }
    }
}
