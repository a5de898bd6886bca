//! Request ids: unique, not secret, without a system call a request.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

/// Odd, so that multiplying by it visits every 64-bit value once (Weyl sequence; the golden ratio).
const SCRAMBLE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Makes ids from a prefix that is random for each process and a counter.
#[derive(Debug)]
pub(crate) struct RequestIds {
    prefix: u64,
    next: AtomicU64,
}

impl RequestIds {
    pub(crate) fn new() -> Self {
        // RandomState is keyed by the system's randomness: enough to keep two processes apart, and no secret.
        let random = || RandomState::new().build_hasher().finish();
        Self { prefix: random(), next: AtomicU64::new(random()) }
    }

    /// 32 hexadecimal digits.
    pub(crate) fn next(&self) -> String {
        let count = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{:016x}{:016x}", self.prefix, count.wrapping_mul(SCRAMBLE))
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
}
