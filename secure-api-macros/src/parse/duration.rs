//! `5s`: the time a handler has.

use super::{Mistake, number_and_unit};

/// Nobody waits longer for an answer, and a slot is held as long.
const MOST_MS: u64 = 10 * 60 * 1000;

/// Milliseconds.
pub(crate) fn duration_ms(text: &str) -> Result<u64, Mistake> {
    let (number, unit) = number_and_unit(text.trim());
    let wrong = || Mistake::new(format!("`{text}` is not a time"), "write a number and a unit (ms, s, min): \"5s\"");
    let factor = match unit {
        "ms" => 1,
        "s" => 1000,
        "min" => 60_000,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    match number.checked_mul(factor) {
        Some(0) => Err(Mistake::new("no handler answers in no time", "leave out the key `timeout`, or write \"5s\"")),
        Some(ms) if ms <= MOST_MS => Ok(ms),
        _ => Err(Mistake::new(format!("`{text}` is longer than a request may take"), "write at most \"10min\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::duration_ms;

    #[test]
    fn times_are_milliseconds() {
        assert_eq!(duration_ms("250ms"), Ok(250));
        assert_eq!(duration_ms("5s"), Ok(5_000));
        assert_eq!(duration_ms("1 min"), Ok(60_000));
    }

    #[test]
    fn zero_overflow_and_other_units_are_refused() {
        for wrong in ["0s", "99999999999999999999s", "11min", "5", "s", "5 seconds", "1h", "-1s"] {
            assert!(duration_ms(wrong).is_err(), "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = duration_ms(&text);
        }
    }
}
