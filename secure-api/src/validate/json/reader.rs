//! The document as serde sees it.

use std::borrow::Cow;

use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::super::fault::{FaultKind, ReadFault};
use super::super::number::Number;
use super::access::{Elements, Members, Variant};
use super::keys::Keys;
use super::scanner::{Progress, Scanner};
use super::skip;

/// Reads values off a document. After the first fault containers hold nothing more, and the document is refused.
pub(super) struct Reader<'de> {
    pub(super) scanner: Scanner<'de>,
    /// How many containers may still be opened.
    depth: usize,
    failed: Option<FaultKind>,
}

impl<'de> Reader<'de> {
    pub(super) const fn new(text: &'de str, depth: usize) -> Self {
        Self { scanner: Scanner::new(text), depth, failed: None }
    }

    /// The first fault, also where a type swallowed it.
    pub(super) const fn failed(&self) -> Option<FaultKind> {
        self.failed
    }

    pub(super) fn end(&mut self) -> Result<(), ReadFault> {
        match self.failed {
            Some(kind) => Err(ReadFault::new(kind)),
            None => self.scanner.end(),
        }
    }

    /// Every read goes through here. A type that turns an inner fault into a default (`T::deserialize(d).ok()`) leaves the reader
    /// inside a half-read object, and members of that object would then be taken for members of the outer one. One that skips
    /// bad elements in a loop would never come to an end.
    pub(super) fn settle<T>(&mut self, read: Result<T, ReadFault>) -> Result<T, ReadFault> {
        read.inspect_err(|fault| {
            self.failed.get_or_insert(fault.kind());
        })
    }

    fn any<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        match self.scanner.peek() {
            Some(b'{') => self.object(visitor),
            Some(b'[') => self.list(visitor),
            Some(b'"') => self.string(visitor),
            Some(b't' | b'f') => self.boolean(visitor),
            Some(b'n') => self.null(visitor),
            Some(_) => self.any_number(visitor),
            None => Err(ReadFault::syntax()),
        }
    }

    fn boolean<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        match self.scanner.peek() {
            Some(b't') => self.scanner.word("true").and_then(|()| visitor.visit_bool(true)),
            Some(b'f') => self.scanner.word("false").and_then(|()| visitor.visit_bool(false)),
            _ => Err(ReadFault::mistyped()),
        }
    }

    fn null<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        self.look_for(|next| next == b'n')?;
        self.scanner.word("null")?;
        visitor.visit_unit()
    }

    fn option<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        if self.scanner.peek() == Some(b'n') {
            self.scanner.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn string<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        self.look_for(|next| next == b'"')?;
        match self.scanner.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    /// Where no type is asked for. As everywhere in JSON, an integer of more than 64 bits is then the nearest double.
    fn any_number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        let number = self.scanner.number()?;
        if number.is_integer() && !number.is_negative_zero() {
            if let Ok(integer) = number.integer() {
                return visitor.visit_u64(integer);
            }
            if let Ok(integer) = number.integer() {
                return visitor.visit_i64(integer);
            }
        }
        visitor.visit_f64(number.double()?)
    }

    fn integer<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        let number = self.number()?;
        if number.is_negative() { visitor.visit_i64(number.integer()?) } else { visitor.visit_u64(number.integer()?) }
    }

    fn wide_signed<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        visitor.visit_i128(self.number()?.integer()?)
    }

    fn wide_unsigned<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        visitor.visit_u128(self.number()?.integer()?)
    }

    fn single<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        visitor.visit_f32(self.number()?.single()?)
    }

    fn double<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        visitor.visit_f64(self.number()?.double()?)
    }

    fn number(&mut self) -> Result<Number<'de>, ReadFault> {
        self.look_for(|next| matches!(next, b'-' | b'0'..=b'9'))?;
        self.scanner.number()
    }

    pub(super) fn list<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        self.open(b'[')?;
        let mut elements = Elements::new(self);
        let value = visitor.visit_seq(&mut elements)?;
        elements.end()?;
        self.depth += 1;
        Ok(value)
    }

    pub(super) fn object<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        self.open(b'{')?;
        let mut members = Members::new(self);
        let value = visitor.visit_map(&mut members)?;
        members.end()?;
        self.depth += 1;
        Ok(value)
    }

    /// A variant without data is a string; one with data is an object with one member.
    fn variant<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        if self.scanner.peek() == Some(b'"') {
            let name = self.scanner.string()?;
            let name: StrDeserializer<'_, ReadFault> = (*name).into_deserializer();
            return visitor.visit_enum(name);
        }
        self.open(b'{')?;
        let (mut progress, mut keys) = (Progress::Opened, Keys::new());
        let name = self.scanner.key(&mut progress, &mut keys)?.ok_or(ReadFault::mistyped())?;
        let value = visitor.visit_enum(Variant::new(self, name))?;
        if self.scanner.key(&mut progress, &mut keys)?.is_some() {
            return Err(ReadFault::mistyped());
        }
        self.depth += 1;
        Ok(value)
    }

    fn ignored<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        skip::value(&mut self.scanner, self.depth)?;
        visitor.visit_unit()
    }

    fn newtype<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadFault> {
        visitor.visit_newtype_struct(self)
    }

    fn open(&mut self, bracket: u8) -> Result<(), ReadFault> {
        self.look_for(|next| next == bracket)?;
        self.depth = self.depth.checked_sub(1).ok_or(ReadFault::new(FaultKind::Depth))?;
        self.scanner.eat(bracket);
        Ok(())
    }

    /// Another type than the one asked for is refused before a visitor sees it.
    fn look_for(&mut self, is_expected: impl FnOnce(u8) -> bool) -> Result<(), ReadFault> {
        match self.scanner.peek() {
            Some(next) if is_expected(next) => Ok(()),
            Some(_) => Err(ReadFault::mistyped()),
            None => Err(ReadFault::syntax()),
        }
    }
}

macro_rules! settled {
    ($($method:ident($($name:ident: $ty:ty),*) => $read:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, $($name: $ty,)* visitor: V) -> Result<V::Value, ReadFault> {
            let read = self.$read(visitor);
            self.settle(read)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = ReadFault;

    settled! {
        deserialize_any() => any;
        deserialize_bool() => boolean;
        deserialize_i8() => integer;
        deserialize_i16() => integer;
        deserialize_i32() => integer;
        deserialize_i64() => integer;
        deserialize_i128() => wide_signed;
        deserialize_u8() => integer;
        deserialize_u16() => integer;
        deserialize_u32() => integer;
        deserialize_u64() => integer;
        deserialize_u128() => wide_unsigned;
        deserialize_f32() => single;
        deserialize_f64() => double;
        deserialize_char() => string;
        deserialize_str() => string;
        deserialize_string() => string;
        deserialize_identifier() => string;
        deserialize_option() => option;
        deserialize_unit() => null;
        deserialize_unit_struct(_name: &'static str) => null;
        deserialize_newtype_struct(_name: &'static str) => newtype;
        deserialize_seq() => list;
        deserialize_tuple(_len: usize) => list;
        deserialize_tuple_struct(_name: &'static str, _len: usize) => list;
        deserialize_map() => object;
        deserialize_struct(_name: &'static str, _fields: &'static [&'static str]) => object;
        deserialize_enum(_name: &'static str, _variants: &'static [&'static str]) => variant;
        deserialize_ignored_any() => ignored;
    }

    // JSON has no bytes. A visitor that takes a string or a list instead gets what is there.
    forward_to_deserialize_any! { bytes byte_buf }
}
