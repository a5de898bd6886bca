//! How a declared type is written, field by field, for one audience.

use core::fmt;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use serde::{Serialize, Serializer};

use crate::policy::LONGEST_PAGE;
use crate::validate::{FileName, List, Text};

use super::{Audience, Declared, Link};

/// The type of a field that may be sent. Closed, so that an entity in a field is as visible as one in an answer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as output",
    label = "nothing says that this may be sent to a client",
    note = "send a view in its place, that holds what a client may see, and no more: `#[output] struct AuthorView {{ name: String }}`",
    note = "rule: SA0208 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0208/"
)]
pub trait Disclosed: 'static {
    /// Whether it is a list that nothing bounds.
    #[doc(hidden)]
    const ENDLESS: bool = false;
    /// Writes what an audience sees of it.
    ///
    /// # Errors
    /// Those of the format.
    #[doc(hidden)]
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error>;

    /// Says who sees what of it, and what somebody vouched for.
    #[doc(hidden)]
    fn declare(all: &mut Declared) {
        let _ = all;
    }
}

/// A value on its way to one audience. `DISCLOSED` is false for a type that nobody declared and somebody vouched for.
pub struct Shown<'a, T: ?Sized, const DISCLOSED: bool = true> {
    value: &'a T,
    audience: Audience<'a>,
}

impl<'a, T: ?Sized, const DISCLOSED: bool> Shown<'a, T, DISCLOSED> {
    /// For this audience.
    #[must_use]
    pub fn to(audience: Audience<'a>, value: &'a T) -> Self {
        Self { value, audience }
    }
}

impl<T: Disclosed> Shown<'_, T, true> {
    /// What the type declares.
    pub fn declare(all: &mut Declared) {
        T::declare(all);
    }
}

impl<T> Shown<'_, T, false> {
    /// A type that nobody declared declares nothing.
    pub fn declare(all: &mut Declared) {
        let _ = all;
    }
}

impl<T: Disclosed> Serialize for Shown<'_, T, true> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.value.disclose(self.audience, to)
    }
}

impl<T: Serialize> Serialize for Shown<'_, T, false> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(to)
    }
}

impl<T: ?Sized, const DISCLOSED: bool> fmt::Debug for Shown<'_, T, DISCLOSED> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shown").finish_non_exhaustive()
    }
}

/// Types that are what they look like to everybody.
macro_rules! plain {
    ($($plain:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Disclosed for $plain {
            fn disclose<S: Serializer>(&self, _: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
                Serialize::serialize(self, to)
            }
        }
    )*};
}

plain! {
    bool, char, f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize,
    (), String, &'static str, Cow<'static, str>,
}

plain!(Link);

#[cfg(feature = "uuid")]
plain!(uuid::Uuid);

#[cfg(feature = "time")]
plain!(time::OffsetDateTime, time::Date);

#[cfg(feature = "chrono")]
plain!(
    chrono::DateTime<chrono::Utc>,
    chrono::DateTime<chrono::FixedOffset>,
    chrono::NaiveDate,
    chrono::NaiveDateTime,
    chrono::NaiveTime,
);

#[cfg(feature = "decimal")]
plain!(rust_decimal::Decimal);

#[cfg(feature = "url")]
plain!(url::Url);

#[diagnostic::do_not_recommend]
impl<const MIN: usize, const MAX: usize> Disclosed for Text<MIN, MAX> {
    fn disclose<S: Serializer>(&self, _: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
}

#[diagnostic::do_not_recommend]
impl<const MAX: usize> Disclosed for FileName<MAX> {
    fn disclose<S: Serializer>(&self, _: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }
}

impl<T: Disclosed> Disclosed for Option<T> {
    const ENDLESS: bool = T::ENDLESS;
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => to.serialize_some(&Shown::to(audience, value)),
            None => to.serialize_none(),
        }
    }

    fn declare(all: &mut Declared) {
        T::declare(all);
    }
}

impl<T: Disclosed> Disclosed for Box<T> {
    const ENDLESS: bool = T::ENDLESS;
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        (**self).disclose(audience, to)
    }

    fn declare(all: &mut Declared) {
        T::declare(all);
    }
}

impl<T: Disclosed> Disclosed for Vec<T> {
    const ENDLESS: bool = true;
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        each(self, audience, to)
    }

    fn declare(all: &mut Declared) {
        T::declare(all);
    }
}

impl<T: Disclosed, const N: usize> Disclosed for [T; N] {
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        each(self, audience, to)
    }

    fn declare(all: &mut Declared) {
        T::declare(all);
    }
}

/// A bound beyond that of a page is none.
impl<T: Disclosed, const MIN: usize, const MAX: usize> Disclosed for List<T, MIN, MAX> {
    const ENDLESS: bool = MAX > LONGEST_PAGE as usize;
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        each(self, audience, to)
    }

    fn declare(all: &mut Declared) {
        T::declare(all);
    }
}

impl<K: Disclosed + Ord, V: Disclosed> Disclosed for BTreeMap<K, V> {
    const ENDLESS: bool = true;
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter().map(|(key, value)| (shown(audience, key), shown(audience, value))))
    }

    fn declare(all: &mut Declared) {
        K::declare(all);
        V::declare(all);
    }
}

impl<K: Disclosed + Hash + Eq, V: Disclosed, H: BuildHasher + 'static> Disclosed for HashMap<K, V, H> {
    const ENDLESS: bool = true;
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter().map(|(key, value)| (shown(audience, key), shown(audience, value))))
    }

    fn declare(all: &mut Declared) {
        K::declare(all);
        V::declare(all);
    }
}

fn each<T: Disclosed, S: Serializer>(values: &[T], audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(values.iter().map(|value| shown(audience, value)))
}

fn shown<'a, T: Disclosed>(audience: Audience<'a>, value: &'a T) -> Shown<'a, T> {
    Shown::to(audience, value)
}
