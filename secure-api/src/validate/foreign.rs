//! Types of other crates that a field or a path may hold, a feature each. None changes a default.
//!
//! | feature | types | notes |
//! |---|---|---|
//! | `uuid` | `Uuid` | may name an object |
//! | `time` | `OffsetDateTime`, `Date` | put `#[serde(with = "time::serde::rfc3339")]` on a date with a time |
//! | `chrono` | `DateTime<Utc>`, `DateTime<FixedOffset>`, `NaiveDate`, `NaiveDateTime`, `NaiveTime` | |
//! | `url` | `Url` | at most 2048 bytes, `http` or `https`, and without a name and a password in it |
//! | `decimal` | `rust_decimal::Decimal` | as text: a number of JSON goes through binary fractions in most clients |

use super::Bounded;
#[cfg(feature = "chrono")]
use super::PathValue;
#[cfg(feature = "url")]
use super::violations::{FieldPath, Violations};
#[cfg(feature = "chrono")]
use crate::handle::PathPart;
use crate::policy::{Kind, Shape};

/// The longest URL that is taken: what common clients and servers pass on.
#[cfg(feature = "url")]
const LONGEST_URL: usize = 2048;

#[cfg(feature = "uuid")]
#[diagnostic::do_not_recommend]
impl Bounded for uuid::Uuid {
    const SHAPE: &'static Shape = &Shape::word(Kind::format("uuid"));
}

#[cfg(any(feature = "chrono", feature = "decimal", feature = "time"))]
macro_rules! plain {
    ($($ty:ty: $format:literal),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Bounded for $ty {
            const SHAPE: &'static Shape = &Shape::value(Kind::format($format));
        }
    )*};
}

#[cfg(feature = "time")]
plain!(time::OffsetDateTime: "time-offset-date-time", time::Date: "date");

#[cfg(feature = "chrono")]
plain!(
    chrono::DateTime<chrono::Utc>: "date-time",
    chrono::DateTime<chrono::FixedOffset>: "date-time",
    chrono::NaiveDate: "date",
    chrono::NaiveDateTime: "local-date-time",
    chrono::NaiveTime: "local-time",
);

#[cfg(feature = "decimal")]
plain!(rust_decimal::Decimal: "decimal");

/// A day may be the name of a thing, as that of a report.
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl PathValue for chrono::NaiveDate {
    const PART: PathPart = PathPart { type_name: "NaiveDate", no_id: "" };
    const SHAPE: &'static Shape = <Self as Bounded>::SHAPE;
    fn from_param(text: &str) -> Option<Self> {
        // One spelling a day: `parse` also takes `2026-1-1`.
        text.parse().ok().filter(|day: &Self| day.to_string() == text)
    }
    fn to_param(&self) -> String {
        self.to_string()
    }
}

#[cfg(feature = "url")]
#[diagnostic::do_not_recommend]
impl Bounded for url::Url {
    const SHAPE: &'static Shape = &Shape::value(Kind::Text { min: 0, max: LONGEST_URL, format: "uri" });
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
        if self.as_str().len() > LONGEST_URL {
            found.push(at, "length");
        }
        // `javascript:` runs where it is clicked, `file:` reads where it is fetched; a password ends up in logs.
        if !matches!(self.scheme(), "http" | "https") || !self.username().is_empty() || self.password().is_some() {
            found.push(at, "url");
        }
    }
}

#[cfg(all(test, feature = "url"))]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_of_the_web_names_nobody_and_is_no_longer_than_is_said() {
        let found = |text: &str| {
            let mut found = Violations::new();
            text.parse::<url::Url>().unwrap().check(&FieldPath::root(), &mut found);
            found.iter().map(|violation| violation.code().to_owned()).collect::<Vec<_>>()
        };
        let of_length = |length: usize| format!("https://a.test/{}", "x".repeat(length - 15));
        for right in ["http://a.test/", "https://a.test/?q#f", &of_length(LONGEST_URL)] {
            assert_eq!(found(right), [""; 0], "{right}");
        }
        for wrong in ["javascript:alert(1)", "file:///etc/passwd", "https://u@a.test/", "https://:p@a.test/"] {
            assert_eq!(found(wrong), ["url"], "{wrong}");
        }
        assert_eq!(found(&of_length(LONGEST_URL + 1)), ["length"]);
    }
}
