//! Seams to the outside: the clock, and where keys come from.

pub mod clock;
pub mod key_source;
