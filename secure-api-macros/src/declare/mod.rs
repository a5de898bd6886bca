//! What was written, before anybody asks whether it is right.

mod foreign;
mod handler;
mod keys;
mod pair;

pub(crate) use handler::Handler;
pub(crate) use keys::{Declaration, KEYS};
pub(crate) use pair::{CONSUMED, Mark, Marks};
