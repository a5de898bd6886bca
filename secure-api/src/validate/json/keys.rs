//! The keys an object had so far.

use std::borrow::Cow;
use std::collections::HashSet;

/// Up to here comparing is cheaper than hashing, and nothing is allocated.
const FEW: usize = 8;

/// Keys as they read after unescaping: `"a"` and `"\u0061"` are the same.
pub(super) struct Keys<'de> {
    few: [Cow<'de, str>; FEW],
    count: usize,
    // Keyed at random for each set, so that a client cannot choose keys that collide.
    many: Option<HashSet<Cow<'de, str>>>,
}

impl<'de> Keys<'de> {
    pub(super) fn new() -> Self {
        Self { few: [const { Cow::Borrowed("") }; FEW], count: 0, many: None }
    }

    /// Whether `key` is new.
    #[inline]
    pub(super) fn insert(&mut self, key: Cow<'de, str>) -> bool {
        if self.few.iter().take(self.count).any(|known| *known == key) {
            return false;
        }
        let Some(free) = self.few.get_mut(self.count) else {
            return self.many.get_or_insert_default().insert(key);
        };
        *free = key;
        self.count += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_new_once_among_few_and_among_many() {
        let mut keys = Keys::new();
        for n in 0..100 {
            assert!(keys.insert(Cow::Owned(n.to_string())));
        }
        for n in 0..100 {
            assert!(!keys.insert(Cow::Owned(n.to_string())), "{n}");
        }
        assert!(keys.insert(Cow::Borrowed("")));
        assert!(!keys.insert(Cow::Borrowed("")));
    }
}
