//! A text that is put together while the compiler runs.

use core::fmt;

const MOST: usize = 2048;

/// What is kept for the last line, so that a message with many names still says its rule.
const LAST_LINE: usize = 128;

const PAGES: &str = "https://docs.rs/secure-api/latest/secure_api/manual/rules/";

/// A message of the audit.
pub struct Text {
    bytes: [u8; MOST],
    len: usize,
}

impl Text {
    /// Pieces, one after the other. What does not fit is left out, a piece at a time.
    pub(crate) const fn of(pieces: &[&str]) -> Self {
        let mut text = Self { bytes: [0; MOST], len: 0 };
        let mut at = 0;
        while at < pieces.len() {
            text = text.and(pieces[at]);
            at += 1;
        }
        text
    }

    /// One more piece.
    pub(crate) const fn and(self, piece: &str) -> Self {
        if self.len + piece.len() > MOST - LAST_LINE { self } else { self.with(piece) }
    }

    /// The last line: the id of the rule, and where it is explained.
    pub(crate) const fn rule(self, id: &str) -> Self {
        let mut text = self.with("\nrule: ").with(id).with(" ").with(PAGES).with(id).with("/");
        let mut at = text.len - id.len() - 1;
        while at < text.len {
            text.bytes[at] = text.bytes[at].to_ascii_lowercase();
            at += 1;
        }
        text
    }

    const fn with(mut self, piece: &str) -> Self {
        let piece = piece.as_bytes();
        let mut at = 0;
        while at < piece.len() {
            self.bytes[self.len] = piece[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    /// A number, in decimal.
    pub(crate) const fn and_number(self, number: u32) -> Self {
        let digit = match core::str::from_utf8(b"0123456789".split_at(number as usize % 10).1) {
            Ok(from_here) => from_here.split_at(1).0,
            Err(_) => "",
        };
        if number < 10 { self.and(digit) } else { self.and_number(number / 10).and(digit) }
    }

    /// Names in backticks, with commas between them.
    pub(super) const fn and_listed(self, names: &[&str]) -> Self {
        let mut text = self;
        let mut at = 0;
        while at < names.len() {
            text = text.and(if at == 0 { "`" } else { ", `" }).and(names[at]).and("`");
            at += 1;
        }
        text
    }

    /// The message.
    pub const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Text").field(&self.as_str()).finish()
    }
}
