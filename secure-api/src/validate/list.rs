//! A list that cannot hold more than its type says.

use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::text::OutOfBounds;

/// A list of `MIN` to `MAX` elements. Reading stops at the first one too many.
///
/// ```
/// use secure_api::validate::{List, Text};
///
/// type Tags = List<Text<1, 30>, 0, 10>;
/// let tags: Tags = vec!["rust".try_into()?].try_into()?;
/// assert_eq!(tags.len(), 1);
/// # Ok::<(), secure_api::validate::OutOfBounds>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct List<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> List<T, MIN, MAX> {
    /// The elements.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    /// The elements, without their bounds.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }

    const fn bounds() -> OutOfBounds {
        const { assert!(MIN <= MAX, "`List<T, MIN, MAX>` holds nothing: its MIN is greater than its MAX") };
        OutOfBounds { min: MIN, max: MAX }
    }
}

impl<T, const MIN: usize, const MAX: usize> TryFrom<Vec<T>> for List<T, MIN, MAX> {
    type Error = OutOfBounds;

    fn try_from(elements: Vec<T>) -> Result<Self, OutOfBounds> {
        let bounds = Self::bounds();
        if (MIN..=MAX).contains(&elements.len()) || !guard!(ListLength) { Ok(Self(elements)) } else { Err(bounds) }
    }
}

impl<T, const MIN: usize, const MAX: usize> From<List<T, MIN, MAX>> for Vec<T> {
    fn from(list: List<T, MIN, MAX>) -> Self {
        list.0
    }
}

impl<T, const MAX: usize> Default for List<T, 0, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MIN: usize, const MAX: usize> Deref for List<T, MIN, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MIN: usize, const MAX: usize> IntoIterator for List<T, MIN, MAX> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'l, T, const MIN: usize, const MAX: usize> IntoIterator for &'l List<T, MIN, MAX> {
    type Item = &'l T;
    type IntoIter = core::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Serialize, const MIN: usize, const MAX: usize> Serialize for List<T, MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

impl<'de, T: Deserialize<'de>, const MIN: usize, const MAX: usize> Deserialize<'de> for List<T, MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T, const MIN: usize, const MAX: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MIN: usize, const MAX: usize> Visitor<'de> for ListVisitor<T, MIN, MAX> {
    type Value = List<T, MIN, MAX>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list with {}", List::<T, MIN, MAX>::bounds())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut given: A) -> Result<Self::Value, A::Error> {
        // Nothing is reserved: what a format says about its length is the client's word.
        let mut elements = Vec::new();
        while elements.len() < MAX || !guard!(ListLength) {
            let Some(element) = given.next_element()? else {
                break;
            };
            elements.push(element);
        }
        let count = elements.len();
        // One too many is not built.
        if count == MAX && given.next_element::<IgnoredAny>()?.is_some() {
            return Err(A::Error::invalid_length(MAX.saturating_add(1), &self));
        }
        List::try_from(elements).map_err(|_| A::Error::invalid_length(count, &self))
    }
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;

    use super::super::fault::FaultKind;
    use super::super::from_slice;
    use super::*;

    #[test]
    fn both_bounds_are_inclusive() {
        type Few = List<u8, 1, 2>;
        for (json, fits) in [("[]", false), ("[1]", true), ("[1,2]", true), ("[1,2,3]", false)] {
            assert_eq!(serde_json::from_str::<Few>(json).is_ok(), fits, "{json}");
            let ours = from_slice::<Few>(json.as_bytes());
            assert_eq!(ours.is_ok(), fits, "{json}");
            assert!(ours.is_ok() || ours.is_err_and(|fault| fault.kind() == FaultKind::Length), "{json}");
        }
    }

    #[test]
    fn its_elements_are_those_that_came() {
        let list = || from_slice::<List<u8, 1, 3>>(b"[3,1,2]").unwrap();
        assert_eq!(list().into_vec(), [3, 1, 2]);
        assert_eq!(Vec::from(list()), [3, 1, 2]);
        assert_eq!(list().into_iter().collect::<Vec<_>>(), [3, 1, 2]);
    }

    #[test]
    fn elements_past_the_bound_are_not_built() {
        thread_local!(static BUILT: Cell<usize> = const { Cell::new(0) });
        struct Counted;
        impl<'de> Deserialize<'de> for Counted {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                BUILT.with(|built| built.set(built.get() + 1));
                u8::deserialize(deserializer).map(|_| Self)
            }
        }
        let many = format!("[{}1]", "1,".repeat(10_000));
        assert!(from_slice::<List<Counted, 0, 3>>(many.as_bytes()).is_err());
        assert_eq!(BUILT.with(Cell::get), 3);
    }

    #[test]
    fn one_too_many_is_a_length_to_any_format() {
        let error = serde_json::from_str::<List<u8, 0, 1>>("[1,2]").unwrap_err().to_string();
        assert!(error.starts_with("invalid length"), "{error}");
    }

    #[test]
    fn a_fault_in_an_element_names_its_place() {
        let fault = from_slice::<List<u8, 0, 9>>(b"[1,2,300]").unwrap_err();
        assert_eq!((fault.kind(), fault.into_path().as_str()), (FaultKind::OutOfRange, "[2]"));
    }
}
