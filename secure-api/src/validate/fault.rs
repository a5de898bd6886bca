//! What is wrong with an input, without what the input said.

use core::fmt::{self, Display, Write};

use serde::de::{self, Expected, Unexpected};

/// A `Deserialize` impl that gives this text to `custom` is reported as `length`.
///
/// serde lets an impl say no more than a text. A fixed text keeps values out of faults: it is compared and dropped, and whatever
/// else an impl says is `format`. An impl that repeats a client's text can be led to the wrong code, never to another answer.
pub(crate) const RAISE_LENGTH: &str = "secure_api::length";
/// The same for `range`.
pub(crate) const RAISE_RANGE: &str = "secure_api::range";

/// The longest key that a path repeats.
const LONGEST_KEY: usize = 64;

/// What is wrong, as a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// Not the format at all.
    Syntax,
    /// Nested too deep.
    Depth,
    /// More parameters than are read.
    TooMany,
    /// A key that was there before.
    DuplicateKey,
    /// A field that nobody declared.
    UnknownField,
    /// A field that has to be there.
    Missing,
    /// Another type than declared.
    Type,
    /// A number that the declared type cannot hold.
    OutOfRange,
    /// Too short or too long.
    Length,
    /// A variant that nobody declared.
    UnknownVariant,
    /// Refused by the type for a reason of its own.
    Format,
}

impl FaultKind {
    /// The code a client sees. Stable.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            FaultKind::Syntax => "syntax",
            FaultKind::Depth => "depth",
            FaultKind::TooMany => "too_many",
            FaultKind::DuplicateKey => "duplicate_key",
            FaultKind::UnknownField => "unknown_field",
            FaultKind::Missing => "required",
            FaultKind::Type => "type",
            FaultKind::OutOfRange => "range",
            FaultKind::Length => "length",
            FaultKind::UnknownVariant => "unknown_variant",
            FaultKind::Format => "format",
        }
    }

    /// Whether the bytes are at fault, whatever type was to be read: 400 and not 422.
    pub(crate) const fn is_syntax(self) -> bool {
        matches!(self, FaultKind::Syntax | FaultKind::Depth | FaultKind::TooMany | FaultKind::DuplicateKey)
    }
}

/// What is wrong and where. Holds no value, and of the client's keys only those that [`is_reportable`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadFault {
    kind: FaultKind,
    path: String,
}

impl ReadFault {
    pub(crate) const fn new(kind: FaultKind) -> Self {
        Self { kind, path: String::new() }
    }

    pub(crate) const fn syntax() -> Self {
        Self::new(FaultKind::Syntax)
    }

    pub(crate) const fn mistyped() -> Self {
        Self::new(FaultKind::Type)
    }

    pub(crate) const fn kind(&self) -> FaultKind {
        self.kind
    }

    /// The wire path, as `address.city` or `tags[3]`. Empty for the whole input.
    pub(crate) fn into_path(self) -> String {
        self.path
    }

    /// The same fault, seen from the object that holds `key`. Below a key that is not reported nothing is.
    pub(crate) fn under_key(self, key: &str) -> Self {
        if is_reportable(key) { self.under(key.to_owned()) } else { Self::new(self.kind) }
    }

    /// The same fault, seen from the list.
    pub(crate) fn under_index(self, index: usize) -> Self {
        self.under(format!("[{index}]"))
    }

    fn under(self, mut step: String) -> Self {
        if !self.path.is_empty() && !self.path.starts_with('[') {
            step.push('.');
        }
        step.push_str(&self.path);
        Self { kind: self.kind, path: step }
    }
}

impl Display for ReadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(self.kind.code())
        } else {
            write!(f, "{}: {}", self.path, self.kind.code())
        }
    }
}

impl std::error::Error for ReadFault {}

impl de::Error for ReadFault {
    fn custom<T: Display>(message: T) -> Self {
        let kind = [(RAISE_LENGTH, FaultKind::Length), (RAISE_RANGE, FaultKind::OutOfRange)]
            .into_iter()
            .find_map(|(text, kind)| says(&message, text).then_some(kind));
        Self::new(kind.unwrap_or(FaultKind::Format))
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::mistyped()
    }

    fn invalid_value(found: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new(match found {
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => FaultKind::OutOfRange,
            // serde puts a 128-bit integer that does not fit into `Other`, beside nothing else of its own.
            Unexpected::Other(_) => FaultKind::OutOfRange,
            _ => FaultKind::Format,
        })
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::new(FaultKind::Length)
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(FaultKind::UnknownVariant)
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::new(FaultKind::UnknownField).under_key(field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(FaultKind::Missing).under(field.to_owned())
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(FaultKind::DuplicateKey).under(field.to_owned())
    }
}

/// Whether a name from outside may be repeated: `[A-Za-z0-9_-]{1,64}` (C85).
pub(crate) fn is_reportable(key: &str) -> bool {
    let is_plain = |key: &str| key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    ((1..=LONGEST_KEY).contains(&key.len()) && is_plain(key)) || !guard!(FieldNames)
}

/// Whether `message` says exactly `text`, found out without keeping any of it: it may hold a value.
fn says(message: &impl Display, text: &str) -> bool {
    struct Left<'t>(&'t str);
    impl Write for Left<'_> {
        fn write_str(&mut self, part: &str) -> fmt::Result {
            self.0 = self.0.strip_prefix(part).ok_or(fmt::Error)?;
            Ok(())
        }
    }
    let mut left = Left(text);
    write!(left, "{message}").is_ok() && left.0.is_empty()
}

#[cfg(test)]
mod tests {
    use serde::de::Error as _;

    use super::*;

    const CANARY: &str = "canary-7f3a";

    #[test]
    fn no_constructor_keeps_what_was_submitted() {
        let expected: &dyn Expected = &"something";
        let value = Unexpected::Str(CANARY);
        let faults = [
            ReadFault::custom(CANARY),
            ReadFault::custom(format!("{RAISE_LENGTH}{CANARY}")),
            ReadFault::invalid_type(value, expected),
            ReadFault::invalid_value(value, expected),
            ReadFault::unknown_variant(CANARY, &["a"]),
            ReadFault::unknown_field(&format!("{CANARY} {CANARY}"), &["a"]),
        ];
        for fault in faults {
            assert!(!format!("{fault} {fault:?}").contains(CANARY), "{fault:?}");
        }
    }

    #[test]
    fn a_type_raises_a_chosen_code_by_its_exact_text_only() {
        assert_eq!(ReadFault::custom(RAISE_LENGTH).kind(), FaultKind::Length);
        assert_eq!(ReadFault::custom(RAISE_RANGE).kind(), FaultKind::OutOfRange);
        assert_eq!(ReadFault::custom("secure_api::lengt").kind(), FaultKind::Format);
        assert_eq!(ReadFault::custom("secure_api::length!").kind(), FaultKind::Format);
        assert_eq!(ReadFault::custom("").kind(), FaultKind::Format);
    }

    #[test]
    fn a_path_stops_above_a_key_that_may_not_be_repeated() {
        let deep = ReadFault::mistyped().under_key("city").under_index(3);
        assert_eq!(deep.clone().under_key("addresses").into_path(), "addresses[3].city");
        assert_eq!(deep.clone().under_key("a b").under_key("outer").into_path(), "outer");
        assert_eq!(deep.clone().under_key(&"k".repeat(64)).into_path().len(), 64 + "[3].city".len());
        assert_eq!(deep.clone().under_key(&"k".repeat(65)).into_path(), "");
        assert_eq!(deep.under_key("").into_path(), "");
    }
}
