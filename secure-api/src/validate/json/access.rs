//! What is inside containers, and where.

use std::borrow::Cow;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::super::fault::{FaultKind, ReadFault};
use super::keys::Keys;
use super::reader::Reader;
use super::scanner::Progress;

/// The elements of a list.
pub(super) struct Elements<'r, 'de> {
    reader: &'r mut Reader<'de>,
    progress: Progress,
    index: usize,
}

impl<'r, 'de> Elements<'r, 'de> {
    pub(super) const fn new(reader: &'r mut Reader<'de>) -> Self {
        Self { reader, progress: Progress::Opened, index: 0 }
    }

    /// A type that wanted fewer elements than there are, as a tuple does, was given too many.
    pub(super) fn end(mut self) -> Result<(), ReadFault> {
        if self.has_element()? { Err(ReadFault::new(FaultKind::Length)) } else { Ok(()) }
    }

    fn has_element(&mut self) -> Result<bool, ReadFault> {
        if self.reader.failed().is_some() {
            return Ok(false);
        }
        let more = self.reader.scanner.has_entry(b']', &mut self.progress);
        self.reader.settle(more)
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = ReadFault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadFault> {
        if !self.has_element()? {
            return Ok(None);
        }
        let element = seed.deserialize(&mut *self.reader).map_err(|fault| fault.under_index(self.index))?;
        self.index += 1;
        Ok(Some(element))
    }
}

/// The members of an object.
pub(super) struct Members<'r, 'de> {
    reader: &'r mut Reader<'de>,
    progress: Progress,
    known: Keys<'de>,
    key: Cow<'de, str>,
}

impl<'r, 'de> Members<'r, 'de> {
    pub(super) fn new(reader: &'r mut Reader<'de>) -> Self {
        Self { reader, progress: Progress::Opened, known: Keys::new(), key: Cow::Borrowed("") }
    }

    pub(super) fn end(mut self) -> Result<(), ReadFault> {
        match self.next()? {
            Some(key) => Err(ReadFault::new(FaultKind::UnknownField).under_key(&key)),
            None => Ok(()),
        }
    }

    fn next(&mut self) -> Result<Option<Cow<'de, str>>, ReadFault> {
        if self.reader.failed().is_some() {
            return Ok(None);
        }
        let key = self.reader.scanner.key(&mut self.progress, &mut self.known);
        self.reader.settle(key)
    }
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = ReadFault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadFault> {
        let Some(key) = self.next()? else {
            return Ok(None);
        };
        self.key = key;
        seed.deserialize(Key(&self.key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadFault> {
        seed.deserialize(&mut *self.reader).map_err(|fault| fault.under_key(&self.key))
    }
}

/// A variant with data.
pub(super) struct Variant<'r, 'de> {
    reader: &'r mut Reader<'de>,
    name: Cow<'de, str>,
}

impl<'r, 'de> Variant<'r, 'de> {
    pub(super) const fn new(reader: &'r mut Reader<'de>, name: Cow<'de, str>) -> Self {
        Self { reader, name }
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = ReadFault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), ReadFault> {
        let variant = seed.deserialize(Key(&self.name))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = ReadFault;

    /// `{"Variant": null}` would be a second spelling of `"Variant"`.
    fn unit_variant(self) -> Result<(), ReadFault> {
        Err(ReadFault::mistyped())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ReadFault> {
        seed.deserialize(&mut *self.reader).map_err(|fault| fault.under_key(&self.name))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, ReadFault> {
        self.reader.list(visitor).map_err(|fault| fault.under_key(&self.name))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadFault> {
        self.reader.object(visitor).map_err(|fault| fault.under_key(&self.name))
    }
}

/// A key is a string. No number is read out of it.
struct Key<'k, 'de>(&'k Cow<'de, str>);

impl<'de> Deserializer<'de> for Key<'_, 'de> {
    type Error = ReadFault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFault> {
        match self.0 {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_str(text),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadFault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadFault> {
        let name: StrDeserializer<'_, ReadFault> = (**self.0).into_deserializer();
        visitor.visit_enum(name)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
