//! Which part of a list a client asks for: bounded by the type.

use serde::de::{Deserialize, Deserializer, Error};

use crate::policy::{Kind, LONGEST_PAGE, Shape};

use super::fault::RAISE_RANGE;
use super::rules::{Bounded, Input};
use super::violations::{FieldPath, Violations};

/// The last page that can be asked for.
pub(crate) const LAST_PAGE: u32 = 1_000_000;
/// How many a page has where a client does not say.
const USUAL: u32 = 20;

/// A page of at most `MAX` elements (and `MAX` at most 1000): `Valid<Query<Page<100>>>`.
///
/// A client writes `?page=2&per_page=50`; without, it gets the first page, and 20 a page. A query that has more in it than
/// this takes the two by their types, and joins them with [`Page::of`]:
///
/// ```
/// # use secure_api::prelude::*;
/// #[input]
/// struct Search {
///     #[serde(default)]
///     page: PageNumber,
///     #[serde(default)]
///     per_page: PerPage<50>,
///     title: Text<1, 80>,
/// }
///
/// # fn of(search: Search) -> Page<50> {
/// Page::of(search.page, search.per_page)
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page<const MAX: u32> {
    page: PageNumber,
    per_page: PerPage<MAX>,
}

/// The number of a page, from 1 to 1,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageNumber(u32);

/// How many elements a page has, from 1 to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerPage<const MAX: u32>(u32);

impl<const MAX: u32> Page<MAX> {
    /// A page by its number and its length.
    #[must_use]
    pub const fn of(page: PageNumber, per_page: PerPage<MAX>) -> Self {
        Self { page, per_page }
    }

    /// Its number, from 1.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.page.0
    }

    /// How many elements it has at most.
    #[must_use]
    pub const fn per_page(&self) -> u32 {
        self.per_page.0
    }

    /// How many elements come before it: fewer than a billion, since the two are bounded.
    #[must_use]
    pub const fn offset(&self) -> u32 {
        self.page.0.saturating_sub(1).saturating_mul(self.per_page.0)
    }
}

impl Default for PageNumber {
    fn default() -> Self {
        Self(1)
    }
}

impl<const MAX: u32> PerPage<MAX> {
    // The audit says it better; this is for a page that is no argument.
    const MOST: u32 = {
        assert!(MAX >= 1 && MAX <= LONGEST_PAGE, "a page has from 1 to 1000 elements");
        MAX
    };
}

impl<const MAX: u32> Default for PerPage<MAX> {
    fn default() -> Self {
        Self(USUAL.min(Self::MOST))
    }
}

/// A number up to `most`, and not 0.
fn counted<'de, D: Deserializer<'de>>(deserializer: D, most: u32) -> Result<u32, D::Error> {
    let number = u32::deserialize(deserializer)?;
    if (1..=most).contains(&number) || !guard!(PageRange) { Ok(number) } else { Err(D::Error::custom(RAISE_RANGE)) }
}

impl<'de> Deserialize<'de> for PageNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        counted(deserializer, LAST_PAGE).map(Self)
    }
}

impl<'de, const MAX: u32> Deserialize<'de> for PerPage<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        counted(deserializer, Self::MOST).map(Self)
    }
}

#[diagnostic::do_not_recommend]
impl Bounded for PageNumber {
    const SHAPE: &'static Shape = &Shape::value(Kind::Integer { min: 1, max: LAST_PAGE as u128 });
}

#[diagnostic::do_not_recommend]
impl<const MAX: u32> Bounded for PerPage<MAX> {
    const SHAPE: &'static Shape =
        &Shape { page: Some(MAX), ..Shape::value(Kind::Integer { min: 1, max: MAX as u128 }) };
}

#[diagnostic::do_not_recommend]
impl<const MAX: u32> Bounded for Page<MAX> {
    const SHAPE: &'static Shape = <Self as Input>::SHAPE;
}

// Its two fields are in their ranges from the moment they are read.
#[diagnostic::do_not_recommend]
impl<const MAX: u32> Input for Page<MAX> {
    const SHAPE: &'static Shape = &Shape { page: Some(MAX), ..Shape::object::<Self>(&[]) };
    fn check(&self, _: &FieldPath<'_>, _: &mut Violations) {}
}

impl<'de, const MAX: u32> Deserialize<'de> for Page<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// serde's derive, which knows fields left out, given twice and unknown.
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields, rename = "Page")]
        struct Read<const MAX: u32> {
            #[serde(default)]
            page: PageNumber,
            #[serde(default)]
            per_page: PerPage<MAX>,
        }
        let read = Read::<MAX>::deserialize(deserializer)?;
        Ok(Self::of(read.page, read.per_page))
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_form;
    use super::*;

    fn read(query: &str) -> Option<(u32, u32, u32)> {
        let page: Page<50> = read_form(query.as_bytes()).ok()?;
        Some((page.number(), page.per_page(), page.offset()))
    }

    #[test]
    fn both_are_in_their_ranges_or_refused() {
        assert_eq!(read(""), Some((1, 20, 0)));
        assert_eq!(read("page=3"), Some((3, 20, 40)));
        assert_eq!(read("per_page=50&page=1000000"), Some((1_000_000, 50, 49_999_950)));
        for query in
            ["page=0", "page=1000001", "per_page=0", "per_page=51", "page=-1", "page=x", "page=1&page=2", "x=1"]
        {
            assert_eq!(read(query), None, "{query}");
        }
    }

    #[test]
    fn the_usual_length_is_never_more_than_the_most() {
        assert_eq!(PerPage::<5>::default(), PerPage(5));
        assert_eq!(PerPage::<1000>::default(), PerPage(20));
    }
}
