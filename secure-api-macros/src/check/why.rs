//! What a reason is: the runtime has the same in `policy/audit/why.rs`.

/// As many bytes of letters as the shortest text that says anything has: `demo`, or two signs of Chinese.
const FEWEST: usize = 4;

/// Where no letters are, or such as cannot be seen: marks, signs, spaces of all kinds, what only joins others.
const NO_LETTERS: &[(u32, u32)] = &[
    (0x80, 0xbf),
    (0x2b0, 0x36f),
    (0x61c, 0x61c),
    (0x115f, 0x1160),
    (0x1680, 0x1680),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x1ab0, 0x1aff),
    (0x1dc0, 0x1dff),
    (0x2000, 0x2bff),
    (0x2e00, 0x2e7f),
    (0x3000, 0x303f),
    (0x3164, 0x3164),
    (0xe000, 0xf8ff),
    (0xfe00, 0xfe6f),
    (0xfeff, 0xfeff),
    (0xff00, 0xff0f),
    (0xffa0, 0xffa0),
    (0xfff0, 0xffff),
    (0x1_bca0, 0x1_bca3),
    (0x1_d000, 0x1_d3ff),
    (0x1_f000, 0x1_faff),
    (0xe_0000, 0x10_ffff),
];

/// What is said of one that is none.
pub(crate) fn no_reason(of: &str, written: &str) -> String {
    if written.trim().is_empty() {
        format!("`{of}` has no reason")
    } else {
        format!("`{of}` has a text that is no reason")
    }
}

/// Whether a text is a reason: it has letters that can be seen, and is not the place that our own help leaves for one.
pub(crate) const fn says_why(reason: &str) -> bool {
    let mut rest = reason.trim_ascii().as_bytes();
    if matches!(rest, [b'w', b'h', b'y', b' ', ..]) {
        return false;
    }
    let mut letters = 0;
    while let [first, after @ ..] = rest {
        let (letter, behind) = match (*first, after) {
            (b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9', _) => (1, after),
            (0xc0..=0xdf, [b, behind @ ..]) => (if is_letter(*first & 0x1f, &[*b]) { 2 } else { 0 }, behind),
            (0xe0..=0xef, [b, c, behind @ ..]) => (if is_letter(*first & 0x0f, &[*b, *c]) { 3 } else { 0 }, behind),
            (0xf0.., [b, c, d, behind @ ..]) => (if is_letter(*first & 0x07, &[*b, *c, *d]) { 4 } else { 0 }, behind),
            _ => (0, after),
        };
        letters += letter;
        rest = behind;
    }
    letters >= FEWEST
}

/// Of the first bits of a sign, and the bytes that continue it.
const fn is_letter(first: u8, others: &[u8]) -> bool {
    let (mut sign, mut at) = (first as u32, 0);
    while at < others.len() {
        sign = sign << 6 | (others[at] & 0x3f) as u32;
        at += 1;
    }
    let mut range = 0;
    while range < NO_LETTERS.len() {
        if NO_LETTERS[range].0 <= sign && sign <= NO_LETTERS[range].1 {
            return false;
        }
        range += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::says_why;

    #[test]
    fn a_reason_says_something() {
        for blank in [
            "",
            " ",
            "\n",
            "why it is",
            " ..",
            "..",
            ".....",
            "-",
            "?!",
            "n/a",
            "x",
            "\u{200b}",
            "\u{2800}\u{2800}",
            "\u{3164}\u{3164}",
            "\u{115f}\u{1160}",
            "\u{feff}\u{feff}",
            "\u{a0}\u{ad}\u{34f}",
            "\u{ffa0}\u{ffa0}",
            "\u{e0041}\u{e0042}",
            "\u{2014}\u{2026}",
            "\u{1f44d}\u{1f44d}",
            "a\u{200b}\u{200b}b",
        ] {
            assert!(!says_why(blank), "{blank:?}");
        }
        for reason in ["a partner's id", "whyever", "..and more", "demo", "健康", "проверка", "für uns", "ヘルス"]
        {
            assert!(says_why(reason), "{reason:?}");
        }
    }
}
