//! What is wrong with a configuration, all of it at once.

use core::fmt;
use std::io;

/// One fault and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    what: String,
    help: String,
}

/// The faults found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    found: Vec<Fault>,
}

impl Faults {
    pub(crate) fn push(&mut self, what: impl Into<String>, help: impl Into<String>) {
        self.found.push(Fault { what: what.into(), help: help.into() });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Each fault, in the order in which it was found.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.found.iter()
    }
}

impl Fault {
    /// What is wrong. Names settings, never their values.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, fault) in self.found.iter().enumerate() {
            write!(f, "\n  {}. {}\n     help: {}", place + 1, fault.what, fault.help)?;
        }
        Ok(())
    }
}

/// Why an application does not start, or stopped.
#[non_exhaustive]
pub enum Error {
    /// The configuration is wrong: every fault of it.
    Configuration(Faults),
    /// The address cannot be bound, or serving ended in a panic.
    Io(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Configuration(faults) => {
                write!(f, "the application does not start, {} to mend:{faults}", count(faults.found.len()))
            }
            Error::Io(error) => write!(f, "cannot serve: {error}"),
        }
    }
}

/// The same text: this is what a `main` that returns the error prints.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Error::Io(error)
    }
}

fn count(faults: usize) -> String {
    if faults == 1 { "1 fault".to_owned() } else { format!("{faults} faults") }
}
