//! Names in tokens that mean nothing to the application: ignored, counted, and told of once each.

use core::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::observe::{self, escaped};

/// How many names of an issuer are kept and told of one by one, of roles and of scopes each; more are counted together.
const MOST_NAMES: usize = 32;

/// How much of a name is kept, in bytes.
const MOST_BYTES: usize = 64;

/// What every OpenID provider may put into `scope`, and no application asks for (OpenID Connect Core 5.4 and 11).
const OF_OPENID: [&str; 6] = ["openid", "profile", "email", "address", "phone", "offline_access"];

/// What a name would grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantKind {
    /// A role.
    Role,
    /// A scope.
    Scope,
}

impl GrantKind {
    /// The word for it, as `role`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Scope => "scope",
        }
    }

    pub(super) const fn type_name(self) -> &'static str {
        match self {
            Self::Role => "Role",
            Self::Scope => "Scope",
        }
    }
}

/// Counts the names of roles and scopes that mean nothing to the application, by issuer: those of tokens whose signature
/// and claims hold, and those of the application's own store.
///
/// Make one, keep a clone in the state, and hand it to [`Api::ignored_grants`](crate::api::Api::ignored_grants). It holds at
/// most 32 names of an issuer for roles and as many for scopes, 64 bytes of each. The first time that one of them is seen, the log has an
/// event `grant_ignored`. `openid`, `profile`, `email` and the like are no application's scopes, and are not counted.
///
/// ```
/// use secure_api::identify::IgnoredGrants;
///
/// let ignored = IgnoredGrants::new();
/// for seen in ignored.names() {
///     println!("{} {} of {}: {}", seen.kind.as_str(), seen.name, seen.source, seen.times);
/// }
/// # assert_eq!(ignored.roles() + ignored.scopes(), 0);
/// ```
#[derive(Clone, Default)]
pub struct IgnoredGrants {
    ledgers: Arc<Mutex<Vec<Arc<Ledger>>>>,
}

/// A name that meant nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IgnoredGrant {
    /// The issuer that wrote it, or `the store` of [`roles_from`](crate::api::Api::roles_from).
    pub source: String,
    /// What it would have granted.
    pub kind: GrantKind,
    /// The name, 64 bytes of it at most, with control characters escaped.
    pub name: String,
    /// How often it was seen: once each time that a token was verified, and not where a verification was used again.
    pub times: u64,
}

impl IgnoredGrants {
    /// One that has counted nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many names of roles were ignored, each as often as a token with it was verified.
    #[must_use]
    pub fn roles(&self) -> u64 {
        self.total(GrantKind::Role)
    }

    /// How many names of scopes were ignored, each as often as a token with it was verified.
    #[must_use]
    pub fn scopes(&self) -> u64 {
        self.total(GrantKind::Scope)
    }

    /// The names that are kept, by source in the order in which they were first seen.
    #[must_use]
    pub fn names(&self) -> Vec<IgnoredGrant> {
        self.ledgers().iter().flat_map(|ledger| ledger.names()).collect()
    }

    pub(in crate::identify) fn ledger(&self, source: &str, kind: GrantKind) -> Arc<Ledger> {
        let ledger = Arc::new(Ledger::new(source, kind));
        self.add(&ledger);
        ledger
    }

    /// The ledger of a store comes once for each application that asks it.
    pub(in crate::identify) fn add(&self, ledger: &Arc<Ledger>) {
        let mut ledgers = self.ledgers();
        if !ledgers.iter().any(|known| Arc::ptr_eq(known, ledger)) {
            ledgers.push(Arc::clone(ledger));
        }
    }

    fn total(&self, kind: GrantKind) -> u64 {
        let of_kind = |ledger: &&Arc<Ledger>| ledger.kind == kind;
        self.ledgers().iter().filter(of_kind).map(|ledger| ledger.total.load(Ordering::Relaxed)).sum()
    }

    fn ledgers(&self) -> MutexGuard<'_, Vec<Arc<Ledger>>> {
        self.ledgers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for IgnoredGrants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IgnoredGrants").field("roles", &self.roles()).field("scopes", &self.scopes()).finish()
    }
}

/// What one source wrote in vain. Bounded, and without a lock, since every request may pass here.
#[derive(Debug)]
pub(in crate::identify) struct Ledger {
    source: Box<str>,
    kind: GrantKind,
    total: AtomicU64,
    names: [Seen; MOST_NAMES],
    told_of_more: AtomicBool,
}

#[derive(Debug, Default)]
struct Seen {
    name: OnceLock<Box<str>>,
    times: AtomicU64,
}

impl Ledger {
    pub(in crate::identify) fn new(source: &str, kind: GrantKind) -> Self {
        Self {
            source: source.into(),
            kind,
            total: AtomicU64::new(0),
            names: core::array::from_fn(|_| Seen::default()),
            told_of_more: AtomicBool::new(false),
        }
    }

    /// Counts a name. The first time, the log is told.
    pub(in crate::identify) fn count(&self, name: &str) {
        if name.is_empty() || (self.kind == GrantKind::Scope && OF_OPENID.contains(&name)) {
            return;
        }
        self.total.fetch_add(1, Ordering::Relaxed);
        let name = shortened(name);
        for seen in &self.names {
            let mut first = false;
            let known = seen.name.get_or_init(|| {
                first = true;
                name.into()
            });
            if **known == *name {
                seen.times.fetch_add(1, Ordering::Relaxed);
                if first {
                    observe::grant_ignored(self.kind.as_str(), &self.source, Some(name));
                }
                return;
            }
        }
        if !self.told_of_more.swap(true, Ordering::Relaxed) {
            observe::grant_ignored(self.kind.as_str(), &self.source, None);
        }
    }

    fn names(&self) -> Vec<IgnoredGrant> {
        let known = self.names.iter().filter_map(|seen| Some((seen.name.get()?, seen.times.load(Ordering::Relaxed))));
        let told = known.map(|(name, times)| IgnoredGrant {
            source: self.source.to_string(),
            kind: self.kind,
            name: escaped(name).into_owned(),
            times,
        });
        told.collect()
    }
}

/// The beginning of a name, as much as is kept of it.
pub(in crate::identify) fn shortened(name: &str) -> &str {
    let whole = |end: &usize| name.is_char_boundary(*end);
    let end = (0..=MOST_BYTES.min(name.len())).rev().find(whole).unwrap_or(0);
    name.get(..end).unwrap_or_default()
}
