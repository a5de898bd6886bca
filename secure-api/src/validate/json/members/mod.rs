//! A JSON object by its members, borrowed from the text it was read from: for tokens and keys, which are looked at member by
//! member. Read without serde, since every request with a new token waits for it.
//!
//! All values of a document stand in one list, and what an object or a list holds stands behind it: one allocation serves a
//! token.

mod parser;

use super::{MAX_DEPTH, text_of};
use parser::Parser;

/// How many values there is room for without growing. Tokens have about ten.
const USUAL_VALUES: usize = 16;

/// A document that is one object. No name occurs twice in an object of it, so that whoever looks one up sees what everybody
/// else sees.
pub(crate) struct Document<'a> {
    nodes: Vec<Node<'a>>,
    /// What had to be unescaped.
    unescaped: Vec<String>,
}

/// The members of an object.
#[derive(Clone, Copy)]
pub(crate) struct Members<'m>(Member<'m>);

/// The values of a list.
#[derive(Clone, Copy)]
pub(crate) struct Items<'m>(Member<'m>);

/// A value where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Member<'m> {
    document: &'m Document<'m>,
    node: &'m Node<'m>,
}

/// A value, where it may be of several types.
#[derive(Clone, Copy)]
pub(crate) enum Json<'m> {
    Text(&'m str),
    List(Items<'m>),
    Object(Members<'m>),
    /// A number, `null`, a truth value.
    Other,
}

/// A member is there, with another type than it has to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrongType;

/// It is no JSON, or no object. Which, nobody is told: it would quote the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

/// A value in the list, flat: what is passed around in pieces is written and read again as it was written.
struct Node<'a> {
    /// Empty where it is no member.
    name: Text<'a>,
    /// Empty where it is no text.
    text: Text<'a>,
    /// That of a whole number, and of an object the names of its members.
    number: u64,
    /// Its own place in the list.
    place: usize,
    /// How many of the nodes behind it are what it holds, with all that these hold.
    holds: usize,
    kind: Kind,
    /// The bit of its name.
    bit: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Whole,
    List,
    Object,
    Other,
}

#[derive(Clone, Copy)]
struct Text<'a> {
    plain: &'a str,
    /// Its number among those that had to be unescaped, from 1; 0 for a plain one.
    unescaped: usize,
}

/// Which names an object may have: one bit for each, which others share. Most names that are asked for are not there.
#[derive(Clone, Copy, Default)]
struct Names(u64);

impl<'a> Document<'a> {
    /// Reads a document that is one object, with nothing after it.
    pub(crate) fn read(document: &'a [u8]) -> Result<Self, Unreadable> {
        let text = text_of(document).map_err(|_| Unreadable)?;
        let read = Self { nodes: Vec::with_capacity(USUAL_VALUES), unescaped: Vec::new() };
        Parser::new(text, read).document(MAX_DEPTH).ok_or(Unreadable)
    }

    pub(crate) fn members(&self) -> Members<'_> {
        // There is a first one, and it is an object.
        const NONE: &Node<'_> = &Node::new(0, Text::NONE, 0, Kind::Object);
        Members(Member { document: self, node: self.nodes.first().unwrap_or(NONE) })
    }

    fn text(&self, text: &Text<'a>) -> &str {
        match text.unescaped.checked_sub(1) {
            None => text.plain,
            Some(number) => self.unescaped.get(number).map_or("", String::as_str),
        }
    }
}

impl<'m> Members<'m> {
    /// The member of that name.
    #[inline]
    pub(crate) fn find(&self, name: &str) -> Option<Member<'m>> {
        let bit = Names::bit(name);
        if Names(self.0.node.number).may_have(bit) { self.0.named(name, bit) } else { None }
    }

    pub(crate) fn get(&self, name: &str) -> Option<Json<'m>> {
        self.find(name).map(Member::json)
    }

    /// Each member, in the order of the document.
    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'m str, Member<'m>)> {
        self.0.held().map(|member| (member.document.text(&member.node.name), member))
    }

    #[inline]
    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    #[inline]
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'m str>, WrongType> {
        self.find(name).map(Member::text).transpose()
    }
}

impl<'m> Items<'m> {
    pub(crate) fn iter(self) -> impl Iterator<Item = Json<'m>> {
        self.members().map(Member::json)
    }

    pub(super) fn members(self) -> impl Iterator<Item = Member<'m>> {
        self.0.held()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.node.holds == 0
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.members().count()
    }

    /// They, unless one is no string.
    pub(crate) fn texts(self) -> Result<Vec<&'m str>, WrongType> {
        self.members().map(Member::text).collect()
    }
}

