use super::*;
use crate::policy::RateKey;
use proptest::prelude::*;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const fn rate(count: u32, window_s: u32) -> Rate {
    Rate { count, window_s, burst: 0, key: RateKey::Caller }
}

fn cells(table: &Table) -> usize {
    core::iter::once(&table.first).chain(&table.rest).map(|shard| shard.lock().unwrap().cells.len()).sum()
}

#[test]
fn ten_times_the_limit_in_parallel_admits_the_limit() {
    for (capacity, limit) in [(1_000, 100), (1, 10)] {
        let table = Table::new(&rate(limit, 60), capacity);
        let (admitted, start) = (AtomicUsize::new(0), Barrier::new(10));
        thread::scope(|scope| {
            for _ in 0..10 {
                scope.spawn(|| {
                    start.wait();
                    for turn in 0..u64::from(limit) {
                        let admission = table.admit(&7, turn % 50);
                        admitted.fetch_add(usize::from(admission.is_ok()), Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(admitted.into_inner(), limit as usize);
    }
}

#[test]
fn a_flood_of_new_keys_does_not_give_an_offender_its_limit_back() {
    let table = Table::new(&rate(3, 60), 100);
    for now in 0..3 {
        assert!(table.admit(&0, now).is_ok());
    }
    for key in 1..10_000_u32 {
        let now = u64::from(key) * 5;
        let _ = table.admit(&key, now);
        assert!(cells(&table) <= 100);
        assert!(table.admit(&0, now).is_err(), "after {key} keys");
    }
    assert!(table.admit(&0, 60_002).is_ok());
}

#[test]
fn what_is_idle_makes_room() {
    let table = Table::new(&rate(3, 1), 50);
    for key in 0..50 {
        assert!(table.admit(&key, 10).is_ok());
    }
    assert_eq!(cells(&table), 50);
    let (_, shared) = table.with(&77, 1_009, |_, _| ());
    assert!(shared);
    // The last sweep was a moment ago; the next is due.
    let (_, shared) = table.with(&77, 1_300, |_, _| ());
    assert!(!shared);
    assert_eq!(cells(&table), 1);
}

#[test]
fn new_keys_share_a_cell_while_the_table_is_full() {
    let table = Table::new(&rate(2, 60), 1);
    assert!(table.admit(&0, 0).is_ok());
    assert!(table.admit(&1, 0).is_ok());
    assert!(table.admit(&2, 0).is_ok());
    assert!(table.admit(&3, 0).is_err());
    assert!(table.admit(&0, 0).is_ok());
}

#[test]
fn a_key_that_leaves_the_overflow_does_not_get_its_limit_twice() {
    let table = Table::new(&rate(2, 60), 1);
    assert!(table.admit(&0, 0).is_ok());
    assert!(table.admit(&1, 50_000).is_ok());
    assert!(table.admit(&1, 50_000).is_ok());
    // The first key is idle now, and the second gets a cell of its own.
    assert!(table.admit(&1, 60_500).is_err());
    assert!(!table.with(&1, 60_500, |_, _| ()).1);
    assert!(table.admit(&1, 110_000).is_ok());
}

#[test]
fn a_refund_reaches_the_cell_that_was_charged() {
    let table = Table::new(&rate(1, 60), 1);
    let own = table.admit(&0, 0).unwrap();
    let shared = table.admit(&1, 0).unwrap();
    assert!(table.admit(&2, 1).is_err());
    table.refund(shared, 1);
    assert!(table.admit(&2, 1).is_ok());
    assert!(table.admit(&0, 1).is_err());
    table.refund(own, 1);
    assert!(table.admit(&0, 1).is_ok());
}

#[test]
fn a_refund_follows_a_key_out_of_the_overflow() {
    let table = Table::new(&rate(1, 60), 1);
    assert!(table.admit(&0, 0).is_ok());
    let shared = table.admit(&1, 50_000).unwrap();
    assert!(table.admit(&1, 61_000).is_err());
    table.refund(shared, 61_000);
    assert!(table.admit(&1, 61_000).is_ok());
}

#[test]
fn refunds_in_parallel_neither_lose_nor_invent_charges() {
    let table = Table::new(&rate(40, 60), 1_000);
    let most = AtomicUsize::new(0);
    let held = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for turn in 0..2_000_u64 {
                    let now = turn / 40;
                    let Ok(charge) = table.admit(&7, now) else { continue };
                    most.fetch_max(held.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    held.fetch_sub(1, Ordering::SeqCst);
                    table.refund(charge, now);
                }
            });
        }
    });
    assert!(most.into_inner() <= 40);
    assert_eq!(table.with(&7, 50, |window, cell| window.standing(cell, 50).remaining).0, 40);
}

/// What the table takes of an allocator that hands out multiples of 16 bytes, 32 at least, and keeps 8 of each for itself.
fn bytes(table: &Table) -> usize {
    let shards = core::iter::once(&table.first).chain(&table.rest);
    let of_shard = |shard: &Mutex<Shard>| {
        let cells = &shard.lock().unwrap().cells;
        let of_cell = |cell: &Cell| (cell.bytes() - size_of::<Cell>() + 8).next_multiple_of(16).max(32);
        cells.allocation_size() + cells.iter().map(|(_, cell)| of_cell(cell)).sum::<usize>()
    };
    shards.map(of_shard).sum()
}

#[test]
fn a_key_takes_160_bytes_at_the_most_however_full_its_cell_and_the_table_are() {
    let table = Table::new(&rate(1_000, 60), 20_000);
    let mut most = 0;
    for key in 0..8_000_u32 {
        // One arrival in each of the 17 slots that a window touches.
        for slot in 0..17_u64 {
            let now = if slot == 0 { 3_749 } else { slot * 3_750 };
            assert!(table.admit(&key, now).is_ok());
        }
        if key >= 4_000 && key % 100 == 0 {
            most = most.max(bytes(&table) / cells(&table));
        }
    }
    assert_eq!(cells(&table), 8_000);
    assert!(most <= 160, "{most}");
}

#[test]
fn a_panic_under_the_lock_does_not_close_the_table() {
    let table = Table::new(&rate(1, 60), 1);
    let died = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| {
        table.with(&0, 0, |_, _| panic!("on purpose"));
    }));
    assert!(died.is_err());
    assert!(table.admit(&0, 0).is_ok());
    assert!(table.admit(&0, 0).is_err());
}

/// An arrival that was admitted, as long as it is not taken back.
struct Stands {
    key: u32,
    at: u64,
    turn: usize,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Against a list of all that was ever admitted, which forgets nothing and makes room for nobody.
    #[test]
    fn no_key_gets_more_than_its_quota_whoever_comes_and_goes(
        quota in 1_u32..=4,
        capacity in 1_usize..=6,
        keys in 1_u32..=8,
        turns in prop::collection::vec((
            0_u32..8,
            prop_oneof![4 => Just(0_u64), 4 => 0_u64..900, 1 => 9_000_u64..11_000],
            prop_oneof![3 => Just(None), 1 => (1_usize..6).prop_map(Some)],
        ), 1..150),
    ) {
        let table = Table::new(&rate(quota, 10), capacity);
        let (mut all, mut open, mut now): (Vec<Stands>, Vec<(usize, usize, TableCharge)>, u64) = (Vec::new(), Vec::new(), 0);
        let has_room_for_all = keys as usize <= capacity;
        for (turn, (key, passed, taken_back)) in turns.into_iter().enumerate() {
            let key = key % keys;
            now += passed;
            let due: Vec<usize> = open.iter().enumerate().filter(|(_, (due, ..))| *due <= turn).map(|(at, _)| at).rev().collect();
            for place in due {
                let (_, admitted, charge) = open.remove(place);
                let Some(at) = all.iter().position(|stands| stands.turn == admitted) else { continue };
                all.remove(at);
                table.refund(charge, now);
            }
            let held = all.iter().filter(|stands| stands.key == key && stands.at + 10_000 > now).count();
            let is_open = table.is_open(&key, now).is_ok();
            match table.admit(&key, now) {
                Ok(charge) => {
                    prop_assert!(is_open, "it was said to be closed");
                    prop_assert!(held < quota as usize, "{held} of {quota} are held");
                    all.push(Stands { key, at: now, turn });
                    if let Some(later) = taken_back {
                        open.push((turn + later, turn, charge));
                    }
                }
                Err(standing) => {
                    prop_assert!(!is_open, "it was said to be open");
                    prop_assert!(!has_room_for_all || held == quota as usize, "refused with {held} of {quota} held");
                    prop_assert!(standing.retry_ms > 0);
                }
            }
            prop_assert!(cells(&table) <= capacity);
        }
    }
}
