//! Who somebody is: the pair of issuer and subject, never a mail address or a user name (C39).

use core::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name of a caller, unique among all issuers. A name and no proof: an [`Identity`](super::Identity) is one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Principal {
    issuer: Arc<str>,
    subject: Arc<str>,
}

impl Principal {
    /// Names a caller, such as the owner of a record that was loaded.
    #[must_use]
    pub fn new(issuer: impl Into<Arc<str>>, subject: impl Into<Arc<str>>) -> Self {
        Self { issuer: issuer.into(), subject: subject.into() }
    }

    /// Who vouches for the caller.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The caller's name at the issuer.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }
}

/// The issuer, a space, the subject; control characters escaped, since the subject is the issuer's to choose.
impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.issuer.escape_debug(), self.subject.escape_debug())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Principal")]
struct Written<T> {
    issuer: T,
    subject: T,
}

impl Serialize for Principal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written { issuer: &*self.issuer, subject: &*self.subject }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Principal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Written::<String>::deserialize(deserializer).map(|written| Self::new(written.issuer, written.subject))
    }
}
