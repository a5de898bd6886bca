//! The values of one parameter, read by the type that wants them.

use std::borrow::Cow;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::super::fault::{FaultKind, ReadFault};
use super::super::number::Number;

/// At least one value, and more only where the type is a list.
#[derive(Clone, Copy)]
pub(super) struct Values<'v, 'a>(pub(super) &'v [Cow<'a, str>]);

impl<'v> Values<'v, '_> {
    fn only(self) -> Result<&'v str, ReadFault> {
        match self.0 {
            [value] => Ok(value),
            [value, ..] if !guard!(DuplicateParameter) => Ok(value),
            _ => Err(ReadFault::new(FaultKind::DuplicateKey)),
        }
    }

    fn number(self) -> Result<Number<'v>, ReadFault> {
        Number::of(self.only()?).ok_or(ReadFault::mistyped())
    }

    fn list<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFault> {
        let mut elements = Elements { left: self.0, index: 0 };
        let value = visitor.visit_seq(&mut elements)?;
        if elements.left.is_empty() { Ok(value) } else { Err(ReadFault::new(FaultKind::Length)) }
    }
}

macro_rules! numbers {
    ($($method:ident => $visit:ident($read:ident);)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFault> {
            visitor.$visit(self.number()?.$read()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Values<'_, '_> {
    type Error = ReadFault;

    /// A parameter says nothing about its type: without one asked for, it is text.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFault> {
        visitor.visit_str(self.only()?)
    }

    numbers! {
        deserialize_i8 => visit_i8(integer);
        deserialize_i16 => visit_i16(integer);
        deserialize_i32 => visit_i32(integer);
        deserialize_i64 => visit_i64(integer);
        deserialize_i128 => visit_i128(integer);
        deserialize_u8 => visit_u8(integer);
        deserialize_u16 => visit_u16(integer);
        deserialize_u32 => visit_u32(integer);
        deserialize_u64 => visit_u64(integer);
        deserialize_u128 => visit_u128(integer);
        deserialize_f32 => visit_f32(single);
        deserialize_f64 => visit_f64(double);
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFault> {
        match self.only()? {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(ReadFault::mistyped()),
        }
    }

    /// `page=` is an empty page and not none: who means none leaves the parameter out.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadFault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadFault> {
        self.list(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, ReadFault> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, ReadFault> {
        self.list(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadFault> {
        let name: StrDeserializer<'_, ReadFault> = self.only()?.into_deserializer();
        visitor.visit_enum(name)
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct map struct identifier ignored_any
    }
}

struct Elements<'v, 'a> {
    left: &'v [Cow<'a, str>],
    index: usize,
}

impl<'de> SeqAccess<'de> for Elements<'_, '_> {
    type Error = ReadFault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadFault> {
        let Some((next, left)) = self.left.split_first() else {
            return Ok(None);
        };
        self.left = left;
        let element =
            seed.deserialize(Values(core::slice::from_ref(next))).map_err(|fault| fault.under_index(self.index))?;
        self.index += 1;
        Ok(Some(element))
    }
}
