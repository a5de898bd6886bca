//! Text that cannot be longer than its type says.

use core::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// Text of `MIN` to `MAX` characters.
///
/// A character is a Unicode scalar value, as JSON Schema and `validator` count: at most four bytes.
///
/// It does not become part of other text by itself: it has no `Display`, and its `Debug` tells its length alone.
/// [`as_str`](Self::as_str) takes it out.
///
/// ```
/// use secure_api::validate::Text;
///
/// let title: Text<1, 120> = "Bounded".try_into()?;
/// assert_eq!(title, "Bounded");
/// assert!(Text::<1, 120>::try_from("").is_err());
/// # Ok::<(), secure_api::validate::OutOfBounds>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text, without its bounds.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    const fn bounds() -> OutOfBounds {
        const { assert!(MIN <= MAX, "`Text<MIN, MAX>` holds nothing: its MIN is greater than its MAX") };
        OutOfBounds { min: MIN, max: MAX }
    }

    fn check(text: &str) -> Result<(), OutOfBounds> {
        let bounds = Self::bounds();
        // A character takes one to four bytes.
        if text.len() <= MAX && text.len().div_ceil(4) >= MIN {
            return Ok(());
        }
        // Counting stops where it no longer matters.
        let count = text.chars().take(MAX.saturating_add(1)).count();
        if (MIN..=MAX).contains(&count) || !guard!(TextLength) { Ok(()) } else { Err(bounds) }
    }
}

/// A text or a list is shorter or longer than its type allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfBounds {
    pub(super) min: usize,
    pub(super) max: usize,
}

impl fmt::Display for OutOfBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a length from {} to {}", self.min, self.max)
    }
}

impl std::error::Error for OutOfBounds {}

impl<const MIN: usize, const MAX: usize> TryFrom<String> for Text<MIN, MAX> {
    type Error = OutOfBounds;

    fn try_from(text: String) -> Result<Self, OutOfBounds> {
        Self::check(&text)?;
        Ok(Self(text))
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<&str> for Text<MIN, MAX> {
    type Error = OutOfBounds;

    fn try_from(text: &str) -> Result<Self, OutOfBounds> {
        Self::check(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl<const MIN: usize, const MAX: usize> From<Text<MIN, MAX>> for String {
    fn from(text: Text<MIN, MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> Default for Text<0, MAX> {
    fn default() -> Self {
        Self(String::new())
    }
}

impl<const MIN: usize, const MAX: usize> PartialEq<str> for Text<MIN, MAX> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl<const MIN: usize, const MAX: usize> PartialEq<&str> for Text<MIN, MAX> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == **other
    }
}

/// What a client sent stays out of logs.
impl<const MIN: usize, const MAX: usize> fmt::Debug for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} characters)", self.0.chars().count())
    }
}

impl<const MIN: usize, const MAX: usize> Serialize for Text<MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Text<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(TextVisitor)
    }
}

struct TextVisitor<const MIN: usize, const MAX: usize>;

impl<const MIN: usize, const MAX: usize> Visitor<'_> for TextVisitor<MIN, MAX> {
    type Value = Text<MIN, MAX>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "text with {}", Text::<MIN, MAX>::bounds())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        text.try_into().map_err(|_| E::invalid_length(text.chars().count(), &self))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
        match Text::<MIN, MAX>::check(&text) {
            Ok(()) => Ok(Text(text)),
            Err(_) => Err(E::invalid_length(text.chars().count(), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fault::FaultKind;
    use super::super::from_slice;
    use super::*;

    #[test]
    fn length_counts_characters_and_both_bounds_are_inclusive() {
        type Short = Text<2, 3>;
        for (text, fits) in [("", false), ("é", false), ("éé", true), ("🦀🦀🦀", true), ("éééé", false)] {
            assert_eq!(Short::try_from(text).is_ok(), fits, "{text}");
            assert_eq!(Short::try_from(text.to_owned()).is_ok(), fits, "{text}");
            assert_eq!(serde_json::from_value::<Short>(text.into()).is_ok(), fits, "{text}");
            let json = serde_json::to_vec(text).unwrap();
            let ours = from_slice::<Short>(&json).map_err(|fault| fault.kind());
            assert_eq!(ours, Short::try_from(text).map_err(|_| FaultKind::Length), "{text}");
        }
    }

    #[test]
    fn it_is_compared_as_the_text_that_it_is() {
        let text = Text::<1, 9>::try_from("draft").unwrap();
        assert_eq!(text, "draft");
        assert_ne!(text, "drafts");
        assert!(text == *"draft" && text != *"drafts");
        assert!(!text.is_empty() && Text::<0, 9>::try_from("").unwrap().is_empty());
        assert_eq!(String::from(text.clone()), "draft");
        assert_eq!(text.into_string(), "draft");
    }

    #[test]
    fn an_escaped_text_is_measured_as_it_reads() {
        assert!(from_slice::<Text<1, 1>>(br#""\u00e9""#).is_ok());
        assert!(from_slice::<Text<1, 1>>(br#""\u00e9\n""#).is_err());
    }

    #[test]
    fn a_refused_text_is_in_no_message() {
        let error = serde_json::from_str::<Text<0, 3>>(r#""canary""#).unwrap_err();
        assert!(!error.to_string().contains("canary"), "{error}");
        assert!(!Text::<0, 3>::try_from("canary").unwrap_err().to_string().contains("canary"));
    }

    #[test]
    fn debug_tells_the_length_alone() {
        assert_eq!(format!("{:?}", Text::<0, 9>::try_from("canäry").unwrap()), "Text(6 characters)");
    }

    #[test]
    fn a_number_is_no_text() {
        assert_eq!(from_slice::<Text<0, 3>>(b"12").unwrap_err().kind(), FaultKind::Type);
    }
}
