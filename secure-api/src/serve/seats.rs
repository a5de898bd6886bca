//! How many connections there may be, in all and from one address.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::doors::Door;
use crate::request::AddressKey;

/// Those taken.
#[derive(Debug)]
pub(super) struct Seats {
    total: Arc<Semaphore>,
    per_address: usize,
    taken: Arc<Mutex<HashMap<AddressKey, Taken>>>,
    told_of_closed: AtomicBool,
}

#[derive(Debug, Default)]
struct Taken {
    count: usize,
    /// Whether the log knows already that this address is at its bound.
    reported: bool,
}

/// A place for one connection, until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    network: AddressKey,
    taken: Arc<Mutex<HashMap<AddressKey, Taken>>>,
    _place: OwnedSemaphorePermit,
}

impl Seats {
    pub(super) fn new(connections: usize, per_address: usize) -> Self {
        let total = Arc::new(Semaphore::new(connections.min(Semaphore::MAX_PERMITS)));
        Self { total, per_address: per_address.max(1), taken: Arc::default(), told_of_closed: AtomicBool::new(false) }
    }

    /// Waits until there is a place. `None` does not occur: the semaphore is never closed.
    pub(super) async fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.total).acquire_owned().await.ok()
    }

    /// Gives the place to `peer`, unless its door is closed or its address has enough of them.
    pub(super) fn take(&self, place: OwnedSemaphorePermit, peer: SocketAddr, door: Door) -> Option<Seat> {
        if door == Door::Closed {
            if !self.told_of_closed.swap(true, Ordering::Relaxed) {
                tracing::error!(%peer, "plain HTTP from another machine that is no declared proxy: closing such connections");
            }
            return None;
        }
        let network = AddressKey::from(peer.ip());
        let mut taken = lock(&self.taken);
        let entry = taken.entry(network).or_default();
        if entry.count >= self.per_address && door == Door::Client {
            if !entry.reported {
                entry.reported = true;
                tracing::warn!(%network, connections = entry.count, "too many connections from one address: closing further ones");
            }
            return None;
        }
        entry.count = entry.count.saturating_add(1);
        Some(Seat { network, taken: Arc::clone(&self.taken), _place: place })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        if let Some(entry) = taken.get_mut(&self.network) {
            entry.count = entry.count.saturating_sub(1);
            if entry.count == 0 {
                taken.remove(&self.network);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(address: &str) -> SocketAddr {
        SocketAddr::new(address.parse().expect("an address"), 1)
    }

    #[tokio::test]
    async fn an_address_at_its_bound_is_refused_and_others_are_not() {
        let seats = Seats::new(10, 1);
        let first =
            seats.take(seats.place().await.expect("a place"), peer("192.0.2.1"), Door::Client).expect("the first");
        assert!(seats.take(seats.place().await.expect("a place"), peer("192.0.2.1"), Door::Client).is_none());
        assert!(seats.take(seats.place().await.expect("a place"), peer("::ffff:192.0.2.1"), Door::Client).is_none());
        assert!(seats.take(seats.place().await.expect("a place"), peer("192.0.2.2"), Door::Client).is_some());
        drop(first);
        assert!(seats.take(seats.place().await.expect("a place"), peer("192.0.2.1"), Door::Client).is_some());
        assert!(lock(&seats.taken).is_empty(), "addresses without connections are forgotten");
    }
}
