//! A JSON object by its members, borrowed from the text it was read from: for tokens and keys, which are looked at member by
//! member. Read without serde, since every request with a new token waits for it.
//!
//! All values of a document stand in one list, and what an object or a list holds stands behind it: one allocation serves a
//! token.

use super::scanner::Scanner;
use super::{MAX_DEPTH, text_of};

/// More members than this and an object is refused: a repeated name is looked for pair by pair.
const MAX_MEMBERS: usize = 256;

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
        let mut parser = Parser { scanner: Scanner::new(text), read };
        let is_object = parser.scanner.peek() == Some(b'{');
        let whole = is_object && parser.object(Text::NONE, 0, MAX_DEPTH).is_some() && parser.scanner.end().is_ok();
        if whole { Ok(parser.read) } else { Err(Unreadable) }
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

/// Reads a document into its list. `None` wherever it is malformed, ambiguous or too deep.
struct Parser<'a> {
    scanner: Scanner<'a>,
    read: Document<'a>,
}

impl<'a> Parser<'a> {
    fn value(&mut self, name: Text<'a>, bit: u8, depth: usize) -> Option<()> {
        let (kind, text, number) = match self.scanner.peek()? {
            b'"' => (Kind::Text, self.text()?, 0),
            b'{' => return self.object(name, bit, depth),
            b'[' => return self.list(name, bit, depth),
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            b'-' | b'0'..=b'9' => match self.scanner.whole() {
                Some(whole) => (Kind::Whole, Text::NONE, whole),
                None => self.number()?,
            },
            _ => return None,
        };
        let place = self.read.nodes.len();
        self.read.nodes.push(Node { name, text, number, place, holds: 0, kind, bit });
        Some(())
    }

    fn object(&mut self, name: Text<'a>, bit: u8, depth: usize) -> Option<()> {
        let (below, place) = (below(depth)?, self.read.nodes.len());
        self.read.nodes.push(Node::new(place, name, bit, Kind::Object));
        self.scanner.eat(b'{');
        let (mut names, mut count) = (Names::default(), 0);
        let mut goes_on = self.scanner.peek() != Some(b'}');
        while goes_on {
            let name = self.text()?;
            let bit = Names::bit(self.read.text(&name));
            if count >= MAX_MEMBERS || (names.may_have(bit) && self.is_repeated(&name, bit, place)) {
                return None;
            }
            names.add(bit);
            count += 1;
            self.scanner.peek();
            if !self.scanner.eat(b':') {
                return None;
            }
            self.value(name, bit, below)?;
            goes_on = self.goes_on(b'}')?;
        }
        self.close(b'}', place, names)
    }

    fn list(&mut self, name: Text<'a>, bit: u8, depth: usize) -> Option<()> {
        let (below, place) = (below(depth)?, self.read.nodes.len());
        self.read.nodes.push(Node::new(place, name, bit, Kind::List));
        self.scanner.eat(b'[');
        let mut goes_on = self.scanner.peek() != Some(b']');
        while goes_on {
            self.value(Text::NONE, 0, below)?;
            goes_on = self.goes_on(b']')?;
        }
        self.close(b']', place, Names::default())
    }

    /// Whether an entry follows the last one, which a comma says.
    #[inline(always)]
    fn goes_on(&mut self, close: u8) -> Option<bool> {
        let next = self.scanner.peek()?;
        if next == b',' {
            self.scanner.eat(b',');
            self.scanner.peek();
            return Some(true);
        }
        (next == close).then_some(false)
    }

    /// Reads the bracket that is next, and writes down what the object or list at this place holds.
    fn close(&mut self, close: u8, place: usize, names: Names) -> Option<()> {
        self.scanner.eat(close);
        let holds = self.read.nodes.len() - place - 1;
        let node = self.read.nodes.get_mut(place)?;
        (node.holds, node.number) = (holds, names.0);
        Some(())
    }

    /// Whether the object at this place, of which all that is read so far stands behind it, has a member of that name.
    #[cold]
    fn is_repeated(&self, name: &Text<'a>, bit: u8, place: usize) -> bool {
        let Some(node) = self.read.nodes.get(place) else { return true };
        let mut known = Member { document: &self.read, node }.held_until(self.read.nodes.len());
        guard!(DuplicateClaims) && known.any(|known| known.has_name(self.read.text(name), bit))
    }

    #[inline]
    fn text(&mut self) -> Option<Text<'a>> {
        match self.plain() {
            Some(plain) => Some(Text { plain, unescaped: 0 }),
            None => self.unescaped(),
        }
    }

    #[inline(never)]
    fn plain(&mut self) -> Option<&'a str> {
        self.scanner.plain_string()
    }

    #[cold]
    fn unescaped(&mut self) -> Option<Text<'a>> {
        let unescaped = self.scanner.string().ok()?.into_owned();
        self.read.unescaped.push(unescaped);
        Some(Text { plain: "", unescaped: self.read.unescaped.len() })
    }

    fn word(&mut self, word: &'static str) -> Option<(Kind, Text<'a>, u64)> {
        self.scanner.word(word).ok().map(|()| (Kind::Other, Text::NONE, 0))
    }

    /// One that is not written as a whole number of a usual length.
    #[cold]
    fn number(&mut self) -> Option<(Kind, Text<'a>, u64)> {
        let number = self.scanner.number().ok()?;
        if !number.is_negative()
            && let Ok(whole) = number.integer()
        {
            return Some((Kind::Whole, Text::NONE, whole));
        }
        // One that is no double either is refused, as everywhere.
        number.double().ok().map(|_| (Kind::Other, Text::NONE, 0))
    }
}

fn below(depth: usize) -> Option<usize> {
    if guard!(TokenDepth) { depth.checked_sub(1) } else { Some(depth) }
}

#[cfg(test)]
mod tests {
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
