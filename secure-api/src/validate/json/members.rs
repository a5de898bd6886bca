//! A JSON object by its members, borrowed from the text it was read from: for tokens and keys, which are looked at member by
//! member. Read without serde, since every request with a new token waits for it.
//!
//! All values of a document stand in one list, and what an object or a list holds stands behind it: one allocation serves a
//! token.

use std::borrow::Cow;

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
}

/// The members of an object.
#[derive(Clone, Copy)]
pub(crate) struct Members<'m> {
    items: Items<'m>,
    names: Names,
}

/// Values in their order.
#[derive(Clone, Copy)]
pub(crate) struct Items<'m> {
    /// They, and all that they hold.
    nodes: &'m [Node<'m>],
}

/// A value, in the detail that tokens and keys need.
#[derive(Clone, Copy)]
pub(crate) enum Json<'m> {
    Text(&'m str),
    /// A number written as a whole one, and not negative.
    Whole(u64),
    List(Items<'m>),
    Object(Members<'m>),
    /// `null`, a truth value, any other number.
    Other,
}

/// A member is there, with another type than it has to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrongType;

/// It is no JSON, or no object. Which, nobody is told: it would quote the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

/// A value in the list.
struct Node<'a> {
    /// Empty where it is no member.
    name: Cow<'a, str>,
    value: Value<'a>,
    /// How many of the nodes behind it are what it holds, with all that these hold.
    holds: usize,
    /// The bit of its name.
    bit: u8,
}

enum Value<'a> {
    Text(Cow<'a, str>),
    Whole(u64),
    List,
    Object(Names),
    Other,
}

/// Which names an object may have: one bit for each, which others share. Most names that are asked for are not there.
#[derive(Clone, Copy, Default)]
struct Names(u64);

impl<'a> Document<'a> {
    /// Reads a document that is one object, with nothing after it.
    pub(crate) fn read(document: &'a [u8]) -> Result<Self, Unreadable> {
        let text = text_of(document).map_err(|_| Unreadable)?;
        let mut parser = Parser { scanner: Scanner::new(text), nodes: Vec::with_capacity(USUAL_VALUES) };
        let is_object = parser.scanner.peek() == Some(b'{');
        let whole =
            is_object && parser.object(Cow::Borrowed(""), 0, MAX_DEPTH).is_some() && parser.scanner.end().is_ok();
        if whole { Ok(Self { nodes: parser.nodes }) } else { Err(Unreadable) }
    }

    pub(crate) fn members(&self) -> Members<'_> {
        match self.nodes.split_first() {
            Some((Node { value: Value::Object(names), .. }, nodes)) => {
                Members { items: Items { nodes }, names: *names }
            }
            _ => Members { items: Items { nodes: &[] }, names: Names::default() },
        }
    }
}

impl<'m> Members<'m> {
    #[inline]
    pub(crate) fn get(&self, name: &str) -> Option<Json<'m>> {
        let bit = Names::bit(name);
        if self.names.may_have(bit) { self.items.named(name, bit) } else { None }
    }

    /// Each member, in the order of the document.
    #[inline]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'m str, Json<'m>)> {
        self.items.entries().map(|(node, held)| (&*node.name, node.json(held)))
    }

    #[inline]
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    #[inline]
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'m str>, WrongType> {
        self.get(name).map(Json::text).transpose()
    }
}

impl<'m> Items<'m> {
    pub(crate) fn iter(self) -> impl Iterator<Item = Json<'m>> {
        self.entries().map(|(node, held)| node.json(held))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.entries().count()
    }

    /// They, unless one is no string.
    pub(crate) fn texts(self) -> Result<Vec<&'m str>, WrongType> {
        self.iter().map(Json::text).collect()
    }

    /// Each with what it holds.
    #[inline]
    fn entries(self) -> impl Iterator<Item = (&'m Node<'m>, Items<'m>)> {
        let mut rest = self.nodes;
        core::iter::from_fn(move || {
            let (node, behind) = rest.split_first()?;
            let (nodes, after) =
                if node.holds == 0 { (&[][..], behind) } else { behind.split_at_checked(node.holds)? };
            rest = after;
            Some((node, Items { nodes }))
        })
    }

    #[inline(never)]
    fn named(self, name: &str, bit: u8) -> Option<Json<'m>> {
        let is_meant = |node: &Node<'_>| node.bit == bit && node.name == name;
        self.entries().find(|(node, _)| is_meant(node)).map(|(node, held)| node.json(held))
    }
}

