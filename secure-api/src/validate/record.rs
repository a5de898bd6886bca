//! How `#[input]` reads a struct: by the names of its fields, with one visitor for all structs.
//!
//! serde's derive writes a visitor for each, and the compiler spends more on those than on all the rest of a handler. What can
//! be said here is what most inputs say: required, optional and defaulted fields under a name. Anything else that
//! `#[serde(..)]` knows is left to the derive.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Reads a struct of these fields. `F` are [`Slots`] of [`Needed`] and [`Given`], in the order of `names`.
///
/// # Errors
/// Where a field is unknown, missing, there twice, or of another type.
pub fn record<'de, D, F>(from: D, name: &'static str, names: &'static [&'static str]) -> Result<F::Values, D::Error>
where
    D: Deserializer<'de>,
    F: Fields<'de>,
{
    from.deserialize_struct(name, names, Record::<F> { name, names, fields: PhantomData })
}

/// The fields of a struct, as many as it has.
///
/// `MANY` is counted from what is known of them: where one is no input, this is none either, and has no message of its own.
#[derive(Debug)]
pub struct Slots<T, const MANY: usize>(T);

/// A field that has to be there, unless its type has a value for one that is not (`Option`).
#[derive(Debug)]
pub struct Needed<T>(Option<T>);

/// A field that need not be there.
#[derive(Debug)]
pub struct Given<T>(Option<T>);

/// One field while its struct is read.
pub trait Slot<'de>: Default {
    /// What is read.
    type Read: Deserialize<'de>;
    /// What is known of it in the end.
    type Value;
    /// Where it goes.
    fn place(&mut self) -> &mut Option<Self::Read>;
    /// The end of the struct.
    ///
    /// # Errors
    /// Where it has to be there and is not.
    fn end<E: Error>(self, name: &'static str) -> Result<Self::Value, E>;
}

/// The fields of one struct while it is read.
pub trait Fields<'de>: Default {
    /// The values of the fields.
    type Values;
    /// Reads the value of one.
    ///
    /// # Errors
    /// Where it was there before, or is of another type.
    fn read<A: MapAccess<'de>>(&mut self, place: usize, name: &'static str, from: &mut A) -> Result<(), A::Error>;
    /// The end of the struct.
    ///
    /// # Errors
    /// For the first that has to be there and is not.
    fn end<E: Error>(self, names: &'static [&'static str]) -> Result<Self::Values, E>;
}

impl<T: Default, const MANY: usize> Default for Slots<T, MANY> {
    fn default() -> Self {
        Self(T::default())
    }
}

impl<T> Default for Needed<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Slot<'de> for Needed<T> {
    type Read = T;
    type Value = T;
    fn place(&mut self) -> &mut Option<T> {
        &mut self.0
    }
    fn end<E: Error>(self, name: &'static str) -> Result<T, E> {
        self.0.map_or_else(|| T::deserialize(Missing { name, error: PhantomData }), Ok)
    }
}

impl<'de, T: Deserialize<'de>> Slot<'de> for Given<T> {
    type Read = T;
    type Value = Option<T>;
    fn place(&mut self) -> &mut Option<T> {
        &mut self.0
    }
    fn end<E: Error>(self, _: &'static str) -> Result<Option<T>, E> {
        Ok(self.0)
    }
}

struct Record<F> {
    name: &'static str,
    names: &'static [&'static str],
    fields: PhantomData<F>,
}

impl<'de, F: Fields<'de>> Visitor<'de> for Record<F> {
    type Value = F::Values;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", self.name)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<F::Values, A::Error> {
        let mut fields = F::default();
        while let Some((place, name)) = from.next_key_seed(Name(self.names))? {
            if place == usize::MAX {
                from.next_value::<IgnoredAny>()?;
                continue;
            }
            fields.read(place, name, &mut from)?;
        }
        fields.end(self.names)
    }
}

/// A field by its name: its place, and the name as it is declared.
struct Name(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Name {
    type Value = (usize, &'static str);
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = (usize, &'static str);
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }
    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let found = self.0.iter().copied().enumerate().find(|(_, known)| *known == name);
        match found {
            None if guard!(UnknownField) => Err(E::unknown_field(name, self.0)),
            None => Ok((usize::MAX, "")),
            Some(found) => Ok(found),
        }
    }
}

/// What stands for a field that is not there: nothing, for a type that can be nothing.
struct Missing<E> {
    name: &'static str,
    error: PhantomData<E>,
}

impl<'de, E: Error> Deserializer<'de> for Missing<E> {
    type Error = E;
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.name))
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

