//! A JSON object by its members, borrowed from the text it was read from.

use core::fmt;
use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// More members than this and an object is refused: a repeated name is looked for pair by pair.
const MAX_MEMBERS: usize = 256;

/// The members of an object. No name occurs twice, so that whoever looks one up sees what everybody else sees.
pub(super) struct Members<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

/// A value, in the detail that tokens and keys need.
pub(super) enum Json<'a> {
    Text(Cow<'a, str>),
    /// A number written as a whole one, and not negative.
    Whole(u64),
    List(Vec<Json<'a>>),
    Object(Members<'a>),
    /// `null`, a truth value, any other number.
    Other,
}

/// A member is there, with another type than it has to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WrongType;

impl<'a> Members<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&Json<'a>> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, WrongType> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(_) => Err(WrongType),
        }
    }

    pub(super) fn whole(&self, name: &str) -> Result<Option<u64>, WrongType> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Whole(number)) => Ok(Some(*number)),
            Some(_) => Err(WrongType),
        }
    }
}

impl<'a> Json<'a> {
    /// A list of nothing but strings.
    pub(super) fn texts<'j>(items: &'j [Json<'a>]) -> Result<Vec<&'j str>, WrongType> {
        items.iter().map(|item| if let Json::Text(text) = item { Ok(text.as_ref()) } else { Err(WrongType) }).collect()
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ReadMembers)
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReadJson)
    }
}

/// A name. Borrowed where nothing in it is escaped.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(ReadName)
    }
}

struct ReadName;

impl<'de> Visitor<'de> for ReadName {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Owned(text.to_owned())))
    }
}

struct ReadMembers;

impl<'de> Visitor<'de> for ReadMembers {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members: Vec<(Cow<'de, str>, Json<'de>)> = Vec::with_capacity(8);
        while let Some(Name(name)) = map.next_key()? {
            if members.len() >= MAX_MEMBERS || members.iter().any(|(known, _)| *known == name) {
                return Err(A::Error::custom("repeated names, or too many"));
            }
            members.push((name, map.next_value()?));
        }
        Ok(Members(members))
    }
}

struct ReadJson;

impl<'de> Visitor<'de> for ReadJson {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Json::Whole(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(u64::try_from(number).map_or(Json::Other, Json::Whole))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Json::Other)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Json::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Json::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        ReadMembers.visit_map(map).map(Json::Object)
    }
}

/// One member of an object and no other, without keeping the rest.
pub(super) struct OnlyIssuer<'a>(pub(super) Option<Cow<'a, str>>);

impl<'de> Deserialize<'de> for OnlyIssuer<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ReadIssuer)
    }
}

struct ReadIssuer;

impl<'de> Visitor<'de> for ReadIssuer {
    type Value = OnlyIssuer<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut issuer = None;
        while let Some(Name(name)) = map.next_key()? {
            if name != "iss" {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let Name(value) = map.next_value()?;
            if issuer.replace(value).is_some() {
                return Err(A::Error::custom("a repeated name"));
            }
        }
        Ok(OnlyIssuer(issuer))
    }
}