impl<'m> Member<'m> {
    /// The text that it is.
    #[inline]
    pub(crate) fn text(self) -> Result<&'m str, WrongType> {
        if self.node.kind == Kind::Text { Ok(self.document.text(&self.node.text)) } else { Err(WrongType) }
    }

    /// The number that it is, if that is written as a whole one and not negative.
    #[inline]
    pub(crate) fn whole(self) -> Result<u64, WrongType> {
        if self.node.kind == Kind::Whole { Ok(self.node.number) } else { Err(WrongType) }
    }

    pub(crate) fn json(self) -> Json<'m> {
        match self.node.kind {
            Kind::Text => Json::Text(self.document.text(&self.node.text)),
            Kind::List => Json::List(Items(self)),
            Kind::Object => Json::Object(Members(self)),
            Kind::Whole | Kind::Other => Json::Other,
        }
    }

    /// What it holds, one after the other.
    #[inline]
    fn held(self) -> impl Iterator<Item = Member<'m>> {
        self.held_until(self.node.place + 1 + self.node.holds)
    }

    #[inline]
    fn held_until(self, end: usize) -> impl Iterator<Item = Member<'m>> {
        let mut rest = self.document.nodes.get(self.node.place + 1..end).unwrap_or_default();
        core::iter::from_fn(move || {
            let (node, behind) = rest.split_first()?;
            rest = if node.holds == 0 { behind } else { behind.get(node.holds..)? };
            Some(Member { node, ..self })
        })
    }

    #[inline(never)]
    fn named(self, name: &str, bit: u8) -> Option<Member<'m>> {
        self.held().find(|member| member.has_name(name, bit))
    }

    fn has_name(self, name: &str, bit: u8) -> bool {
        self.node.bit == bit && self.document.text(&self.node.name) == name
    }
}

impl<'a> Node<'a> {
    const fn new(place: usize, name: Text<'a>, bit: u8, kind: Kind) -> Self {
        Self { name, text: Text::NONE, number: 0, place, holds: 0, kind, bit }
    }
}

impl Text<'_> {
    const NONE: Self = Self { plain: "", unescaped: 0 };
}

impl Names {
    const fn may_have(self, bit: u8) -> bool {
        self.0 >> bit & 1 == 1
    }

    const fn add(&mut self, bit: u8) {
        self.0 |= 1 << bit;
    }

    // The factors keep apart the names that tokens have.
    const fn bit(name: &str) -> u8 {
        let (first, last) = match name.as_bytes() {
            [first, .., last] => (*first, *last),
            [only] => (*only, *only),
            [] => (0, 0),
        };
        first.wrapping_add(last.wrapping_mul(43)).wrapping_add((name.len() as u8).wrapping_mul(42)) % 64
    }
}

#[cfg(test)]
mod tests {
    use super::parser::MAX_MEMBERS;
    use super::*;

    fn written(member: Member<'_>) -> String {
        match member.json() {
            Json::Text(text) => format!("{text:?}"),
            Json::List(items) => format!("[{}]", items.members().map(written).collect::<Vec<_>>().join(",")),
            Json::Object(members) => format!("{{{}}}", shown(members)),
            Json::Other => member.whole().map_or("other".to_owned(), |number| number.to_string()),
        }
    }

    fn shown(members: Members<'_>) -> String {
        let shown = members.iter().map(|(name, value)| {
            let value = written(value);
            // As it is found by its name.
            assert_eq!(members.find(name).map(written).as_ref(), Some(&value), "{name}");
            format!("{name}:{value}")
        });
        shown.collect::<Vec<_>>().join(",")
    }

    fn read(document: &str) -> Option<String> {
        Document::read(document.as_bytes()).ok().map(|document| shown(document.members()))
    }

    #[test]
    fn members_are_read_in_their_order_and_unescaped() {
        let document =
            r#" { "a" : "x\n", "\u0062":[1,-1,0,-0,1.5,1e2,true,null,{"c":[]}], "d":18446744073709551615 } "#;
        let expected = r#"a:"x\n",b:[1,other,0,other,other,other,other,other,{c:[]}],d:18446744073709551615"#;
        assert_eq!(read(document).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_ambiguous_malformed_or_no_object_is_refused() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(32), "]".repeat(32));
        let many = (0..=MAX_MEMBERS).map(|n| format!("\"{n}\":0")).collect::<Vec<_>>().join(",");
        for bad in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":1}"#,
            r#"{"a":{"b":1,"b":1}}"#,
            "[]",
            "1",
            "",
            "{",
            r#"{"a":1}x"#,
            r#"{"a":1,}"#,
            r#"{"a":01}"#,
            r#"{"a":1e999}"#,
            r#"{"a":"\ud800"}"#,
            "{\"a\":\"\u{1}\"}",
            r#"{"a"}"#,
            &deep,
            &format!("{{{many}}}"),
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert!(Document::read(b"{\"a\":\"\xff\"}").is_err());
    }
}
