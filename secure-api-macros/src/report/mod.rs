//! What is wrong, where, and what to write instead.

mod faults;
mod rules;

pub(crate) use faults::Faults;
pub(crate) use rules::{Rule, pages};
