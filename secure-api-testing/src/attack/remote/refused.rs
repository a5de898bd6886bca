//! Why nothing was attacked.

use std::fmt;

/// Why nothing was attacked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotAttacked {
    /// The lock file cannot be used. Nothing was sent.
    Lock(String),
    /// The secret cannot be used. Nothing was sent.
    Secret(String),
    /// The tokens cannot be used. Nothing was sent.
    Tokens(String),
    /// The address cannot be used. Nothing was sent.
    Address(String),
    /// The deployment did not answer as one that may be attacked.
    Unanswered(String),
    /// It sent elsewhere, where nobody went.
    Redirected {
        /// The status.
        status: u16,
        /// Where to.
        to: String,
    },
    /// It is an application with another lock file.
    OtherLock,
    /// It does not know the secret.
    OtherSecret,
}

impl fmt::Display for NotAttacked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was attacked: ")?;
        match self {
            Self::Lock(why) => write!(f, "the lock file: {why}"),
            Self::Secret(why) => write!(f, "the secret: {why}"),
            Self::Tokens(why) => write!(f, "the tokens: {why}"),
            Self::Address(why) => write!(f, "the address: {why}"),
            Self::Unanswered(why) => write!(
                f,
                "the target does not say that it may be: {why}\nhelp: a deployment that may be attacked has `.answer_attacks(..)`"
            ),
            Self::Redirected { status, to } => {
                write!(f, "the target answered {status} and sent to `{}`", to.escape_debug())?;
                f.write_str("\nhelp: name the address that answers by itself")
            }
            Self::OtherLock => f.write_str(
                "the target has another lock file\nhelp: take the file of the version that is deployed, byte for byte",
            ),
            Self::OtherSecret => {
                f.write_str("the target does not know the secret\nhelp: take the one that it was given")
            }
        }
    }
}

impl std::error::Error for NotAttacked {}
