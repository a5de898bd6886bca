//! How often a route may be called.

/// Whose calls are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RateKey {
    /// One caller, by issuer and subject.
    Caller,
    /// One client address (IPv6 by its /56).
    Address,
    /// All calls of the route.
    Route,
}

/// Never more than [`quota`](Rate::quota) calls in any window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many calls a window sustains.
    pub count: u32,
    /// The window, in seconds.
    pub window_s: u32,
    /// The most calls in any one window where that is more than `count`; 0 means `count`.
    pub burst: u32,
    /// Whose calls are counted together.
    pub key: RateKey,
}

impl Rate {
    /// The most calls that any window holds.
    pub const fn quota(&self) -> u32 {
        if self.burst > self.count { self.burst } else { self.count }
    }

    /// The name of the limit in the `RateLimit` fields.
    pub const fn name(&self) -> &'static str {
        match self.key {
            RateKey::Caller => "caller",
            RateKey::Address => "address",
            RateKey::Route => "route",
        }
    }
}
