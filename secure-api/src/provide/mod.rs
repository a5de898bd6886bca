//! Seams to the outside: the clock, and where keys come from.

#[allow(clippy::disallowed_methods, reason = "the one file that reads the clock")]
pub mod clock;
#[allow(clippy::disallowed_methods, reason = "the one file that reads the environment")]
pub mod key_source;
pub(crate) mod sync;
