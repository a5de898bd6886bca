//! Numbers as RFC 8259 writes them, for JSON and for form values alike.

use core::str::FromStr;

use super::fault::{FaultKind, ReadFault};

/// The text of one number, checked against the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number<'t> {
    text: &'t str,
    is_integer: bool,
}

impl<'t> Number<'t> {
    /// The number `text` begins with.
    pub(super) fn prefix_of(text: &'t str) -> Option<Self> {
        let bytes = text.as_bytes();
        let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
        let mut end = usize::from(bytes.first() == Some(&b'-'));
        end += match bytes.get(end)? {
            b'0' => 1,
            b'1'..=b'9' => digits(end),
            _ => return None,
        };
        let whole = end;
        if bytes.get(end) == Some(&b'.') {
            let fraction = digits(end + 1);
            if fraction == 0 {
                return None;
            }
            end += 1 + fraction;
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(end + 1 + sign);
            if exponent == 0 {
                return None;
            }
            end += 1 + sign + exponent;
        }
        Some(Self { text: text.get(..end)?, is_integer: end == whole })
    }

    /// The number that `text` is, from end to end.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        Self::prefix_of(text).filter(|number| number.len() == text.len())
    }

    pub(super) const fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) const fn is_integer(&self) -> bool {
        self.is_integer
    }

    pub(super) fn is_negative(&self) -> bool {
        self.text.starts_with('-')
    }

    pub(super) fn is_negative_zero(&self) -> bool {
        self.text == "-0"
    }

    /// Exactly this integer. A fraction or an exponent makes it another type, even where the value is whole.
    pub(super) fn integer<T: FromStr>(&self) -> Result<T, ReadFault> {
        if !self.is_integer {
            return Err(ReadFault::mistyped());
        }
        // The unsigned types of the standard library do not read a sign.
        let text = if self.is_negative_zero() { "0" } else { self.text };
        text.parse().map_err(|_| ReadFault::new(FaultKind::OutOfRange))
    }

    /// The nearest `f64`. What would become infinite is refused.
    pub(super) fn double(&self) -> Result<f64, ReadFault> {
        self.text.parse().ok().filter(|double: &f64| double.is_finite()).ok_or(ReadFault::new(FaultKind::OutOfRange))
    }

    /// The nearest `f32`, from the text and not by way of an `f64`: serde would round twice and let infinity through.
    pub(super) fn single(&self) -> Result<f32, ReadFault> {
        self.text.parse().ok().filter(|single: &f32| single.is_finite()).ok_or(ReadFault::new(FaultKind::OutOfRange))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_the_one_of_rfc_8259() {
        for text in ["0", "-0", "10", "1.5", "-0.0", "1e5", "1E+5", "1e-5", "0.1e1", "123456789012345678901234567890"] {
            assert!(Number::of(text).is_some(), "{text}");
        }
        for text in [
            "", "-", "+1", "01", "-01", ".5", "5.", "1.e5", "1e", "1e+", "0x1", "1_0", "NaN", "inf", "Infinity", " 1",
            "１",
        ] {
            assert!(Number::of(text).is_none(), "{text}");
        }
    }

    #[test]
    fn integers_are_exact_and_never_come_from_a_fraction() {
        let number = |text| Number::of(text).unwrap();
        assert_eq!(number("18446744073709551615").integer::<u64>(), Ok(u64::MAX));
        assert_eq!(number("-9223372036854775808").integer::<i64>(), Ok(i64::MIN));
        assert_eq!(number("170141183460469231731687303715884105727").integer::<i128>(), Ok(i128::MAX));
        assert_eq!(number("-0").integer::<u8>(), Ok(0));
        assert_eq!(number("18446744073709551616").integer::<u64>().unwrap_err().kind(), FaultKind::OutOfRange);
        assert_eq!(number("1.0").integer::<u64>().unwrap_err().kind(), FaultKind::Type);
        assert_eq!(number("1e2").integer::<u64>().unwrap_err().kind(), FaultKind::Type);
    }

    #[test]
    fn what_would_be_infinite_is_out_of_range() {
        let number = |text| Number::of(text).unwrap();
        assert_eq!(number("1.7976931348623157e308").double(), Ok(f64::MAX));
        assert!(number("1.8e308").double().is_err());
        assert!(number("-1e999999999999").double().is_err());
        assert!(number("1e39").single().is_err());
        assert!(number("1e39").double().is_ok());
        assert_eq!(number("1e-400").double(), Ok(0.0));
    }
}
