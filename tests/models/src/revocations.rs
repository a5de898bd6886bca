//! What is revoked.

#[path = "../../../secure-api/src/identify/revocations/entries.rs"]
mod entries;

use loom::sync::Arc;
use loom::thread;

use crate::model::every_order;
pub(crate) use entries::{Entries, Entry};

/// Whoever looks while others add finds what was added before, and looks again for what came since.
pub fn an_epoch() {
    every_order(|| {
        let entries = Arc::new(Entries::<u32>::new(8));
        let add = |entries: &Entries<u32>, name| {
            entries.add(name, Entry { issued_up_to: u64::MAX, until: 100 }, 0).expect("there is room");
        };
        let others = [1, 2].map(|name| {
            let entries = Arc::clone(&entries);
            thread::spawn(move || add(&entries, name))
        });
        let mut seen = 0;
        let stood = entries.stands(&mut seen, || [1], None, 0);
        others.into_iter().for_each(|other| other.join().expect("a model does not panic"));
        assert!(!entries.stands(&mut seen, || [1], None, 0), "it stood while nobody had added it: {stood}");
        let mut seen = 0;
        assert!(entries.stands(&mut seen, || [3], None, 0));
        assert_eq!(seen, 2, "each has changed the epoch once");
    });
}

/// A store for one has room for one, whoever comes first.
pub fn the_last_place() {
    every_order(|| {
        let entries = Arc::new(Entries::<u32>::new(1));
        let add =
            |entries: &Entries<u32>, name| entries.add(name, Entry { issued_up_to: u64::MAX, until: 100 }, 0).is_ok();
        let other = thread::spawn({
            let entries = Arc::clone(&entries);
            move || add(&entries, 1)
        });
        let first = add(&entries, 2);
        let second = other.join().expect("a model does not panic");
        assert!(first != second);
        let stands = [1, 2].map(|name| entries.stands(&mut 0, || [name], None, 0));
        assert_eq!(stands, [!second, !first]);
    });
}
