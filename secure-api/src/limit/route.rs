//! The limits of one route, counted after the caller is known.
//!
//! Several limits are all or nothing: an arrival that one of them refuses is charged to none.

use core::hash::{Hash, Hasher};
use std::sync::Arc;

use http::HeaderValue;

use super::fields::{self, Exceeded, LimitName, RateState, RateStates, States};
use super::table::Table;
use super::window::Standing;
use crate::identify::CountedAs;
use crate::policy::{Rate, RateKey};
use crate::request::AddressKey;

/// What a caller may call in all, over the routes that declare no limit of a caller: 20 a second over a minute.
pub(crate) const DEFAULT_CALLER_RATE: Rate = Rate { count: 1_200, window_s: 60, burst: 0, key: RateKey::Caller };

/// Who is counted together.
enum Counted<'c> {
    Caller(&'c CountedAs),
    Address(AddressKey),
    Everyone,
}

/// In one piece. That a caller's hash is the number of an address is as rare as that two callers have one hash.
impl Hash for Counted<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Counted::Caller(caller) => caller.hash(state),
            Counted::Address(address) => address.hash(state),
            Counted::Everyone => state.write_u64(0),
        }
    }
}

/// One limit, and what it has counted.
#[derive(Debug)]
pub(crate) struct Limit {
    name: LimitName,
    key: RateKey,
    table: Table,
}

/// The limits of one route.
#[derive(Debug)]
pub(crate) struct RouteLimits {
    declared: Box<[Limit]>,
    /// For callers, where none of the declared limits is counted by caller. One for all routes, so that it is locked last.
    default: Option<Arc<Limit>>,
    /// What is told of the limits: of the declared ones, and of these with the default.
    policies: [Option<HeaderValue>; 2],
}

impl Limit {
    /// The limit that all routes without a caller's limit share.
    pub(crate) fn default_caller(capacity: usize) -> Arc<Self> {
        Arc::new(Self::new(&DEFAULT_CALLER_RATE, 1, capacity))
    }

    fn new(rate: &Rate, ordinal: usize, capacity: usize) -> Self {
        let capacity = if rate.key == RateKey::Route { 1 } else { capacity };
        Self { name: LimitName { kind: rate.name(), ordinal }, key: rate.key, table: Table::new(rate, capacity) }
    }

    fn state(&self, standing: Standing) -> RateState {
        RateState::new(self.name, self.table.window(), standing)
    }

    /// The state of a key that was never seen.
    fn fresh(&self) -> RateState {
        let remaining = self.table.window().quota();
        self.state(Standing { remaining, reset_ms: 0, retry_ms: 0 })
    }

    /// Whether it refuses whom it counts too often.
    fn refuses(&self) -> bool {
        match self.key {
            RateKey::Caller => guard!(CallerRate),
            RateKey::Address => guard!(AddressRate),
            RateKey::Route => guard!(RouteRate),
        }
    }

    /// On a public route a stranger's calls count for the address they come from.
    fn counted<'c>(&self, caller: Option<&'c CountedAs>, address: AddressKey) -> Counted<'c> {
        match (self.key, caller) {
            (RateKey::Route, _) => Counted::Everyone,
            (RateKey::Caller, Some(_)) if !guard!(CallersApart) => Counted::Everyone,
            (RateKey::Caller, Some(caller)) => Counted::Caller(caller),
            (RateKey::Caller, None) | (RateKey::Address, _) if !guard!(AddressesApart) => Counted::Everyone,
            (RateKey::Caller, None) | (RateKey::Address, _) => Counted::Address(address),
        }
    }
}

impl RouteLimits {
    /// From what the route declares, each with a table of `capacity` keys.
    pub(crate) fn new(rates: &[Rate], default: &Arc<Limit>, capacity: usize) -> Self {
        let ordinal = |place: usize, key| rates.iter().take(place).filter(|rate| rate.key == key).count() + 1;
        let limits = rates.iter().enumerate().map(|(place, rate)| Limit::new(rate, ordinal(place, rate.key), capacity));
        let declared: Box<[Limit]> = limits.collect();
        let has_own = declared.iter().any(|limit| limit.key == RateKey::Caller);
        let default = (!has_own && guard!(DefaultRate)).then(|| Arc::clone(default));
        let fresh = |limits: &mut dyn Iterator<Item = &Limit>| {
            let states: Vec<RateState> = limits.map(Limit::fresh).collect();
            fields::policy(&states)
        };
        let policies = [fresh(&mut declared.iter()), fresh(&mut declared.iter().chain(default.as_deref()))];
        Self { declared, default, policies }
    }

    /// What is told of the limits that count for somebody; `None` where there are none.
    pub(crate) const fn policy(&self, caller_is_known: bool) -> Option<&HeaderValue> {
        let [declared, all] = &self.policies;
        if caller_is_known { all.as_ref() } else { declared.as_ref() }
    }

    /// Charges an arrival to all limits, or to none where one of them refuses.
    pub(crate) fn admit(
        &self,
        caller: Option<&CountedAs>,
        address: AddressKey,
        now_ms: u64,
    ) -> Result<RateStates<'_>, Exceeded> {
        let default = self.default.as_deref().filter(|_| caller.is_some());
        let arrival = Arrival { caller, address, now_ms };
        let mut limits = self.declared.iter().chain(default);
        let mut states = States::default();
        let admitted = arrival.settle(&mut limits, true, &mut states);
        // Each is entered as its lock is let go of, the last first.
        states.reverse();
        let states = RateStates { policy: self.policy(caller.is_some()), states };
        if admitted { Ok(states) } else { Err(Exceeded::new(states)) }
    }
}

struct Arrival<'a> {
    caller: Option<&'a CountedAs>,
    address: AddressKey,
    now_ms: u64,
}

impl Arrival<'_> {
    /// Locks the cells one within the other, and charges them only when the innermost knows that all are open. Every route
    /// locks its own in the order of declaration and the shared one last, so that nobody waits in a circle.
    fn settle<'l>(&self, limits: &mut impl Iterator<Item = &'l Limit>, all_open: bool, states: &mut States) -> bool {
        let Some(limit) = limits.next() else { return all_open };
        let counted = limit.counted(self.caller, self.address);
        let (admitted, _) = limit.table.with(&counted, self.now_ms, |window, cell| {
            let open = window.standing(cell, self.now_ms).remaining > 0 || !limit.refuses();
            let admitted = self.settle(limits, all_open && open, states);
            if admitted {
                // Nothing after this point refuses, so that the charge is never taken back.
                let _charge = window.charge(cell, self.now_ms);
            }
            states.push(limit.state(window.standing(cell, self.now_ms)));
            admitted
        });
        admitted
    }
}

#[cfg(test)]
#[path = "route_tests.rs"]
mod tests;
