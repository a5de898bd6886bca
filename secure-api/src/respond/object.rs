//! How an output is written, field by field, where serde is told nothing more than names.

use core::fmt;

use serde::Serializer;
use serde::ser::SerializeStruct;

use super::{Audience, Disclosed, Shown};

/// An object that is being written for one audience.
pub struct Object<'a, S: Serializer> {
    audience: Audience<'a>,
    to: S::SerializeStruct,
}

impl<'a, S: Serializer> Object<'a, S> {
    /// Begins one of so many fields.
    ///
    /// # Errors
    /// Those of the format.
    pub fn begin(audience: Audience<'a>, to: S, name: &'static str, fields: usize) -> Result<Self, S::Error> {
        Ok(Self { audience, to: to.serialize_struct(name, fields)? })
    }

    /// Writes a field.
    ///
    /// # Errors
    /// Those of the format.
    pub fn field<T: Disclosed>(&mut self, name: &'static str, value: &T) -> Result<(), S::Error> {
        self.to.serialize_field(name, &Shown::<T>::to(self.audience, value))
    }

    /// Ends it.
    ///
    /// # Errors
    /// Those of the format.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.to.end()
    }
}

impl<S: Serializer> fmt::Debug for Object<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object").finish_non_exhaustive()
    }
}
