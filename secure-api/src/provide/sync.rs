//! The locks and the atomics of what requests meet in, in one place: `tests/models` puts those of a model checker here.

pub(crate) use std::sync::atomic::{AtomicU64, Ordering};
pub(crate) use std::sync::{Mutex, MutexGuard, PoisonError};
