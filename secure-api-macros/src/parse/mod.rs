//! Text to typed values. Every parser takes any text, panics on none, and says in one sentence what is wrong.

mod duration;
mod entries;
mod path;
mod rate;
mod size;
mod suggest;

pub(crate) use duration::duration_ms;
pub(crate) use entries::{Entry, Trees, Value, entries, split, value};
pub(crate) use path::{Pattern, pattern};
pub(crate) use rate::{CountedBy, RateText, rate};
pub(crate) use size::size;
pub(crate) use suggest::{did_you_mean, listed};

/// What is wrong with a text, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) what: String,
    pub(crate) help: String,
}

impl Mistake {
    pub(crate) fn new(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self { what: what.into(), help: help.into() }
    }
}

/// A number and the unit behind it: `10`, `min`.
fn number_and_unit(text: &str) -> (&str, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    (number, unit.trim_start())
}