impl Node<'_> {
    #[inline]
    fn json<'m>(&'m self, held: Items<'m>) -> Json<'m> {
        match &self.value {
            Value::Text(text) => Json::Text(text),
            Value::Whole(number) => Json::Whole(*number),
            Value::List => Json::List(held),
            Value::Object(names) => Json::Object(Members { items: held, names: *names }),
            Value::Other => Json::Other,
        }
    }
}

impl<'m> Json<'m> {
    /// The text that it is.
    pub(crate) fn text(self) -> Result<&'m str, WrongType> {
        if let Json::Text(text) = self { Ok(text) } else { Err(WrongType) }
    }

    /// The number that it is, if that is a whole one and not negative.
    pub(crate) fn whole(self) -> Result<u64, WrongType> {
        if let Json::Whole(number) = self { Ok(number) } else { Err(WrongType) }
    }
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
    nodes: Vec<Node<'a>>,
}

impl<'a> Parser<'a> {
    fn value(&mut self, name: Cow<'a, str>, bit: u8, depth: usize) -> Option<()> {
        let value = match self.scanner.peek()? {
            b'"' => Value::Text(self.text()?),
            b'{' => return self.object(name, bit, depth),
            b'[' => return self.list(name, bit, depth),
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            b'-' | b'0'..=b'9' => self.number()?,
            _ => return None,
        };
        self.nodes.push(Node { name, value, holds: 0, bit });
        Some(())
    }

    fn object(&mut self, name: Cow<'a, str>, bit: u8, depth: usize) -> Option<()> {
        let (below, place) = (below(depth)?, self.nodes.len());
        self.nodes.push(Node { name, value: Value::Other, holds: 0, bit });
        self.scanner.eat(b'{');
        let (mut names, mut count) = (Names::default(), 0);
        let mut goes_on = self.scanner.peek() != Some(b'}');
        while goes_on {
            let name = self.text()?;
            let bit = Names::bit(&name);
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
        self.close(place, Value::Object(names))
    }

    fn list(&mut self, name: Cow<'a, str>, bit: u8, depth: usize) -> Option<()> {
        let (below, place) = (below(depth)?, self.nodes.len());
        self.nodes.push(Node { name, value: Value::Other, holds: 0, bit });
        self.scanner.eat(b'[');
        let mut goes_on = self.scanner.peek() != Some(b']');
        while goes_on {
            self.value(Cow::Borrowed(""), 0, below)?;
            goes_on = self.goes_on(b']')?;
        }
        self.close(place, Value::List)
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
    fn close(&mut self, place: usize, value: Value<'a>) -> Option<()> {
        self.scanner.eat(if matches!(value, Value::List) { b']' } else { b'}' });
        let holds = self.nodes.len() - place - 1;
        let node = self.nodes.get_mut(place)?;
        (node.value, node.holds) = (value, holds);
        Some(())
    }

    /// Whether the object at this place, of which all that is read so far stands behind it, has a member of that name.
    #[cold]
    fn is_repeated(&self, name: &str, bit: u8, place: usize) -> bool {
        let nodes = self.nodes.get(place + 1..).unwrap_or_default();
        guard!(DuplicateClaims) && Items { nodes }.named(name, bit).is_some()
    }

    fn text(&mut self) -> Option<Cow<'a, str>> {
        match self.scanner.plain_string() {
            Some(plain) => Some(Cow::Borrowed(plain)),
            None => self.scanner.string().ok(),
        }
    }

    fn word(&mut self, word: &'static str) -> Option<Value<'a>> {
        self.scanner.word(word).ok().map(|()| Value::Other)
    }

    fn number(&mut self) -> Option<Value<'a>> {
        if let Some(whole) = self.scanner.whole() {
            return Some(Value::Whole(whole));
        }
        let number = self.scanner.number().ok()?;
        if !number.is_negative()
            && let Ok(whole) = number.integer()
        {
            return Some(Value::Whole(whole));
        }
        // One that is no double either is refused, as everywhere.
        number.double().ok().map(|_| Value::Other)
    }
}

fn below(depth: usize) -> Option<usize> {
    if guard!(TokenDepth) { depth.checked_sub(1) } else { Some(depth) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: Json<'_>) -> String {
        match value {
            Json::Text(text) => format!("{text:?}"),
            Json::Whole(number) => number.to_string(),
            Json::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(",")),
            Json::Object(members) => format!("{{{}}}", shown(members)),
            Json::Other => "other".to_owned(),
        }
    }

    fn shown(members: Members<'_>) -> String {
        let shown = members.iter().map(|(name, value)| {
            let value = written(value);
            // As it is found by its name.
            assert_eq!(members.get(name).map(written).as_ref(), Some(&value), "{name}");
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
