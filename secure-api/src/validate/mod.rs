//! Reading what a request carries: strictly, bounded, and without ever repeating a value.

pub(crate) mod body;
mod path;
mod valid;

pub use path::{PathArgs, PathValue};
pub use valid::Valid;

// placeholders until the reader lands
use crate::respond::Refusal;
/// placeholder
pub struct Violations;
/// placeholder
pub struct FieldPath<'p>(core::marker::PhantomData<&'p ()>);
/// placeholder
pub trait Input: serde::de::DeserializeOwned + Send + 'static {
    /// placeholder
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations);
}
pub(crate) fn read_json<T: Input>(_: &[u8]) -> Result<T, Refusal> {
    Err(Refusal::NotFound)
}
pub(crate) fn read_form<T: Input>(_: &[u8]) -> Result<T, Refusal> {
    Err(Refusal::NotFound)
}
