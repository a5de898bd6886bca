//! Who somebody is: the pair of issuer and subject, never a mail address or a user name (C39).

use core::fmt;
use core::hash::{BuildHasher, Hash, Hasher};
use std::hash::{DefaultHasher, RandomState};
use std::sync::{Arc, LazyLock};

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

/// A caller as limits count it: with the hash of both names, which is made once when the token is verified.
///
/// It is keyed at random a process, so that nobody can choose names that meet in one place.
#[derive(Clone, Debug)]
pub(crate) struct CountedAs {
    principal: Principal,
    hash: u64,
}

impl CountedAs {
    #[cfg(test)]
    pub(crate) fn new(principal: Principal) -> Self {
        Counting::of(principal.issuer()).counted(principal)
    }

    pub(super) fn principal(&self) -> &Principal {
        &self.principal
    }
}

/// What the callers of one issuer are counted by, as far as the issuer's name goes: where that ends, and the name.
pub(super) struct Counting(DefaultHasher);

impl Counting {
    pub(super) fn of(issuer: &str) -> Self {
        static KEYS: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        let mut hasher = KEYS.build_hasher();
        hasher.write_usize(issuer.len());
        hasher.write(issuer.as_bytes());
        Self(hasher)
    }

    /// A caller of this issuer.
    pub(super) fn counted(&self, principal: Principal) -> CountedAs {
        let mut hasher = self.0.clone();
        hasher.write(principal.subject.as_bytes());
        CountedAs { hash: hasher.finish(), principal }
    }
}

impl Hash for CountedAs {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
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
