//! A limit written as one sentence, read at run time: `600/min per address`.
//!
//! The macros read the same grammar at compile time, with spans. Both are held together by one corpus in the tests.

use core::fmt;

use super::{Rate, RateKey};

/// The longest window, 7 days: a limiter keeps what it counts for as long.
const MOST_SECONDS: u32 = 7 * 24 * 60 * 60;
/// The most calls a window holds.
const MOST_CALLS: u32 = 1_000_000;

/// Why a text is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RateError {
    /// Not `count/window`.
    Shape,
    /// The count is no number from 1 to 1,000,000.
    Count,
    /// The window is no number with `s`, `min`, `h` or `day`, of 7 days at most.
    Window,
    /// What follows the window is neither `per caller`, `per address`, `per route` nor `burst N` with N no less than the count.
    Suffix,
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RateError::Shape => "it is not `count/window`",
            RateError::Count => "the count is not a number from 1 to 1000000",
            RateError::Window => "the window is not one of `s`, `min`, `h`, `day`, or a number of them up to 7 days",
            RateError::Suffix => "after the window stands `per caller`, `per address` or `per route`, or `burst N`",
        })
    }
}

impl core::error::Error for RateError {}

impl Rate {
    /// Reads a limit: `10/min`, `100/15min per address`, `10/min burst 20`. Without `per` it counts callers.
    ///
    /// # Errors
    /// What part of the text is wrong.
    pub fn parse(text: &str) -> Result<Self, RateError> {
        let mut words = text.split_ascii_whitespace();
        let (count, window) = words.next().and_then(|limit| limit.split_once('/')).ok_or(RateError::Shape)?;
        let count = number(count).ok_or(RateError::Count)?;
        let mut rate =
            Rate { count, window_s: seconds(window).ok_or(RateError::Window)?, burst: 0, key: RateKey::Caller };
        let (mut keyed, mut bursts) = (false, false);
        while let Some(word) = words.next() {
            let next = words.next().ok_or(RateError::Suffix)?;
            match (word, next) {
                ("per", "caller") if !keyed => rate.key = RateKey::Caller,
                ("per", "address") if !keyed => rate.key = RateKey::Address,
                ("per", "route") if !keyed => rate.key = RateKey::Route,
                ("burst", most) if !bursts => {
                    rate.burst = number(most).filter(|most| *most >= count).ok_or(RateError::Suffix)?;
                }
                _ => return Err(RateError::Suffix),
            }
            keyed |= word == "per";
            bursts |= word == "burst";
        }
        Ok(rate)
    }
}

/// Digits only, without a sign; not 0.
fn number(text: &str) -> Option<u32> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten().filter(|number| (1..=MOST_CALLS).contains(number))
}

fn seconds(window: &str) -> Option<u32> {
    let digits = window.bytes().take_while(u8::is_ascii_digit).count();
    let (many, unit) = window.split_at_checked(digits)?;
    let many = if many.is_empty() { 1 } else { number(many)? };
    let unit: u32 = match unit {
        "s" => 1,
        "min" => 60,
        "h" => 60 * 60,
        "day" => 24 * 60 * 60,
        _ => return None,
    };
    many.checked_mul(unit).filter(|seconds| *seconds <= MOST_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_read() {
        let rate = |count, window_s, burst, key| Ok(Rate { count, window_s, burst, key });
        assert_eq!(Rate::parse("10/min"), rate(10, 60, 0, RateKey::Caller));
        assert_eq!(Rate::parse("100/15min per address"), rate(100, 900, 0, RateKey::Address));
        assert_eq!(Rate::parse("10/min burst 20"), rate(10, 60, 20, RateKey::Caller));
        assert_eq!(Rate::parse("5/2h burst 9 per route"), rate(5, 7200, 9, RateKey::Route));
        assert_eq!(Rate::parse("1/day"), rate(1, 86_400, 0, RateKey::Caller));
    }

    #[test]
    fn anything_else_is_refused() {
        for (text, error) in [
            ("", RateError::Shape),
            ("10", RateError::Shape),
            ("0/min", RateError::Count),
            ("-1/min", RateError::Count),
            ("99999999999/min", RateError::Count),
            ("10/", RateError::Window),
            ("10/minute", RateError::Window),
            ("10/0min", RateError::Window),
            ("10/8day", RateError::Window),
            ("10/99999999999day", RateError::Window),
            ("10/min per", RateError::Suffix),
            ("10/min per planet", RateError::Suffix),
            ("10/min per route per route", RateError::Suffix),
            ("10/min burst 5", RateError::Suffix),
        ] {
            assert_eq!(Rate::parse(text), Err(error), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_read_as_a_limit_that_admits_nothing_or_everything(text in "[0-9]{0,9}/?[0-9]{0,9}(s|min|h|day|d)?( per (caller|route)| burst [0-9]{1,9}|.{0,8}){0,3}") {
            if let Ok(rate) = Rate::parse(&text) {
                proptest::prop_assert!(rate.count > 0 && rate.window_s > 0 && rate.window_s <= MOST_SECONDS);
                proptest::prop_assert!(rate.quota() >= rate.count && rate.quota() <= MOST_CALLS);
            }
        }
    }
}
