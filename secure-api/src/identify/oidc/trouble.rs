//! Why keys could not be fetched.

use core::fmt;

/// The most characters that are repeated of what an issuer wrote.
const MOST_QUOTED: usize = 120;

/// Why keys could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It did not answer, or not now: the next time it may.
    Unreachable(String),
    /// It answered, and the answer is not to be trusted. An application does not start with it.
    Wrong { what: String, help: &'static str },
    /// It answered with a right set, in which no key can be used: those from before are withdrawn. An application does not
    /// start with it either.
    Keyless { what: String, help: &'static str },
}

impl Trouble {
    pub(super) fn unreachable(what: impl Into<String>) -> Self {
        Self::Unreachable(what.into())
    }

    pub(super) fn wrong(what: impl Into<String>, help: &'static str) -> Self {
        Self::Wrong { what: what.into(), help }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Unreachable(what) | Trouble::Wrong { what, .. } | Trouble::Keyless { what, .. } => {
                f.write_str(what)
            }
        }
    }
}

/// What an issuer wrote, short and without anything that could forge a line of a log.
pub(super) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(MOST_QUOTED).collect();
    format!("`{}`", short.escape_debug())
}
