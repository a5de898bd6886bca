//! One limit, and the cells of all who are counted by it.
//!
//! The number of keys is bounded, and a cell is given up only when it cannot be told from a fresh one: who has used up a
//! limit does not get it back because others arrive. Where a table is full of cells that are in use, new keys share a fixed
//! number of overflow cells.

use core::hash::{BuildHasher, Hash};
use std::hash::RandomState;

use hashbrown::HashTable;

use super::window::{Cell, Charge, Standing, Window};
use crate::policy::Rate;
use crate::provide::sync::{Mutex, MutexGuard, PoisonError};

/// The most keys a table holds: some 13 MB where every one of them has used up a large quota.
pub(crate) const DEFAULT_CAPACITY: usize = 100_000;
/// Into how many parts a large table is cut, each with a lock and an overflow cell of its own.
const MOST_SHARDS: usize = 32;
/// A part below this would be too small to hold its share of unevenly spread keys.
const KEYS_A_SHARD: usize = 64;
/// A part is swept at most this often, so that a flood of new keys does not pay for a sweep each.
const SWEEP_EVERY_MS: u64 = 250;

/// The cells of one limit.
///
/// Of a key there is a hash of 64 bits and nothing else. Two keys that have one share a cell: a chance of 1 to 2^47 for a key
/// that comes to a hundred thousand others, and nobody can choose keys for it.
#[derive(Debug)]
pub(crate) struct Table {
    window: Window,
    /// Keyed at random a process, so that nobody can choose keys that meet in one place.
    hasher: RandomState,
    first: Mutex<Shard>,
    /// The others. The first stands alone so that a table without any cannot be written.
    rest: Box<[Mutex<Shard>]>,
    keys_a_shard: usize,
}

#[derive(Debug)]
struct Shard {
    /// By the hash, which is made once an arrival, for the choice of the shard as well.
    cells: HashTable<(u64, Cell)>,
    /// The cell of all new keys while the shard is full.
    overflow: Cell,
    next_sweep_ms: u64,
}

/// An admission by a table, which can be taken back once.
#[derive(Debug)]
#[must_use = "keep it for as long as the admission may be refunded"]
pub(crate) struct TableCharge {
    /// Of the key.
    hash: u64,
    charge: Charge,
    /// Whether an overflow cell was charged.
    shared: bool,
}

impl Table {
    /// A table of at most `capacity` keys, and of one at least.
    pub(crate) fn new(rate: &Rate, capacity: usize) -> Self {
        let count = (capacity / KEYS_A_SHARD).clamp(1, MOST_SHARDS);
        let hasher = RandomState::new();
        let shard = || Mutex::new(Shard::new());
        let (first, rest) = (shard(), core::iter::repeat_with(shard).take(count - 1).collect());
        Self { window: Window::new(rate), keys_a_shard: (capacity / count).max(1), first, rest, hasher }
    }

    pub(crate) const fn window(&self) -> &Window {
        &self.window
    }

    /// Charges one arrival of the key, or nothing where it is refused.
    pub(crate) fn admit(&self, key: &impl Hash, now_ms: u64) -> Result<TableCharge, Standing> {
        let hash = self.hasher.hash_one(key);
        let (admitted, shared) = self.with_hash(hash, now_ms, |window, cell| window.admit(cell, now_ms));
        admitted.map(|charge| TableCharge { hash, charge, shared })
    }

    /// Whether one arrival of the key would be admitted. Charges nothing, and makes no cell.
    pub(crate) fn is_open(&self, key: &impl Hash, now_ms: u64) -> Result<(), Standing> {
        let hash = self.hasher.hash_one(key);
        let shard = self.shard(hash);
        let standing = match shard.cell(hash) {
            Some(cell) => self.window.standing(cell, now_ms),
            // Its cell would be a fresh one, or hold what the overflow cell holds.
            None => self.window.standing(&shard.overflow, now_ms),
        };
        if standing.remaining == 0 { Err(standing) } else { Ok(()) }
    }

    /// Takes one admission back.
    pub(crate) fn refund(&self, charged: TableCharge, now_ms: u64) {
        let mut shard = self.shard(charged.hash);
        // A cell that the key was given since has taken the charges of the overflow cell over.
        if let Some(cell) = shard.cell_mut(charged.hash) {
            self.window.refund(cell, &charged.charge, now_ms);
        }
        if charged.shared {
            self.window.refund(&mut shard.overflow, &charged.charge, now_ms);
        }
    }

    /// Runs `act` on the cell of the key while nobody else can, and says whether that is one which others share.
    pub(crate) fn with<T>(&self, key: &impl Hash, now_ms: u64, act: impl FnOnce(&Window, &mut Cell) -> T) -> (T, bool) {
        self.with_hash(self.hasher.hash_one(key), now_ms, act)
    }

    fn with_hash<T>(&self, hash: u64, now_ms: u64, act: impl FnOnce(&Window, &mut Cell) -> T) -> (T, bool) {
        let mut guard = self.shard(hash);
        let shard = &mut *guard;
        if let Some(cell) = shard.cell_mut(hash) {
            return (act(&self.window, cell), false);
        }
        if !shard.has_room(&self.window, self.keys_a_shard, now_ms) {
            return (act(&self.window, &mut shard.overflow), true);
        }
        // Some of what the overflow cell holds may be this key's: a fresh cell would admit it twice.
        let idle = self.window.is_idle(&shard.overflow, now_ms);
        let inherited = if idle { Cell::default() } else { shard.overflow.clone() };
        let mut added = shard.cells.insert_unique(hash, (hash, inherited), |(hash, _)| *hash);
        (act(&self.window, &mut added.get_mut().1), false)
    }

    /// The shard that a key with this hash belongs to.
    fn shard(&self, hash: u64) -> MutexGuard<'_, Shard> {
        // The tables use the lowest and the highest bits of the same hash.
        let place = (hash >> 24) as usize % (self.rest.len() + 1);
        let shard = self.rest.get(place).unwrap_or(&self.first);
        // A cell is consistent between any two statements: whoever panicked here has left nothing half done.
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shard {
    fn new() -> Self {
        Self { cells: HashTable::new(), overflow: Cell::default(), next_sweep_ms: 0 }
    }

    fn cell(&self, hash: u64) -> Option<&Cell> {
        self.cells.find(hash, |(known, _)| *known == hash).map(|(_, cell)| cell)
    }

    fn cell_mut(&mut self, hash: u64) -> Option<&mut Cell> {
        self.cells.find_mut(hash, |(known, _)| *known == hash).map(|(_, cell)| cell)
    }

    /// Whether a key may be added. Gives up idle cells before the map grows.
    fn has_room(&mut self, window: &Window, most: usize, now_ms: u64) -> bool {
        let held = self.cells.len();
        if (held >= most || held == self.cells.capacity()) && now_ms >= self.next_sweep_ms {
            self.cells.retain(|(_, cell)| !window.is_idle(cell, now_ms));
            self.next_sweep_ms = now_ms.saturating_add(SWEEP_EVERY_MS);
        }
        self.cells.len() < most
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
