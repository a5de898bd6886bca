//! How often, and how much at once.
//!
//! An address is counted before anybody is identified, and refused with 429 (503 where bad tokens come in faster than they can
//! be verified); a caller after, and refused with 429; what runs at once is counted last, and refused with 503. The counts live
//! in this process: several processes admit the limit each.

mod cell;
mod concurrency;
mod fields;
mod route;
mod source;
mod table;
mod tag;
mod verified;
mod window;

pub use concurrency::Admission;
pub(crate) use concurrency::{Busy, ConcurrencyCap};
pub use fields::Exceeded;
pub(crate) use fields::{RATE_LIMIT, RATE_LIMIT_POLICY, RateStates, retry_after};
pub(crate) use route::{DEFAULT_CALLER_RATE, Limit, RouteLimits};
pub(crate) use source::{Arrived, SourceCharge, SourceLimit, SourceRefused};
pub(crate) use table::DEFAULT_CAPACITY;
pub(crate) use verified::{DEFAULT_TOKENS, Found, MOST_TOKENS};
