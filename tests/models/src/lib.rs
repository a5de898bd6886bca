//! The limiter, the memory of tokens and the revocations, under all orders in which threads can meet in them.
//!
//! The very files of secure-api are compiled here once more, with the locks and atomics of loom in the place of those of std, and
//! loom runs each model under every order of what its threads do to these. Nothing of secure-api is compiled otherwise for it.
#![forbid(unsafe_code)]
#![allow(dead_code, reason = "a model needs a part of each file")]
#![allow(unreachable_pub, reason = "the models are for the tests beside this crate")]

pub mod limit;
mod model;
pub mod revocations;

/// As secure-api has it, but for the locks.
mod provide {
    pub(crate) mod sync {
        pub(crate) use loom::sync::atomic::{AtomicU64, Ordering};
        pub(crate) use loom::sync::{Mutex, MutexGuard};
        pub(crate) use std::sync::PoisonError;
    }
}

mod policy {
    pub use crate::rate::{Rate, RateKey};
}

#[path = "../../../secure-api/src/policy/rate.rs"]
mod rate;
