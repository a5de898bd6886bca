//! The same strictness for `application/x-www-form-urlencoded`, in a query or in a body.
//!
//! Flat: a field is a scalar, or a list of scalars that is written as a repeated parameter. A parameter that is repeated without
//! being a list is refused, and so are a `%` without two hexadecimal digits and bytes that are not UTF-8: two readers would
//! disagree about them. Values are read by the declared type, in the grammar that JSON has for it.

mod value;

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::vec::IntoIter;

use percent_encoding::percent_decode;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use self::value::Values;
use super::fault::{FaultKind, ReadFault};

/// The most parameters that are read.
pub(crate) const MAX_PAIRS: usize = 256;

/// Reads a query string or a form as a `T`.
///
/// # Errors
/// The first reason why the bytes are no form, or why the form is not a `T`.
pub(crate) fn from_pairs<T: DeserializeOwned>(raw: &[u8]) -> Result<T, ReadFault> {
    T::deserialize(Form { fields: group(raw)?.into_iter(), current: None })
}

/// One parameter with each value it was given.
type Field<'a> = (Cow<'a, str>, Vec<Cow<'a, str>>);

/// Puts the values of one parameter together, in the order in which they came.
fn group(raw: &[u8]) -> Result<Vec<Field<'_>>, ReadFault> {
    let mut fields: Vec<Field<'_>> = Vec::new();
    let mut places = HashMap::new();
    for (count, pair) in raw.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).enumerate() {
        if count == MAX_PAIRS {
            return Err(ReadFault::new(FaultKind::TooMany));
        }
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default())?;
        let value = decode(halves.next().unwrap_or_default())?;
        match places.entry(name.clone()) {
            Entry::Vacant(place) => {
                place.insert(fields.len());
                fields.push((name, vec![value]));
            }
            Entry::Occupied(place) => {
                if let Some((_, values)) = fields.get_mut(*place.get()) {
                    values.push(value);
                }
            }
        }
    }
    Ok(fields)
}

fn decode(raw: &[u8]) -> Result<Cow<'_, str>, ReadFault> {
    if !raw.iter().any(|byte| matches!(byte, b'%' | b'+')) {
        return core::str::from_utf8(raw).map(Cow::Borrowed).map_err(|_| ReadFault::syntax());
    }
    let escapes_are_whole = raw
        .split(|byte| *byte == b'%')
        .skip(1)
        .all(|behind| matches!(behind, [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit()));
    if !escapes_are_whole {
        return Err(ReadFault::syntax());
    }
    let spaced: Vec<u8> = raw.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let bytes: Vec<u8> = percent_decode(&spaced).collect();
    String::from_utf8(bytes).map(Cow::Owned).map_err(|_| ReadFault::syntax())
}

/// The form as an object.
struct Form<'a> {
    fields: IntoIter<Field<'a>>,
    current: Option<Field<'a>>,
}

impl<'de> Deserializer<'de> for Form<'_> {
    type Error = ReadFault;

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, ReadFault> {
        let value = visitor.visit_map(&mut self)?;
        match self.fields.next() {
            Some((name, _)) => Err(ReadFault::new(FaultKind::UnknownField).under_key(&name)),
            None => Ok(value),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadFault> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for Form<'_> {
    type Error = ReadFault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadFault> {
        self.current = self.fields.next();
        let Some((name, _)) = &self.current else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, ReadFault> = (**name).into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadFault> {
        let (name, given) = self.current.take().ok_or(ReadFault::new(FaultKind::Format))?;
        seed.deserialize(Values(&given)).map_err(|fault| fault.under_key(&name))
    }
}

#[cfg(test)]
mod tests;
