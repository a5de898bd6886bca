//! The id of an object in a body, a form or a query: nothing but a decision turns it into the object.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

use crate::policy::{IdInfo, Kind, Shape};
use crate::validate::{Bounded, PathArgs};

use super::Resource;

/// The id of a `T`, in an `#[input]`. What it says cannot be read: [`Decide`](super::Decide) takes it and gives the object.
///
/// A value that can be no id of a `T` is read like one of a missing object, so that both are the same 404. A value of another
/// JSON type is `type`, as for any field. Where the key is a number, its text is taken too: many clients have no integers of
/// 64 bits.
///
/// A resource that several ids find together has no `Id`: those stand in the path.
///
/// It is no output: an answer takes the key of the object itself, which somebody may read by then.
pub struct Id<T: Resource> {
    /// In the one form that the key has; nothing where it can be none.
    text: Option<Box<str>>,
    of: PhantomData<fn() -> T>,
}

impl<T: Resource> Id<T> {
    fn read(text: &str) -> Self {
        let is_key = T::Key::from_params(core::iter::once(text)).is_some();
        Self { text: is_key.then(|| text.into()), of: PhantomData }
    }

    pub(super) fn key(&self) -> Option<T::Key> {
        self.text.as_deref().and_then(|text| T::Key::from_params(core::iter::once(text)))
    }
}

impl<T: Resource> Clone for Id<T> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), of: PhantomData }
    }
}

/// The kind of object alone.
impl<T: Resource> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id<{}>", T::NAME)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Resource> Bounded for Id<T> {
    const SHAPE: &'static Shape = &Shape {
        id: Some(IdInfo { type_name: T::NAME, full_name: T::FULL_NAME, parts: T::KEY.len() }),
        ..Shape::value(Kind::ObjectId(<T::Key as PathArgs>::SHAPES))
    };
}

impl<'de, T: Resource> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdVisitor(PhantomData))
    }
}

struct IdVisitor<T>(PhantomData<T>);

impl<T: Resource> IdVisitor<T> {
    fn number<E: Error>(self, text: &str, found: Unexpected<'_>) -> Result<Id<T>, E> {
        if T::Key::IS_NUMBER { Ok(Id::read(text)) } else { Err(E::invalid_type(found, &self)) }
    }
}

impl<T: Resource> Visitor<'_> for IdVisitor<T> {
    type Value = Id<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Id<T>, E> {
        Ok(Id::read(text))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Id<T>, E> {
        self.number(&number.to_string(), Unexpected::Unsigned(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Id<T>, E> {
        self.number(&number.to_string(), Unexpected::Signed(number))
    }
}
