//! Eight bytes at a time, for texts that every request is read or told of in.

/// Sets the top bit of each byte that is less than `bound`, and at times that of one above the first of these: what is
/// subtracted from a byte that is too small is borrowed from the next. `bound` is 128 at the most.
pub(crate) const fn below(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(each(bound)) & !word & each(0x80)
}

/// Eight times the same byte.
pub(crate) const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Sets a bit where a byte is a quote, a backslash or a control character: the lowest is in the first of these.
pub(crate) const fn ends_json(word: u64) -> u64 {
    below(word, b' ') | below(word ^ each(b'"'), 1) | below(word ^ each(b'\\'), 1)
}

/// The number that eight digits are, the first of which is the lowest byte; `None` where one is no digit.
pub(crate) const fn eight_digits(word: u64) -> Option<u64> {
    let digits = word ^ each(b'0');
    // Beyond 9, six more reach into the upper half of the byte.
    if (digits | digits.wrapping_add(each(6))) & each(0xf0) != 0 {
        return None;
    }
    // Pairs, fours, and both: what stands first counts more.
    let pairs = (digits & 0x000f_000f_000f_000f) * 10 + (digits >> 8 & 0x000f_000f_000f_000f);
    let fours = (pairs & 0x0000_00ff_0000_00ff) * 100 + (pairs >> 16 & 0x0000_00ff_0000_00ff);
    Some((fours & 0xffff) * 10_000 + (fours >> 32))
}

/// What is before a character of ASCII, where it stands first, and what is after it.
pub(crate) fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = position(text.as_bytes(), at)?;
    Some((text.get(..place)?, text.get(place + 1..)?))
}

/// The same where it stands last.
pub(crate) fn cut_last(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = last_position(text.as_bytes(), at)?;
    Some((text.get(..place)?, text.get(place + 1..)?))
}

fn position(text: &[u8], byte: u8) -> Option<usize> {
    let (words, rest) = text.as_chunks::<8>();
    for (place, word) in words.iter().enumerate() {
        let found = zeros(u64::from_le_bytes(*word) ^ each(byte));
        if found != 0 {
            return Some(8 * place + found.trailing_zeros() as usize / 8);
        }
    }
    Some(8 * words.len() + rest.iter().position(|other| *other == byte)?)
}

fn last_position(text: &[u8], byte: u8) -> Option<usize> {
    let (rest, words) = text.as_rchunks::<8>();
    for (place, word) in words.iter().enumerate().rev() {
        let found = zeros(u64::from_le_bytes(*word) ^ each(byte));
        if found != 0 {
            return Some(rest.len() + 8 * place + 7 - found.leading_zeros() as usize / 8);
        }
    }
    rest.iter().rposition(|other| *other == byte)
}

/// Sets the top bit of each byte that is 0, and no other.
const fn zeros(word: u64) -> u64 {
    !(((word & each(0x7f)) + each(0x7f)) | word | each(0x7f))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn a_byte_is_where_a_search_byte_by_byte_finds_it(
            text in prop::collection::vec(prop_oneof![Just(b'.'), b'-'..=b'0', any::<u8>(), Just(b'.' ^ 0x80)], 0..40),
        ) {
            prop_assert_eq!(position(&text, b'.'), text.iter().position(|byte| *byte == b'.'));
            prop_assert_eq!(last_position(&text, b'.'), text.iter().rposition(|byte| *byte == b'.'));
        }

        #[test]
        fn eight_digits_are_the_number_that_they_are_read_as(
            text in prop_oneof!["[0-9]{8}", "[/-:]{8}", prop::array::uniform8(prop_oneof![b'.'..=b'<', any::<u8>()]).prop_map(|bytes| bytes.map(char::from).iter().collect::<String>())],
        ) {
            let bytes: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
            let slowly = bytes.iter().all(u8::is_ascii_digit).then(|| text.parse().unwrap());
            prop_assert_eq!(eight_digits(u64::from_le_bytes(bytes.try_into().unwrap())), slowly);
        }
    }
}
