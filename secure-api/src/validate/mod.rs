//! Reading what a request carries: strictly, bounded, and without ever repeating a value.

pub(crate) mod body;
mod path;
mod valid;

pub use path::{PathArgs, PathValue};
pub use valid::Valid;

// placeholders until the reader lands
use crate::respond::Refusal;
/// placeholder
#[derive(Debug)]
pub struct Violations;
/// placeholder
#[derive(Debug)]
pub struct FieldPath<'p>(core::marker::PhantomData<&'p ()>);
impl FieldPath<'_> {
    /// placeholder
    pub fn field(&self, _: &str) -> FieldPath<'_> {
        FieldPath(core::marker::PhantomData)
    }
}
/// placeholder
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no bound of its own",
    label = "how long may it be?",
    note = "say it: `#[validate(length(max = 200))]` on the field, or take `Text<1, 200>` or `List<T, 10>`"
)]
pub trait Bounded {
    /// placeholder
    fn check(&self, _: &FieldPath<'_>, _: &mut Violations) {}
}
/// placeholder
pub trait BoundedByRule {
    /// placeholder
    fn check(&self, _: &FieldPath<'_>, _: &mut Violations) {}
}
impl Bounded for u32 {}
impl Bounded for bool {}
#[cfg(feature = "uuid")]
impl Bounded for uuid::Uuid {}
impl<T: Bounded> Bounded for Option<T> {}
impl BoundedByRule for String {}
impl<T: Bounded> BoundedByRule for Vec<T> {}
impl<T: BoundedByRule> BoundedByRule for Option<T> {}
/// placeholder
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as input",
    label = "nothing says how this is read and what its bounds are",
    note = "put `#[input]` on a struct of the fields that a client may send"
)]
pub trait Input: serde::de::DeserializeOwned + Send + 'static {
    /// placeholder
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations);
}
/// placeholder
pub fn collect_rules(
    _: &validator::ValidationErrors,
    _: &[(&'static str, &'static str)],
    _: &FieldPath<'_>,
    _: &mut Violations,
) {
}
pub(crate) fn read_json<T: Input>(_: &[u8]) -> Result<T, Refusal> {
    Err(Refusal::NotFound)
}
pub(crate) fn read_form<T: Input>(_: &[u8]) -> Result<T, Refusal> {
    Err(Refusal::NotFound)
}
