//! Path parameters: typed, by name for objects, by place for the rest.

use core::net::IpAddr;

use super::file_name::FileName;
use super::rules::Bounded;
use super::text::Text;
use crate::handle::PathPart;
use crate::policy::Shape;

/// One path parameter's type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a path",
    label = "not a type of a path parameter",
    note = "use an integer, `Uuid` (feature `uuid`), `Text<1, 40>`, or `#[derive(PathValue)]` on an enum or a newtype",
    note = "all of these but an enum may name an object: `no_object_check(name) = \"..\"`, or on a newtype `#[path_value(not_an_id = \"..\")]`, says why one does not",
    note = "rule: SA0205 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0205/"
)]
pub trait PathValue: Sized + Send {
    /// Its name, and whether its values may name an object.
    const PART: PathPart;
    /// Whether it is written as a number where the format has numbers.
    const IS_NUMBER: bool = false;
    /// What it is on the wire, for the inventory.
    #[doc(hidden)]
    const SHAPE: &'static Shape = Shape::VALUE;
    /// Reads it; `None` where the text is not in the type's canonical form.
    fn from_param(text: &str) -> Option<Self>;
    /// Writes it, as `from_param` reads it.
    fn to_param(&self) -> String;
}

/// What a `Path<T>` or the key of a resource is made of: one value, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a path",
    label = "not a type of path parameters",
    note = "each part is an integer, `Uuid`, `Text<1, 40>`, or a type of your own with `#[derive(PathValue)]`",
    note = "rule: SA0205 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0205/"
)]
pub trait PathArgs: Sized + Send {
    /// Each value, in order.
    const PARTS: &'static [PathPart];
    /// Whether it is one value, which is written as a number where the format has numbers.
    const IS_NUMBER: bool = false;
    /// What each is on the wire, for the inventory.
    #[doc(hidden)]
    const SHAPES: &'static [&'static Shape] = &[];
    /// Reads as many values as there are parts.
    fn from_params<'v>(values: impl Iterator<Item = &'v str>) -> Option<Self>;
}

impl<T: PathValue> PathArgs for T {
    const PARTS: &'static [PathPart] = &[T::PART];
    const IS_NUMBER: bool = T::IS_NUMBER;
    const SHAPES: &'static [&'static Shape] = &[T::SHAPE];
    fn from_params<'v>(mut values: impl Iterator<Item = &'v str>) -> Option<Self> {
        let value = T::from_param(values.next()?)?;
        values.next().is_none().then_some(value)
    }
}

macro_rules! tuples {
    ($(($($part:ident)*))*) => {$(
        impl<$($part: PathValue),*> PathArgs for ($($part,)*) {
            const PARTS: &'static [PathPart] = &[$($part::PART),*];
            const SHAPES: &'static [&'static Shape] = &[$($part::SHAPE),*];
            fn from_params<'v>(mut values: impl Iterator<Item = &'v str>) -> Option<Self> {
                let read = ($($part::from_param(values.next()?)?,)*);
                values.next().is_none().then_some(read)
            }
        }
    )*};
}

tuples!((A B)(A B C)(A B C D));

macro_rules! may_be_ids {
    ($is_number:literal: $($plain:ident)*) => {$(
        impl PathValue for $plain {
            const PART: PathPart = PathPart { type_name: stringify!($plain), no_id: "" };
            const IS_NUMBER: bool = $is_number;
            const SHAPE: &'static Shape = <Self as Bounded>::SHAPE;
            fn from_param(text: &str) -> Option<Self> {
                // One spelling an object: `+7` and `007` would be further names of 7.
                text.parse().ok().filter(|value: &$plain| value.to_string() == text)
            }
            fn to_param(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

may_be_ids!(true: u8 u16 u32 u64 u128 i8 i16 i32 i64 i128);
may_be_ids!(false: IpAddr);

#[diagnostic::do_not_recommend]
impl<const MIN: usize, const MAX: usize> PathValue for Text<MIN, MAX> {
    const PART: PathPart = PathPart { type_name: "Text", no_id: "" };
    const SHAPE: &'static Shape = <Self as Bounded>::SHAPE;
    fn from_param(text: &str) -> Option<Self> {
        text.try_into().ok()
    }
    fn to_param(&self) -> String {
        self.as_str().to_owned()
    }
}

#[diagnostic::do_not_recommend]
impl<const MAX: usize> PathValue for FileName<MAX> {
    const PART: PathPart = PathPart { type_name: "FileName", no_id: "" };
    const SHAPE: &'static Shape = <Self as Bounded>::SHAPE;
    fn from_param(text: &str) -> Option<Self> {
        text.try_into().ok()
    }
    fn to_param(&self) -> String {
        self.as_str().to_owned()
    }
}

#[cfg(feature = "uuid")]
impl PathValue for uuid::Uuid {
    const PART: PathPart = PathPart { type_name: "Uuid", no_id: "" };
    const SHAPE: &'static Shape = <Self as Bounded>::SHAPE;
    fn from_param(text: &str) -> Option<Self> {
        // The hyphenated form only; `parse` also takes braces and `urn:uuid:`. Capitals are the same id (RFC 9562, 4).
        (text.len() == 36).then(|| uuid::Uuid::try_parse(text).ok()).flatten()
    }
    fn to_param(&self) -> String {
        self.hyphenated().to_string()
    }
}

#[cfg(all(test, feature = "uuid"))]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_may_stand_in_a_path() {
        let name = <FileName<20> as PathValue>::from_param("a-1.txt").unwrap();
        assert_eq!(name.to_param(), "a-1.txt");
        assert!(<FileName<20> as PathValue>::from_param("../a-1.txt").is_none());
    }

    #[test]
    fn an_id_has_its_one_form_in_small_letters_or_capitals() {
        let id = uuid::Uuid::from_u128(0xa1a2_a3a4_b1b2_c1c2_d1d2_d3d4_d5d6_d7d8);
        let written = id.to_param();
        for good in [written.clone(), written.to_uppercase()] {
            assert_eq!(<uuid::Uuid as PathValue>::from_param(&good), Some(id), "{good}");
        }
        for bad in [
            format!("{{{written}}}"),
            format!("urn:uuid:{written}"),
            written.replace('-', ""),
            written.replace('a', "g"),
        ] {
            assert_eq!(<uuid::Uuid as PathValue>::from_param(&bad), None, "{bad}");
        }
    }
}
