//! `10/min per caller burst 20`: how often.

use super::{Mistake, did_you_mean, number_and_unit};

const UNITS: [(&str, u32); 4] = [("s", 1), ("min", 60), ("h", 3600), ("day", 86_400)];
const EXAMPLE: &str = "write a count and a window: \"10/min\", \"100/15min per address\", \"10/min burst 20\"";
/// A limiter keeps what it counts for the length of the window.
const LONGEST_S: u32 = 7 * 86_400;
/// A limiter of never more than N keeps a mark a call.
const MOST: u32 = 1_000_000;

/// Whose calls are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CountedBy {
    Caller,
    Address,
    Route,
}

/// A rate as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RateText {
    pub(crate) count: u32,
    pub(crate) window_s: u32,
    /// 0 where none is written.
    pub(crate) burst: u32,
    pub(crate) per: Option<CountedBy>,
}

/// Reads one rate.
pub(crate) fn rate(text: &str) -> Result<RateText, Mistake> {
    let mut words = text.split_whitespace();
    let first = words.next().ok_or_else(|| Mistake::new("a rate is empty", EXAMPLE))?;
    let Some((count, window)) = first.split_once('/') else {
        return Err(Mistake::new(format!("`{text}` is not a rate"), EXAMPLE));
    };
    let count = positive(count, "the count", text)?;
    let mut rate = RateText { count, window_s: window_of(window)?, burst: 0, per: None };
    while let Some(word) = words.next() {
        match word {
            "per" if rate.per.is_some() => return Err(twice("per", text)),
            "per" => rate.per = Some(counted_by(words.next().unwrap_or_default())?),
            "burst" if rate.burst > 0 => return Err(twice("burst", text)),
            "burst" => rate.burst = burst_of(words.next().unwrap_or_default(), rate.count, text)?,
            other => {
                let near = did_you_mean(other, &["per", "burst"]).map(|near| format!("did you mean `{near}`? "));
                let what = format!("`{other}` is not a part of a rate");
                return Err(Mistake::new(what, near.unwrap_or_default() + EXAMPLE));
            }
        }
    }
    Ok(rate)
}

fn positive(number: &str, which: &str, text: &str) -> Result<u32, Mistake> {
    let plain = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
    if !plain {
        return Err(Mistake::new(format!("{which} of `{text}` is not a whole number"), EXAMPLE));
    }
    match number.parse::<u32>() {
        Ok(0) => Err(Mistake::new(format!("{which} of `{text}` is 0, which lets nobody in"), EXAMPLE)),
        Ok(number) if number <= MOST => Ok(number),
        _ => Err(Mistake::new(format!("{which} of `{text}` is too large"), format!("write at most {MOST}"))),
    }
}

fn window_of(window: &str) -> Result<u32, Mistake> {
    let (number, unit) = number_and_unit(window);
    let names: Vec<&str> = UNITS.iter().map(|(name, _)| *name).collect();
    let Some((_, seconds)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        let near = match unit {
            "sec" | "secs" | "second" | "seconds" => Some("s"),
            "m" | "mins" | "minute" | "minutes" => Some("min"),
            "hr" | "hrs" | "hour" | "hours" => Some("h"),
            "d" | "days" => Some("day"),
            other => did_you_mean(other, &names),
        };
        let near = near.map(|near| format!("did you mean `{near}`? "));
        let help = near.unwrap_or_default() + "the units are s, min, h and day: \"10/min\"";
        return Err(Mistake::new(format!("`{unit}` is not a unit of time of a rate"), help));
    };
    let number = if number.is_empty() { 1 } else { positive(number, "the window", window)? };
    match number.checked_mul(*seconds) {
        Some(window_s) if window_s <= LONGEST_S => Ok(window_s),
        _ => Err(Mistake::new(
            format!("a window of `{window}` is longer than a limiter remembers"),
            "write at most 7day",
        )),
    }
}

fn counted_by(word: &str) -> Result<CountedBy, Mistake> {
    match word {
        "caller" => Ok(CountedBy::Caller),
        "address" => Ok(CountedBy::Address),
        "route" => Ok(CountedBy::Route),
        other => {
            let near = match other {
                "user" | "identity" | "subject" | "token" => Some("caller"),
                "ip" | "client" | "peer" => Some("address"),
                other => did_you_mean(other, &["caller", "address", "route"]),
            };
            let near = near.map(|near| format!("did you mean `per {near}`? ")).unwrap_or_default();
            let help = format!("{near}calls are counted `per caller`, `per address` or `per route`");
            Err(Mistake::new(format!("`per {other}` is not whose calls are counted"), help))
        }
    }
}

fn burst_of(number: &str, count: u32, text: &str) -> Result<u32, Mistake> {
    let burst = positive(number, "the burst", text)?;
    if burst >= count {
        return Ok(burst);
    }
    let what = format!("a burst of {burst} is less than the {count} that the window sustains");
    Err(Mistake::new(what, format!("write `burst {count}` or more, or leave it out")))
}

fn twice(word: &str, text: &str) -> Mistake {
    Mistake::new(format!("`{word}` stands twice in `{text}`"), "say it once, or give a list: [\"10/min\", \"100/h\"]")
}

#[cfg(test)]
mod tests {
    use super::{CountedBy, RateText, rate};

    fn plain(count: u32, window_s: u32) -> RateText {
        RateText { count, window_s, burst: 0, per: None }
    }

    #[test]
    fn the_grammar_is_read() {
        assert_eq!(rate("10/min"), Ok(plain(10, 60)));
        assert_eq!(rate("100/15min"), Ok(plain(100, 900)));
        assert_eq!(rate("5/s per address"), Ok(RateText { per: Some(CountedBy::Address), ..plain(5, 1) }));
        assert_eq!(rate("10/min burst 20"), Ok(RateText { burst: 20, ..plain(10, 60) }));
        let all = RateText { burst: 20, per: Some(CountedBy::Route), ..plain(10, 3600) };
        assert_eq!(rate("10/h burst 20 per route"), Ok(all));
    }

    #[test]
    fn mistakes_say_what_to_write() {
        for (wrong, says) in [
            ("", "count and a window"),
            ("10", "10/min"),
            ("0/min", "10/min"),
            ("10/0min", "10/min"),
            ("10/minute", "did you mean `min`"),
            ("10/m", "did you mean `min`"),
            ("10/fortnight", "units are"),
            ("ten/min", "10/min"),
            ("-1/min", "10/min"),
            ("+1/min", "10/min"),
            ("99999999999/min", "at most"),
            ("10/99999day", "at most"),
            ("10/min per ip", "did you mean `per address`"),
            ("10/min per", "counted"),
            ("10/min burst 5", "burst 10"),
            ("10/min burst", "10/min"),
            ("10/min brust 20", "did you mean `burst`"),
            ("10/min per caller per route", "say it once"),
        ] {
            let mistake = rate(wrong).expect_err(wrong);
            assert!(mistake.help.contains(says), "{wrong}: {mistake:?}");
            assert!(!mistake.what.is_empty());
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = rate(&text);
        }

        #[test]
        fn what_is_written_is_what_is_meant(count in 1_u32..=1_000_000, window in 1_u32..=168) {
            proptest::prop_assert_eq!(rate(&format!("{count}/{window}h")), Ok(plain(count, window * 3600)));
        }
    }
}
