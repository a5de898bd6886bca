//! How a declared type is written, field by field, for one audience.

use core::fmt;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use serde::{Serialize, Serializer};

use crate::inventory::{Schema, Types, list_of, text, unknown};
use crate::policy::LONGEST_PAGE;
use crate::validate::{Bounded, FileName, List, Text};

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

    /// Says what it is, who sees what of it, and what somebody vouched for.
    #[doc(hidden)]
    fn declare(all: &mut Declared) -> Schema {
        let _ = all;
        unknown(Some(core::any::type_name::<Self>()), "its type does not say")
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
    pub fn declare(all: &mut Declared) -> Schema {
        T::declare(all)
    }
}

impl<T> Shown<'_, T, false> {
    /// A type that nobody declared declares nothing.
    pub fn declare(all: &mut Declared) -> Schema {
        let _ = all;
        unknown(Some(core::any::type_name::<T>()), "a type of another crate")
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
    ($($plain:ty: $schema:expr),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Disclosed for $plain {
            fn disclose<S: Serializer>(&self, _: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
                Serialize::serialize(self, to)
            }

            fn declare(_: &mut Declared) -> Schema {
                $schema
            }
        }
    )*};
}

/// Those that are read as they are sent.
macro_rules! read_alike {
    ($($plain:ty),* $(,)?) => {
        plain!($($plain: of_an_input::<$plain>()),*);
    };
}

read_alike!(bool, char, f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);

plain! {
    (): unknown(Some("()"), "it is null"),
    String: text(0, usize::MAX, ""),
    &'static str: text(0, usize::MAX, ""),
    Cow<'static, str>: text(0, usize::MAX, ""),
    Link: Schema::Link,
}

#[cfg(feature = "uuid")]
read_alike!(uuid::Uuid);

#[cfg(feature = "time")]
read_alike!(time::OffsetDateTime, time::Date);

#[cfg(feature = "chrono")]
read_alike!(
    chrono::DateTime<chrono::Utc>,
    chrono::DateTime<chrono::FixedOffset>,
    chrono::NaiveDate,
    chrono::NaiveDateTime,
    chrono::NaiveTime,
);

#[cfg(feature = "decimal")]
read_alike!(rust_decimal::Decimal);

#[cfg(feature = "url")]
plain!(url::Url: text(0, usize::MAX, "uri"));

#[diagnostic::do_not_recommend]
impl<const MIN: usize, const MAX: usize> Disclosed for Text<MIN, MAX> {
    fn disclose<S: Serializer>(&self, _: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }

    fn declare(_: &mut Declared) -> Schema {
        of_an_input::<Self>()
    }
}

#[diagnostic::do_not_recommend]
impl<const MAX: usize> Disclosed for FileName<MAX> {
    fn disclose<S: Serializer>(&self, _: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        self.serialize(to)
    }

    fn declare(_: &mut Declared) -> Schema {
        of_an_input::<Self>()
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

    fn declare(all: &mut Declared) -> Schema {
        Schema::Optional(Box::new(T::declare(all)))
    }
}

impl<T: Disclosed> Disclosed for Box<T> {
    const ENDLESS: bool = T::ENDLESS;
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        (**self).disclose(audience, to)
    }

    fn declare(all: &mut Declared) -> Schema {
        T::declare(all)
    }
}

impl<T: Disclosed> Disclosed for Vec<T> {
    const ENDLESS: bool = true;
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        each(self, audience, to)
    }

    fn declare(all: &mut Declared) -> Schema {
        list::<T>(0, usize::MAX, all)
    }
}

impl<T: Disclosed, const N: usize> Disclosed for [T; N] {
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        each(self, audience, to)
    }

    fn declare(all: &mut Declared) -> Schema {
        list::<T>(N, N, all)
    }
}

/// A bound beyond that of a page is none.
impl<T: Disclosed, const MIN: usize, const MAX: usize> Disclosed for List<T, MIN, MAX> {
    const ENDLESS: bool = MAX > LONGEST_PAGE as usize;
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        each(self, audience, to)
    }

    fn declare(all: &mut Declared) -> Schema {
        list::<T>(MIN, MAX, all)
    }
}

impl<K: Disclosed + Ord, V: Disclosed> Disclosed for BTreeMap<K, V> {
    const ENDLESS: bool = true;
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter().map(|(key, value)| (shown(audience, key), shown(audience, value))))
    }

    fn declare(all: &mut Declared) -> Schema {
        map::<K, V>(all)
    }
}

impl<K: Disclosed + Hash + Eq, V: Disclosed, H: BuildHasher + 'static> Disclosed for HashMap<K, V, H> {
    const ENDLESS: bool = true;
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter().map(|(key, value)| (shown(audience, key), shown(audience, value))))
    }

    fn declare(all: &mut Declared) -> Schema {
        map::<K, V>(all)
    }
}

fn of_an_input<T: Bounded>() -> Schema {
    Types::default().schema(T::SHAPE, "")
}

fn list<T: Disclosed>(min: usize, max: usize, all: &mut Declared) -> Schema {
    list_of(T::declare(all), min, max)
}

fn map<K: Disclosed, V: Disclosed>(all: &mut Declared) -> Schema {
    let (keys, values) = (Box::new(K::declare(all)), Box::new(V::declare(all)));
    Schema::Map { keys, values }
}

fn each<T: Disclosed, S: Serializer>(values: &[T], audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(values.iter().map(|value| shown(audience, value)))
}

fn shown<'a, T: Disclosed>(audience: Audience<'a>, value: &'a T) -> Shown<'a, T> {
    Shown::to(audience, value)
}
