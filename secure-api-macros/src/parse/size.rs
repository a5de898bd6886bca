//! `64kb`: the most bytes of a body.

use super::{Mistake, number_and_unit};

/// No route reads more at once: a body is held in memory.
const MOST: u64 = 1 << 30;

/// Bytes, by the powers of 1024.
pub(crate) fn size(text: &str) -> Result<u64, Mistake> {
    let (number, unit) = number_and_unit(text.trim());
    let wrong = || Mistake::new(format!("`{text}` is not a size"), "write a number and a unit (b, kb, mb): \"64kb\"");
    let factor = match unit.to_ascii_lowercase().as_str() {
        "b" => 1,
        "kb" | "kib" => 1 << 10,
        "mb" | "mib" => 1 << 20,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    match number.checked_mul(factor) {
        Some(0) => Err(Mistake::new("a body of 0 bytes is no body", "leave out the key `body`, or write \"64kb\"")),
        Some(bytes) if bytes <= MOST => Ok(bytes),
        _ => Err(Mistake::new(format!("`{text}` is more than a body may have"), "write at most \"1024mb\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_powers_of_1024() {
        assert_eq!(size("64kb"), Ok(65_536));
        assert_eq!(size("2 MB"), Ok(2_097_152));
        assert_eq!(size("10b"), Ok(10));
    }

    #[test]
    fn zero_overflow_and_other_units_are_refused() {
        for wrong in ["0kb", "99999999999999999999kb", "17592186044416mb", "2gb", "kb", "", "64", "-1kb", "1.5mb"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = size(&text);
        }
    }
}
