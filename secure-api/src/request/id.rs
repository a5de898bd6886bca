//! Request ids: unique, not secret, without a system call a request.

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

impl RequestIds {
    pub(crate) fn new() -> Self {
        Self { halves: [RandomState::new(), RandomState::new()], next: AtomicU64::new(0) }
    }

    /// 32 hexadecimal digits.
    pub(crate) fn next(&self) -> String {
        let count = self.next.fetch_add(1, Ordering::Relaxed);
        let [one, other] = &self.halves;
        format!("{:016x}{:016x}", one.hash_one(count), other.hash_one(count))
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
        assert!(made.iter().all(|id| id.len() == 32));
    }

    #[test]
    fn the_distance_of_two_ids_tells_no_number() {
        let ids = RequestIds::new();
        let half = |id: &str| u64::from_str_radix(&id[16..], 16).unwrap();
        let made: Vec<u64> = (0..100).map(|_| half(&ids.next())).collect();
        let steps: std::collections::HashSet<_> = made.windows(2).map(|pair| pair[1].wrapping_sub(pair[0])).collect();
        assert_eq!(steps.len(), 99);
    }
}
