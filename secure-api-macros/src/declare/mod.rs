//! What was written, before anybody asks whether it is right.

mod handler;
mod keys;
mod pair;
mod vouched;

pub(crate) use handler::Handler;
pub(crate) use keys::{Declaration, KEYS};
pub(crate) use pair::{CONSUMED, Mark, Marks};
pub(crate) use vouched::vouched;
