//! The tokens of a document, from left to right.

use std::borrow::Cow;

use super::super::fault::{FaultKind, ReadFault};
use super::super::number::Number;
use super::keys::Keys;
use crate::words::{eight_digits, ends_json};

/// So many digits are less than 2^63.
const MOST_DIGITS: usize = 18;

/// A place in a text. Moves forward only, and stands between characters.
pub(super) struct Scanner<'de> {
    text: &'de str,
    at: usize,
}

/// How much of an object or a list was read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// Nothing behind the opening bracket.
    Opened,
    /// At least one entry.
    Inside,
    /// The closing bracket.
    Closed,
}

impl<'de> Scanner<'de> {
    pub(super) const fn new(text: &'de str) -> Self {
        Self { text, at: 0 }
    }

    /// The next byte that is no white space, left where it is.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> Option<u8> {
        match self.text.as_bytes().get(self.at) {
            Some(byte) if *byte > b' ' => Some(*byte),
            _ => self.peek_behind_space(),
        }
    }

    #[inline(never)]
    fn peek_behind_space(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let eaten = self.text.as_bytes().get(self.at).is_some_and(|next| *next == byte);
        self.at += usize::from(eaten);
        eaten
    }

    pub(super) fn word(&mut self, word: &'static str) -> Result<(), ReadFault> {
        if !self.rest().starts_with(word) {
            return Err(ReadFault::syntax());
        }
        self.at += word.len();
        Ok(())
    }

    /// A number that is whole, not negative and of a usual length; otherwise nothing is read.
    pub(super) fn whole(&mut self) -> Option<u64> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let first = rest.first_chunk().and_then(|word| eight_digits(u64::from_le_bytes(*word)));
        let (mut whole, mut length) = first.map_or((0, 0), |whole| (whole, 8));
        while let Some(digit @ b'0'..=b'9') = rest.get(length) {
            whole = whole.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            length += 1;
        }
        let is_plain = (1..=MOST_DIGITS).contains(&length)
            && (length == 1 || rest.first() != Some(&b'0'))
            && !matches!(rest.get(length), Some(b'.' | b'e' | b'E'));
        if !is_plain {
            return None;
        }
        self.at += length;
        Some(whole)
    }

    pub(super) fn number(&mut self) -> Result<Number<'de>, ReadFault> {
        let number = Number::prefix_of(self.rest()).ok_or(ReadFault::syntax())?;
        self.at += number.len();
        Ok(number)
    }

    /// A string, borrowed where nothing in it is escaped.
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, ReadFault> {
        match self.plain_string() {
            Some(plain) => Ok(Cow::Borrowed(plain)),
            None => self.any_string(),
        }
    }

    /// A string in which nothing is escaped; otherwise nothing is read. Nearly all are, of each name and each text of a request.
    #[inline(always)]
    pub(super) fn plain_string(&mut self) -> Option<&'de str> {
        let Some([b'"', rest @ ..]) = self.text.as_bytes().get(self.at..) else { return None };
        let length = plain_length(rest)?;
        if rest.get(length) != Some(&b'"') {
            return None;
        }
        let from = self.at + 1;
        let plain = self.text.get(from..from + length)?;
        self.at = from + length + 1;
        Some(plain)
    }

    fn any_string(&mut self) -> Result<Cow<'de, str>, ReadFault> {
        self.expect(b'"')?;
        let plain = self.plain()?;
        if self.eat(b'"') {
            return Ok(Cow::Borrowed(plain));
        }
        // In full from the start: a text that grows leaves copies of itself behind, and it may be a secret.
        let mut unescaped = String::with_capacity(plain.len() + self.until_quote());
        unescaped.push_str(plain);
        while !self.eat(b'"') {
            unescaped.push(self.escape()?);
            unescaped.push_str(self.plain()?);
        }
        Ok(Cow::Owned(unescaped))
    }

    /// Whether a further entry follows; if not, the closing bracket is read.
    #[inline]
    pub(super) fn has_entry(&mut self, close: u8, progress: &mut Progress) -> Result<bool, ReadFault> {
        if *progress == Progress::Closed {
            return Ok(false);
        }
        self.peek();
        if self.eat(close) {
            *progress = Progress::Closed;
            return Ok(false);
        }
        if *progress == Progress::Inside {
            self.expect(b',')?;
        }
        *progress = Progress::Inside;
        Ok(true)
    }

    /// The name of a further member, up to and with its colon, whether or not there was one of that name.
    #[inline]
    pub(super) fn name(&mut self, progress: &mut Progress) -> Result<Option<Cow<'de, str>>, ReadFault> {
        if !self.has_entry(b'}', progress)? {
            return Ok(None);
        }
        self.peek();
        let name = match self.plain_string() {
            Some(plain) => Cow::Borrowed(plain),
            None => self.any_string()?,
        };
        self.peek();
        self.expect(b':')?;
        Ok(Some(name))
    }

    /// The key of a further member, which is new.
    #[inline]
    pub(super) fn key(
        &mut self,
        progress: &mut Progress,
        known: &mut Keys<'de>,
    ) -> Result<Option<Cow<'de, str>>, ReadFault> {
        let Some(key) = self.name(progress)? else { return Ok(None) };
        if known.insert(key.clone()) || !guard!(DuplicateKey) {
            Ok(Some(key))
        } else {
            Err(ReadFault::new(FaultKind::DuplicateKey).under_key(&key))
        }
    }

    /// Nothing but white space is left.
    pub(super) fn end(&mut self) -> Result<(), ReadFault> {
        if self.peek().is_none() { Ok(()) } else { Err(ReadFault::syntax()) }
    }

    fn rest(&self) -> &'de str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// How many bytes the rest of a string takes at most.
    fn until_quote(&self) -> usize {
        let mut escaped = false;
        let ends = |byte: u8| {
            let end = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            end
        };
        self.rest().bytes().position(ends).unwrap_or_default()
    }

    fn expect(&mut self, byte: u8) -> Result<(), ReadFault> {
        if self.eat(byte) { Ok(()) } else { Err(ReadFault::syntax()) }
    }

    /// As far as a string goes without a quote, a backslash or a control character. The caller refuses the latter: what follows
    /// is then neither the end nor an escape.
    #[inline]
    fn plain(&mut self) -> Result<&'de str, ReadFault> {
        let rest = self.rest();
        let length = plain_length(rest.as_bytes()).ok_or(ReadFault::syntax())?;
        self.at += length;
        rest.get(..length).ok_or(ReadFault::syntax())
    }

    fn escape(&mut self) -> Result<char, ReadFault> {
        self.expect(b'\\')?;
        let letter = self.text.as_bytes().get(self.at).ok_or(ReadFault::syntax())?;
        let meant = match letter {
            b'"' | b'\\' | b'/' => char::from(*letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.scalar(),
            _ => return Err(ReadFault::syntax()),
        };
        self.at += 1;
        Ok(meant)
    }

    /// `uXXXX`, or a pair of surrogates. A surrogate on its own is no character.
    fn scalar(&mut self) -> Result<char, ReadFault> {
        let first = self.code_unit()?;
        let point = if (0xd800..0xdc00).contains(&first) {
            self.expect(b'\\')?;
            let second = self.code_unit()?;
            if !(0xdc00..0xe000).contains(&second) {
                return Err(ReadFault::syntax());
            }
            0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        char::from_u32(point).ok_or(ReadFault::syntax())
    }

    fn code_unit(&mut self) -> Result<u32, ReadFault> {
        self.expect(b'u')?;
        let mut unit = 0;
        for _ in 0..4 {
            let byte = self.text.as_bytes().get(self.at).copied().ok_or(ReadFault::syntax())?;
            unit = unit * 16 + char::from(byte).to_digit(16).ok_or(ReadFault::syntax())?;
            self.at += 1;
        }
        Ok(unit)
    }
}

/// How far it is to a quote, a backslash or a control character; `None` where there is none.
#[inline]
fn plain_length(bytes: &[u8]) -> Option<usize> {
    let (mut rest, mut length) = (bytes, 0);
    while let Some((word, behind)) = rest.split_first_chunk() {
        let ends = ends_json(u64::from_le_bytes(*word));
        if ends != 0 {
            return Some(length + ends.trailing_zeros() as usize / 8);
        }
        (rest, length) = (behind, length + 8);
    }
    plain_end(rest).map(|end| length + end)
}

/// The same for less than a word. Apart, since a document rarely ends that soon after a string.
#[cold]
#[inline(never)]
fn plain_end(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn a_plain_length_is_that_of_a_search_byte_by_byte(
            bytes in prop::collection::vec(prop_oneof![Just(b'"'), Just(b'\\'), 0x1d_u8..0x23, any::<u8>(), 0x7e_u8..0x82], 0..40),
        ) {
            let slowly = bytes.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f));
            prop_assert_eq!(plain_length(&bytes), slowly);
        }
    }
}
