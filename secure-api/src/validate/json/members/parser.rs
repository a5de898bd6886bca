//! How a document is read into its list.

use super::super::scanner::Scanner;
use super::{Document, Kind, Member, Names, Node, Text};

/// More members than this and an object is refused: a repeated name is looked for pair by pair.
pub(super) const MAX_MEMBERS: usize = 256;

/// Reads a document into its list. `None` wherever it is malformed, ambiguous or too deep.
pub(super) struct Parser<'a> {
    scanner: Scanner<'a>,
    read: Document<'a>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, read: Document<'a>) -> Self {
        Self { scanner: Scanner::new(text), read }
    }

    /// The whole text as one object.
    pub(super) fn document(mut self, depth: usize) -> Option<Document<'a>> {
        if self.scanner.peek() != Some(b'{') {
            return None;
        }
        self.object(Text::NONE, 0, depth)?;
        self.scanner.end().ok()?;
        Some(self.read)
    }

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
