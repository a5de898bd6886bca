//! The rules of limits: a bound bounds something, and a rate can be reached.

use crate::handle::ArgInfo;
use crate::policy::text::Text;
use crate::policy::{Method, Rate, RateKey, RoutePolicy};

/// A bound on bodies stands where one is read.
pub(super) const fn body(policy: &RoutePolicy, args: &[ArgInfo]) -> Option<Text> {
    let mut place = 0;
    while place < args.len() {
        if args[place].body {
            return None;
        }
        place += 1;
    }
    let help = match policy.method {
        Method::Get | Method::Delete => "leave it out",
        _ => "leave it out, or take `Valid<Json<T>>` with `#[input]` on `T`",
    };
    Some(Text::of(&["`body` bounds nothing: this handler reads none\nhelp: ", help]).rule("SA0132"))
}

/// A rate beside others refuses calls that the others admit.
pub(super) const fn rate_beside(policy: &RoutePolicy, place: usize) -> Option<Text> {
    let (rates, mut other) = (policy.rates, 0);
    while other < rates.len() {
        // Of two that are the same, the second is one too many.
        let twice = same(&rates[other], &rates[place]);
        if other != place && is_within(&rates[other], &rates[place]) && (!twice || other < place) {
            let text = "this rate refuses nothing: another one of this route admits no more in any window\nhelp: leave it out, or let it be stricter than the other over its own window";
            return Some(Text::of(&[text]).rule("SA0133"));
        }
        other += 1;
    }
    None
}

/// Whether whatever `strict` admits `lenient` admits too.
const fn is_within(strict: &Rate, lenient: &Rate) -> bool {
    if same(strict, lenient) {
        return true;
    }
    let counts_it = matches!(strict.key, RateKey::Route) || strict.key as u8 == lenient.key as u8;
    // Beside its window, a burst has a bucket, which is another condition; and no window is divided by zero.
    if !counts_it || lenient.burst > lenient.count || strict.window_s == 0 {
        return false;
    }
    let windows = lenient.window_s.div_ceil(strict.window_s) as u64;
    strict.quota() as u64 * windows <= lenient.count as u64
}

const fn same(one: &Rate, other: &Rate) -> bool {
    one.count == other.count
        && one.window_s == other.window_s
        && one.burst == other.burst
        && one.key as u8 == other.key as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn rate(count: u32, window_s: u32, burst: u32, key: RateKey) -> Rate {
        Rate { count, window_s, burst, key }
    }

    #[test]
    fn a_rate_is_within_another_only_where_every_window_shows_it() {
        use RateKey::{Caller, Route};
        let within = |strict, lenient| is_within(&strict, &lenient);
        assert!(within(rate(10, 60, 0, Caller), rate(20, 60, 0, Caller)));
        assert!(within(rate(10, 60, 0, Caller), rate(10, 60, 0, Caller)));
        assert!(within(rate(1, 60, 0, Caller), rate(60, 3600, 0, Caller)));
        assert!(within(rate(10, 60, 0, Route), rate(10, 60, 0, Caller)));
        assert!(within(rate(10, 60, 20, Caller), rate(20, 60, 0, Caller)));
        assert!(!within(rate(1, 60, 0, Caller), rate(59, 3600, 0, Caller)));
        assert!(!within(rate(10, 60, 0, Caller), rate(19, 61, 0, Caller)));
        assert!(!within(rate(10, 60, 0, Caller), rate(20, 60, 0, Route)));
        assert!(!within(rate(10, 60, 20, Caller), rate(19, 60, 0, Caller)));
        assert!(!within(rate(10, 1, 0, Caller), rate(10, 60, 20, Caller)));
    }
}
