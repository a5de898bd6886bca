//! The cells of a limit.

use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};

use super::table::Table;
use crate::model::{every_order, in_three_threads};
use crate::policy::{Rate, RateKey};

const fn rate(count: u32) -> Rate {
    Rate { count, window_s: 60, burst: 0, key: RateKey::Caller }
}

struct Counted {
    table: Table,
    admitted: AtomicUsize,
    most: AtomicUsize,
}

impl Counted {
    fn new(count: u32, capacity: usize) -> Arc<Self> {
        let table = Table::new(&rate(count), capacity);
        Arc::new(Self { table, admitted: AtomicUsize::new(0), most: AtomicUsize::new(0) })
    }
}

/// Three at once, two of whom there is room for: two are admitted, and all are counted that were.
pub fn arrivals_of_one_key() {
    every_order(|| {
        let counted = Counted::new(2, 8);
        in_three_threads(&counted, |counted, _| {
            if counted.table.admit(&7, 0).is_ok() {
                counted.admitted.fetch_add(1, Ordering::Relaxed);
            }
        });
        assert_eq!(counted.admitted.load(Ordering::Relaxed), 2);
        assert!(counted.table.admit(&7, 59_999).is_err());
        assert!(counted.table.admit(&7, 60_000).is_ok());
    });
}

/// What is looked at and then charged under one lock, as the limits of a route are, is no different.
pub fn looking_and_charging() {
    every_order(|| {
        let counted = Counted::new(1, 8);
        in_three_threads(&counted, |counted, _| {
            let charge = |window: &super::window::Window, cell: &mut super::window::Cell| {
                let open = window.standing(cell, 0).remaining > 0;
                if open {
                    let _stays = window.charge(cell, 0);
                }
                open
            };
            if counted.table.with(&7, 0, charge).0 {
                counted.admitted.fetch_add(1, Ordering::Relaxed);
            }
        });
        assert_eq!(counted.admitted.load(Ordering::Relaxed), 1);
    });
}

/// Each takes its admission back. Never are more held than the quota, and in the end none is.
pub fn refunds() {
    every_order(|| {
        let counted = Counted::new(2, 8);
        in_three_threads(&counted, |counted, _| {
            let Ok(charge) = counted.table.admit(&7, 0) else { return };
            let held = counted.admitted.fetch_add(1, Ordering::SeqCst) + 1;
            counted.most.fetch_max(held, Ordering::SeqCst);
            counted.admitted.fetch_sub(1, Ordering::SeqCst);
            counted.table.refund(charge, 0);
        });
        assert!(counted.most.load(Ordering::SeqCst) <= 2);
        let again = [0, 1, 2].map(|_| counted.table.admit(&7, 0).is_ok());
        assert_eq!(again, [true, true, false], "all was taken back, and not more than that");
    });
}

/// In a table for one key, which is used up and stays: whoever else comes shares a cell, and one alone is admitted, whether the
/// others are the same key or not. A refund makes room for exactly one.
pub fn a_table_that_is_full() {
    every_order(|| {
        let counted = Counted::new(1, 1);
        assert!(counted.table.admit(&9, 0).is_ok());
        in_three_threads(&counted, |counted, number| {
            if let Ok(charge) = counted.table.admit(&(number / 2), 0) {
                counted.admitted.fetch_add(1, Ordering::Relaxed);
                if number == 1 {
                    counted.admitted.fetch_sub(1, Ordering::Relaxed);
                    counted.table.refund(charge, 0);
                }
            }
        });
        assert!(counted.admitted.load(Ordering::Relaxed) <= 1);
        assert!(counted.table.admit(&9, 0).is_err(), "and who was there before has got nothing by it");
    });
}

/// A key is given up when its window is over, while it comes back itself and another one wants the place.
pub fn eviction() {
    every_order(|| {
        let counted = Counted::new(1, 1);
        assert!(counted.table.admit(&0, 0).is_ok());
        in_three_threads(&counted, |counted, number| {
            // The third reads the clock before the others do, and comes when it comes.
            let now_ms = if number == 2 { 59_999 } else { 60_000 };
            if counted.table.admit(&(number % 2), now_ms).is_ok() && number != 1 {
                counted.admitted.fetch_add(1, Ordering::Relaxed);
            }
        });
        assert!(counted.admitted.load(Ordering::Relaxed) <= 1, "its second arrival is no other key's");
        assert!(counted.table.admit(&0, 60_001).is_err() || counted.admitted.load(Ordering::Relaxed) == 0);
    });
}
