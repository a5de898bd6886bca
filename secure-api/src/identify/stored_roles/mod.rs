//! Roles from the application's own store, in place of those that tokens name (C70).
//!
//! A token says what its issuer knew when it was issued, and is believed until it expires. A role that is taken away, or an
//! account that is closed, takes effect sooner where the application is asked: within the `max_age` of the [`RoleCache`], or at
//! the next request where [`RoleCache::forget`] is called with the change.

mod ask;
mod cache;
mod callers;

use core::fmt;
use core::marker::PhantomData;

use super::Principal;
use super::grants::shortened;
use crate::policy::Roles;

pub use cache::{MAX_ROLE_AGE, RoleCache};

/// How many unknown names of one answer are kept, to be counted.
const MOST_UNKNOWN: usize = 32;

/// How much of a cause is kept, in characters: it stands in the cache until the store is asked again.
const MOST_OF_A_CAUSE: usize = 256;

/// Where the application keeps the roles of its callers.
///
/// ```
/// use secure_api::identify::{Principal, RoleStore, RolesUnavailable, StoredRoles};
/// # use secure_api::Roles;
/// # #[derive(Clone, Copy, Roles)]
/// # enum Role { Reader, Admin }
/// # struct Db;
/// # impl Db {
/// #     async fn roles(&self, _: &str, _: &str) -> Result<Vec<String>, std::io::Error> { Ok(Vec::new()) }
/// # }
/// impl RoleStore for Db {
///     type Role = Role;
///
///     async fn roles_of(&self, caller: &Principal) -> Result<StoredRoles<Role>, RolesUnavailable> {
///         let names = self.roles(caller.issuer(), caller.subject()).await?;
///         Ok(StoredRoles::named(names))
///     }
/// }
/// ```
/// It is asked for the issuer and the subject together, and sees nothing else of the token: an answer is kept for all tokens
/// of the caller.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which roles a caller has",
    label = "not a store of roles",
    note = "write `impl RoleStore for {Self}` with `type Role = ..;` and `async fn roles_of(&self, caller: &Principal) -> Result<StoredRoles<Self::Role>, RolesUnavailable>`",
    note = "rule: SA0220 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0220/"
)]
pub trait RoleStore: Send + Sync + 'static {
    /// The roles of the application.
    type Role: Roles;

    /// The roles of a caller; none for somebody whom the store does not know.
    ///
    /// # Errors
    /// Where the store cannot answer: the request is refused with 503, and the cause goes to the log.
    fn roles_of(
        &self,
        caller: &Principal,
    ) -> impl Future<Output = Result<StoredRoles<Self::Role>, RolesUnavailable>> + Send;
}

/// What a store says of a caller.
pub struct StoredRoles<R> {
    bits: u64,
    blocked: bool,
    unknown: Vec<Box<str>>,
    roles: PhantomData<fn() -> R>,
}

impl<R: Roles> StoredRoles<R> {
    /// No roles.
    #[must_use]
    pub fn none() -> Self {
        Self { bits: 0, blocked: false, unknown: Vec::new(), roles: PhantomData }
    }

    /// These roles, and all that they include.
    pub fn of(roles: impl IntoIterator<Item = R>) -> Self {
        let bits = roles.into_iter().fold(0, |bits, role| bits | R::VOCABULARY.granted_with(role.bit()));
        Self { bits, ..Self::none() }
    }

    /// The roles of these names, as tokens have them: `editor`. Names that mean nothing grant nothing, and are counted
    /// ([`IgnoredGrants`](super::IgnoredGrants)).
    pub fn named<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Self {
        let mut roles = Self::none();
        for name in names {
            let bits = R::VOCABULARY.granted_by(name.as_ref());
            roles.bits |= bits;
            if bits == 0 && roles.unknown.len() < MOST_UNKNOWN {
                roles.unknown.push(shortened(name.as_ref()).into());
            }
        }
        roles
    }

    /// The account is closed: whatever it signs in with, it gets the 401 of a token that does not hold.
    #[must_use]
    pub fn blocked() -> Self {
        Self { blocked: true, ..Self::none() }
    }
}

impl<R: Roles> fmt::Debug for StoredRoles<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredRoles")
            .field("roles", &R::VOCABULARY.names_of(self.bits).collect::<Vec<_>>())
            .field("blocked", &self.blocked)
            .finish_non_exhaustive()
    }
}

/// The store cannot say. Made of any error by `?`.
#[derive(Clone)]
pub struct RolesUnavailable {
    cause: std::sync::Arc<str>,
}

impl RolesUnavailable {
    /// With a cause, which goes to the log alone.
    #[must_use]
    pub fn because(cause: impl fmt::Display) -> Self {
        Self { cause: cause.to_string().chars().take(MOST_OF_A_CAUSE).collect::<String>().into() }
    }

    pub(crate) fn text(&self) -> &str {
        &self.cause
    }
}

impl<E: std::error::Error> From<E> for RolesUnavailable {
    fn from(error: E) -> Self {
        Self::because(error)
    }
}

impl fmt::Debug for RolesUnavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RolesUnavailable").field(&&*self.cause).finish()
    }
}
