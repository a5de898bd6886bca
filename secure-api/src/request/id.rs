//! Request ids: unique, not secret, without a system call a request.

use core::fmt;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};

/// Makes ids from a counter, hashed with keys that are random for each process: whoever collects ids cannot tell from them how
/// many requests others sent.
#[derive(Debug)]
pub(crate) struct RequestIds {
    halves: [RandomState; 2],
    next: AtomicU64,
}

/// 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RequestId([u8; 32]);

impl RequestIds {
    pub(crate) fn new() -> Self {
        Self { halves: [RandomState::new(), RandomState::new()], next: AtomicU64::new(0) }
    }

    pub(crate) fn next(&self) -> RequestId {
        let count = self.next.fetch_add(1, Ordering::Relaxed);
        let mut id = RequestId([0; 32]);
        for (half, digits) in self.halves.iter().zip(id.0.chunks_exact_mut(16)) {
            write_hex(half.hash_one(count), digits);
        }
        id
    }
}

impl RequestId {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Each byte in hexadecimal: an id is made for every request.
#[allow(clippy::indexing_slicing, reason = "an index out of bounds does not compile here")]
const HEX: [[u8; 2]; 256] = {
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < pairs.len() {
        pairs[byte] = [hex(byte / 16), hex(byte % 16)];
        byte += 1;
    }
    pairs
};

const fn hex(nibble: usize) -> u8 {
    let nibble = nibble as u8;
    if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }
}

fn write_hex(value: u64, digits: &mut [u8]) {
    for (byte, digits) in value.to_be_bytes().into_iter().zip(digits.chunks_exact_mut(2)) {
        if let Some(pair) = HEX.get(usize::from(byte)) {
            digits.copy_from_slice(pair);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ() {
        let ids = RequestIds::new();
        let made: std::collections::HashSet<_> = (0..1000).map(|_| ids.next()).collect();
        assert_eq!(made.len(), 1000);
        assert!(made.iter().all(|id| id.as_str().len() == 32));
    }

    #[test]
    fn the_distance_of_two_ids_tells_no_number() {
        let ids = RequestIds::new();
        let half = |id: &RequestId| u64::from_str_radix(&id.as_str()[16..], 16).unwrap();
        let made: Vec<u64> = (0..100).map(|_| half(&ids.next())).collect();
        let steps: std::collections::HashSet<_> = made.windows(2).map(|pair| pair[1].wrapping_sub(pair[0])).collect();
        assert_eq!(steps.len(), 99);
    }

    #[test]
    fn an_id_is_its_hashes_in_hexadecimal() {
        let mut digits = [0; 16];
        write_hex(0x0123_4567_89ab_cdef, &mut digits);
        assert_eq!(&digits, b"0123456789abcdef");
    }
}
