//! One limit, and the cells of all who are counted by it.
//!
//! The number of keys is bounded, and a cell is given up only when it cannot be told from a fresh one: who has used up a
//! limit does not get it back because others arrive. Where a table is full of cells that are in use, new keys share a fixed
//! number of overflow cells.

use core::hash::{BuildHasher, Hash};
use std::collections::HashMap;
use std::hash::RandomState;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::window::{Cell, Charge, Standing, Window};
use crate::policy::Rate;

/// The most keys a table holds: about 20 MB where every one of them has used up a large quota.
pub(crate) const DEFAULT_CAPACITY: usize = 100_000;
/// Into how many parts a large table is cut, each with a lock and an overflow cell of its own.
const MOST_SHARDS: usize = 32;
/// A part below this would be too small to hold its share of unevenly spread keys.
const KEYS_A_SHARD: usize = 64;
/// A part is swept at most this often, so that a flood of new keys does not pay for a sweep each.
const SWEEP_EVERY_MS: u64 = 250;

/// The cells of one limit.
pub(crate) struct Table<K> {
    window: Window,
    /// Keyed at random a process, so that nobody can choose keys that meet in one place.
    hasher: RandomState,
    shards: Box<[Mutex<Shard<K>>]>,
    keys_a_shard: usize,
}

struct Shard<K> {
    cells: HashMap<K, Cell, RandomState>,
    /// The cell of all new keys while the shard is full.
    overflow: Cell,
    next_sweep_ms: u64,
}

/// A charge in a table, and whether an overflow cell bears it.
#[derive(Debug)]
#[must_use = "keep it for as long as the admission may be refunded"]
pub(crate) struct TableCharge {
    at: Moment,
    shared: Option<Moment>,
}

type Moment = Charge;

impl<K: Hash + Eq + Clone> Table<K> {
    /// A table of at most `capacity` keys, and of one at least.
    pub(crate) fn new(rate: &Rate, capacity: usize) -> Self {
        let shards = (capacity / KEYS_A_SHARD).clamp(1, MOST_SHARDS);
        let hasher = RandomState::new();
        let shard = || Mutex::new(Shard::new(hasher.clone()));
        let shards: Box<[_]> = core::iter::repeat_with(shard).take(shards).collect();
        Self { window: Window::new(rate), hasher, keys_a_shard: (capacity / shards.len()).max(1), shards }
    }
}
