//! The coding of a token's segments (RFC 4648, 5), in its one canonical spelling: no padding, no white space, no unused bits
//! that are set.
//!
//! The claims of every token that is not known yet go through here. Crates take twice as long: they find out where the first
//! wrong byte stands, and work for alphabets that are chosen while they run.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Set by a byte outside of the alphabet, wherever it stands among four.
const WRONG: u32 = 1 << 24;

/// What a byte stands for as the first, second, third and fourth of four.
const FIRST: [u32; 256] = shifted(18);
const SECOND: [u32; 256] = shifted(12);
const THIRD: [u32; 256] = shifted(6);
const FOURTH: [u32; 256] = shifted(0);

#[allow(clippy::indexing_slicing, reason = "an index out of bounds does not compile here")]
const fn shifted(by: u32) -> [u32; 256] {
    let (mut table, mut value) = ([WRONG; 256], 0);
    while value < ALPHABET.len() {
        table[ALPHABET[value] as usize] = (value as u32) << by;
        value += 1;
    }
    table
}

/// How many bytes a text of this length stands for.
pub(super) const fn decoded_len(text: &str) -> usize {
    text.len() / 4 * 3 + text.len() % 4 * 3 / 4
}

/// The bytes that a text stands for; `None` where it is no such text.
#[allow(
    clippy::slow_vector_initialization,
    reason = "an allocator has memory of this size at hand, and none that is known to be blank"
)]
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let length = decoded_len(text);
    let mut bytes = Vec::with_capacity(length);
    bytes.resize(length, 0);
    decode_into(text, &mut bytes).then_some(bytes)
}

/// The same into `bytes`, of which there have to be as many as the text stands for. Whether it is such a text.
pub(super) fn decode_into(text: &str, bytes: &mut [u8]) -> bool {
    let (quads, rest) = text.as_bytes().as_chunks::<4>();
    let Some((bytes, left)) = bytes.split_at_mut_checked(quads.len() * 3) else { return false };
    let (eights, quads) = quads.as_chunks::<2>();
    let (sixes, triples) = bytes.as_chunks_mut::<6>();
    let mut all = 0;
    for ([first, second], six) in eights.iter().zip(sixes) {
        let (first, second) = (value(first), value(second));
        let [_, _, bytes @ ..] = (u64::from(first) << 24 | u64::from(second & !WRONG)).to_be_bytes();
        *six = bytes;
        all |= first | second;
    }
    if let ([quad], [x, y, z]) = (quads, triples) {
        let value = value(quad);
        [_, *x, *y, *z] = value.to_be_bytes();
        all |= value;
    }
    // Of what is left over, bits that are no whole byte have to be 0.
    let (value, unused) = match (rest, left) {
        ([], []) => (0, 0),
        ([a, b], [x]) => {
            let value = of(&FIRST, *a) | of(&SECOND, *b);
            *x = (value >> 16) as u8;
            (value, value & 0xffff)
        }
        ([a, b, c], [x, y]) => {
            let value = of(&FIRST, *a) | of(&SECOND, *b) | of(&THIRD, *c);
            (*x, *y) = ((value >> 16) as u8, (value >> 8) as u8);
            (value, value & 0xff)
        }
        _ => (WRONG, 0),
    };
    (all | value) & WRONG == 0 && (unused == 0 || !guard!(TokenSpelling))
}

fn value([a, b, c, d]: &[u8; 4]) -> u32 {
    of(&FIRST, *a) | of(&SECOND, *b) | of(&THIRD, *c) | of(&FOURTH, *d)
}

fn of(table: &[u32; 256], byte: u8) -> u32 {
    table.get(usize::from(byte)).copied().unwrap_or(WRONG)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_has_one_spelling() {
        for (text, bytes) in [("", ""), ("Zg", "f"), ("Zm8", "fo"), ("Zm9v", "foo"), ("Zm9vYg", "foob")] {
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        for wrong in ["Z", "Zh", "Zm9", "Zg==", "Zm9v\n", " Zm9v", "Zm9vY", "Zm9.", "Z+8", "Z/8", "Zm9é", "=", "Zm9vZ"]
        {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_byte_is_judged_as_by_another_decoder() {
        for byte in 0..=127_u8 {
            for text in [[b'A', byte, b'A', b'A'], [byte, b'A', b'A', b'A'], [b'A', b'A', b'A', byte]] {
                let text = core::str::from_utf8(&text).unwrap();
                assert_eq!(decode(text), URL_SAFE_NO_PAD.decode(text).ok(), "{text:?}");
                assert_eq!(decode(&text[..2]), URL_SAFE_NO_PAD.decode(&text[..2]).ok(), "{text:?}");
                assert_eq!(decode(&text[1..]), URL_SAFE_NO_PAD.decode(&text[1..]).ok(), "{text:?}");
            }
        }
    }

    #[test]
    fn two_wrong_bytes_do_not_make_up_for_each_other() {
        for good in ["AAAA", "AA", "AAA", "AAAAAA", "AAAAAAA", "AAAAAAAA", "AAAAAAAAAAAA"] {
            for first in 0..good.len() {
                for second in 0..first {
                    let mut text = good.to_owned();
                    text.replace_range(first..=first, "+");
                    text.replace_range(second..=second, "/");
                    assert_eq!(decode(&text), None, "{text}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn it_agrees_with_another_decoder(text in r"[A-Za-z0-9_-]{0,90}|[A-Zaz09_+/=. -]{0,9}|\PC{0,9}") {
            prop_assert_eq!(decode(&text), URL_SAFE_NO_PAD.decode(&text).ok());
        }

        #[test]
        fn what_is_encoded_is_decoded(bytes in prop::collection::vec(any::<u8>(), 0..70)) {
            let text = URL_SAFE_NO_PAD.encode(&bytes);
            prop_assert_eq!(decode(&text), Some(bytes));
        }
    }
}
