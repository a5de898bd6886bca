//! What a client wrote, made harmless for a log.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The most characters of a text that are logged.
pub(super) const MOST_CHARS: usize = 256;

/// Escapes line ends, control characters and those that turn the direction of text, and cuts at 256 characters.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if text.len() <= MOST_CHARS && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len().min(MOST_CHARS));
    for (place, c) in text.chars().enumerate() {
        if place == MOST_CHARS {
            out.push('…');
            break;
        }
        if c.is_control() || turns_direction(c) || is_invisible(c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Unicode UAX 9: the marks, embeddings, overrides and isolates.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{200b}'..='\u{200d}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_end_or_a_turned_text_cannot_forge_an_entry() {
        assert_eq!(escaped("a\r\nevent=ok"), "a\\u{d}\\u{a}event=ok");
        assert_eq!(escaped("\u{202e}x\u{2066}\u{85}"), "\\u{202e}x\\u{2066}\\u{85}");
        assert_eq!(escaped("\u{2028}\u{1b}[2J"), "\\u{2028}\\u{1b}[2J");
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(escaped(&"x".repeat(10_000)).chars().count(), MOST_CHARS + 1);
    }
}
