//! What a type of input says about its own size and rules.

use core::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64,
    NonZeroU128,
};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::de::DeserializeOwned;

use crate::policy::{Field, Kind, Shape};

use super::file_name::FileName;
use super::list::List;
use super::text::Text;
use super::violations::{FieldPath, Violations};

/// A type that bounds what a client can send for it.
///
/// `#[input]` implements this for the structs it is put on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no bound",
    label = "this field takes input of any size",
    note = "write `Text<1, 120>` for text and `List<T, 0, 10>` for a list; put `#[input]` on a struct or an enum of your own, also where it is in a list or optional",
    note = "a `String`, a `Vec` or a map of bounded types may stay, with `#[validate(length(max = 120))]` on the field",
    note = "a type of another crate has a feature here (`uuid`, `time`, `chrono`, `url`, `decimal`), or a written reason: `#[vouched(\"why it cannot grow\")]`",
    note = "rule: SA0206 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0206/"
)]
pub trait Bounded {
    /// What the audit has to know of it.
    const SHAPE: &'static Shape = Shape::VALUE;
    /// Adds each rule that the value breaks beyond those that reading it enforced.
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
        let _ = (at, found);
    }
}

/// A type that a rule such as `#[validate(length(max = 120))]` on its field bounds.
#[diagnostic::on_unimplemented(
    message = "a length rule does not bound `{Self}`",
    label = "this field takes input of any size",
    note = "a rule bounds a `String`, a `Vec` or a map of what is bounded, or an `Option` of one of them",
    note = "elements are bounded by their type: `Vec<Text<1, 30>>`, `BTreeMap<Text<1, 30>, Text<1, 100>>`",
    note = "rule: SA0206 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0206/"
)]
pub trait BoundedByRule {
    /// What the audit has to know of it.
    const SHAPE: &'static Shape = Shape::VALUE;
    /// Adds each rule that the elements break. The rule on the field itself is `#[input]`'s to run.
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
        let _ = (at, found);
    }
}

/// What a handler may take from a client.
///
/// Implemented by `#[input]`. Deserialisation is a supertrait: a type that is not declared is then one mistake and not two, since
/// the supertrait is asked for at the `impl` alone, where the macro has put it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as input",
    label = "this type may be unbounded, and nothing says which fields it takes",
    note = "put `#[input]` on a struct of your own instead of deriving `Deserialize`",
    note = "rule: SA0207 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0207/"
)]
pub trait Input: DeserializeOwned + Send + 'static {
    /// What the audit has to know of it.
    const SHAPE: &'static Shape = Shape::VALUE;
    /// Adds each rule that the value breaks.
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations);
}

// Kept out of compiler messages: a list of thirty types hides the note that says what to write.
macro_rules! bounded_by_itself {
    ($($ty:ty: $shape:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Bounded for $ty {
            const SHAPE: &'static Shape = &$shape;
        }
    )*};
}

bounded_by_itself! {
    bool: Shape::value(Kind::Bool);
    char: Shape::value(Kind::text(1, 1));
    f32: Shape::value(Kind::Number);
    f64: Shape::value(Kind::Number);
    IpAddr: Shape::value(Kind::format("ip"));
    Ipv4Addr: Shape::value(Kind::format("ipv4"));
    Ipv6Addr: Shape::value(Kind::format("ipv6"));
}

macro_rules! integers {
    ($($ty:ty)*) => {
        bounded_by_itself! {
            $($ty: Shape::word(Kind::Integer { min: <$ty>::MIN as i128, max: <$ty>::MAX as u128 });)*
        }
    };
}

macro_rules! integers_but_zero {
    ($($ty:ty)*) => {
        bounded_by_itself! {
            $($ty: Shape::word(Kind::Integer { min: <$ty>::MIN.get() as i128, max: <$ty>::MAX.get() as u128 });)*
        }
    };
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
integers_but_zero! {
    NonZeroI8 NonZeroI16 NonZeroI32 NonZeroI64 NonZeroI128 NonZeroU8 NonZeroU16 NonZeroU32 NonZeroU64 NonZeroU128
}

#[diagnostic::do_not_recommend]
impl<const MIN: usize, const MAX: usize> Bounded for Text<MIN, MAX> {
    const SHAPE: &'static Shape = &Shape::word(Kind::text(MIN, MAX));
}

#[diagnostic::do_not_recommend]
impl<const MAX: usize> Bounded for FileName<MAX> {
    const SHAPE: &'static Shape = &Shape::value(Kind::Text { min: 1, max: MAX, format: "file-name" });
}

#[diagnostic::do_not_recommend]
impl<T: Bounded, const MIN: usize, const MAX: usize> Bounded for List<T, MIN, MAX> {
    const SHAPE: &'static Shape = &Shape::list(Kind::list(MIN, MAX), &[Field::elements(T::SHAPE)]);
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
        check_each(self, at, found);
    }
}

#[diagnostic::do_not_recommend]
impl<T: Bounded> Bounded for Option<T> {
    const SHAPE: &'static Shape = &Shape { optional: true, ..*T::SHAPE };
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
        if let Some(value) = self {
            value.check(at, found);
        }
    }
}

#[diagnostic::do_not_recommend]
impl BoundedByRule for String {
    const SHAPE: &'static Shape = &Shape::word(Kind::TEXT);
}

#[diagnostic::do_not_recommend]
impl<T: Bounded> BoundedByRule for Vec<T> {
    const SHAPE: &'static Shape = &Shape::list(Kind::list(0, usize::MAX), &[Field::elements(T::SHAPE)]);
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
        check_each(self, at, found);
    }
}

#[diagnostic::do_not_recommend]
impl<const MIN: usize, const MAX: usize> BoundedByRule for Text<MIN, MAX> {
    const SHAPE: &'static Shape = <Self as Bounded>::SHAPE;
}

#[diagnostic::do_not_recommend]
impl<T: Bounded, const MIN: usize, const MAX: usize> BoundedByRule for List<T, MIN, MAX> {
    const SHAPE: &'static Shape = <Self as Bounded>::SHAPE;
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
        check_each(self, at, found);
    }
}

#[diagnostic::do_not_recommend]
impl<T: BoundedByRule> BoundedByRule for Option<T> {
    const SHAPE: &'static Shape = &Shape { optional: true, ..*T::SHAPE };
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
        if let Some(value) = self {
            value.check(at, found);
        }
    }
}

fn check_each<T: Bounded>(elements: &[T], at: &FieldPath<'_>, found: &mut Violations) {
    for (index, element) in elements.iter().enumerate() {
        element.check(&at.index(index), found);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Violation;
    use super::*;

    struct Broken;
    impl Bounded for Broken {
        fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
            found.push(&at.field("inner"), "broken");
        }
    }

    #[test]
    fn each_element_is_checked_through_every_wrapper() {
        let mut found = Violations::new();
        let root = FieldPath::root();
        let list: List<Option<Broken>, 0, 3> = vec![None, Some(Broken)].try_into().unwrap();
        Bounded::check(&Some(list), &root.field("a"), &mut found);
        BoundedByRule::check(&Some(vec![Broken, Broken]), &root.field("b"), &mut found);
        let list: List<Broken, 0, 3> = vec![Broken].try_into().unwrap();
        BoundedByRule::check(&list, &root.field("c"), &mut found);
        let paths: Vec<_> = found.iter().map(Violation::path).collect();
        assert_eq!(paths, ["a[1].inner", "b[0].inner", "b[1].inner", "c[0].inner"]);
    }
}