macro_rules! fields {
    ($many:literal: $($slot:ident $place:tt)*) => {
        impl<'de, $($slot: Slot<'de>,)*> Fields<'de> for Slots<($($slot,)*), $many> {
            type Values = ($($slot::Value,)*);
            fn read<From: MapAccess<'de>>(
                &mut self,
                place: usize,
                name: &'static str,
                from: &mut From,
            ) -> Result<(), From::Error> {
                match place {
                    $($place => fill(self.0.$place.place(), name, from),)*
                    _ => Err(From::Error::custom("no such field")),
                }
            }
            fn end<Fault: Error>(self, names: &'static [&'static str]) -> Result<Self::Values, Fault> {
                let mut names = names.iter().copied();
                let mut next = || names.next().unwrap_or_default();
                Ok(($(self.0.$place.end(next())?,)*))
            }
        }
    };
}

fn fill<'de, T, A>(place: &mut Option<T>, name: &'static str, from: &mut A) -> Result<(), A::Error>
where
    T: Deserialize<'de>,
    A: MapAccess<'de>,
{
    if place.is_some() && guard!(DuplicateKey) {
        return Err(A::Error::duplicate_field(name));
    }
    *place = Some(from.next_value()?);
    Ok(())
}

fields!(1: A 0);
fields!(2: A 0 B 1);
fields!(3: A 0 B 1 C 2);
fields!(4: A 0 B 1 C 2 D 3);
fields!(5: A 0 B 1 C 2 D 3 F 4);
fields!(6: A 0 B 1 C 2 D 3 F 4 G 5);
fields!(7: A 0 B 1 C 2 D 3 F 4 G 5 H 6);
fields!(8: A 0 B 1 C 2 D 3 F 4 G 5 H 6 I 7);
fields!(9: A 0 B 1 C 2 D 3 F 4 G 5 H 6 I 7 J 8);
fields!(10: A 0 B 1 C 2 D 3 F 4 G 5 H 6 I 7 J 8 K 9);
fields!(11: A 0 B 1 C 2 D 3 F 4 G 5 H 6 I 7 J 8 K 9 L 10);
fields!(12: A 0 B 1 C 2 D 3 F 4 G 5 H 6 I 7 J 8 K 9 L 10 M 11);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::super::fault::ReadFault;
    use super::super::form::from_pairs;
    use super::super::from_slice;
    use super::*;

    /// The same struct twice: as the derive reads it, and as this file does.
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Derived {
        title: String,
        note: Option<u8>,
        #[serde(rename = "maxCount", default)]
        count: u32,
        tags: Vec<bool>,
    }

    struct Read(Derived);

    impl<'de> Deserialize<'de> for Read {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            type Four = Slots<(Needed<String>, Needed<Option<u8>>, Given<u32>, Needed<Vec<bool>>), 4>;
            let names = &["title", "note", "maxCount", "tags"];
            let (title, note, count, tags) = record::<_, Four>(from, "Read", names)?;
            Ok(Self(Derived { title, note, count: count.unwrap_or_default(), tags }))
        }
    }

    fn both(json: &str) -> (Result<Derived, ReadFault>, Result<Derived, ReadFault>) {
        (from_slice(json.as_bytes()), from_slice::<Read>(json.as_bytes()).map(|read| read.0))
    }

    fn member() -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec!["title", "note", "maxCount", "count", "tags", "x", "t\\u0069tle"]);
        let value = prop::sample::select(vec!["\"a\"", "null", "7", "-1", "300", "[true]", "[1]", "{}", "true"]);
        (name, value).prop_map(|(name, value)| format!("\"{name}\":{value}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn a_struct_is_read_as_serdes_derive_reads_it(members in prop::collection::vec(member(), 0..6)) {
            let (theirs, ours) = both(&format!("{{{}}}", members.join(",")));
            prop_assert_eq!(theirs, ours);
        }
    }

    #[test]
    fn what_is_right_is_read() {
        let (theirs, ours) = both(r#"{"tags":[true,false],"title":"a","note":3,"maxCount":9}"#);
        assert_eq!(ours.unwrap(), theirs.unwrap());
        let (theirs, ours) = both(r#"{"tags":[],"title":"a"}"#);
        assert_eq!(ours.unwrap(), theirs.unwrap());
    }

    #[test]
    fn a_list_is_no_struct() {
        let (theirs, ours) = both(r#"["a",null,1,[]]"#);
        assert_eq!(ours, theirs);
        assert_eq!(ours.unwrap_err().kind().code(), "type");
    }

    #[test]
    fn a_form_is_read_too() {
        let read: Read = from_pairs(b"title=a&note=2&tags=true").unwrap();
        assert_eq!(read.0, Derived { title: "a".into(), note: Some(2), count: 0, tags: vec![true] });
    }
}
