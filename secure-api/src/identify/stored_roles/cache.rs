//! What a store said, for as long as it may be believed.

use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use super::RoleStore;
use super::ask::Ask;
use super::callers::{Answered, Callers, Question};
use crate::api::Faults;
use crate::identify::grants::{GrantKind, IgnoredGrants, Ledger};
use crate::identify::identity::Held;
use crate::identify::{Identity, Principal, TokenFault};
use crate::policy::{Roles, Vocabulary};
use crate::provide::clock::Clock;
use crate::respond::Refusal;

/// The longest that roles may be believed: 5 minutes.
pub const MAX_ROLE_AGE: Duration = Duration::from_secs(5 * 60);

/// How many callers are remembered: some 5 MB.
const MOST_CALLERS: usize = 10_000;

/// After a store could not answer about a caller, it is not asked about that caller again for so long.
const PAUSE_MS: u64 = 1_000;

/// The roles of callers as the application's store has them, each kept for a bounded time.
///
/// ```no_run
/// # use secure_api::prelude::*;
/// # use secure_api::identify::{Principal, RoleCache, RoleStore, RolesUnavailable, StoredRoles};
/// # #[derive(Clone, Copy, Roles)]
/// # enum Role { Reader, Admin }
/// # #[derive(Clone)]
/// # struct Db;
/// # impl RoleStore for Db {
/// #     type Role = Role;
/// #     async fn roles_of(&self, _: &Principal) -> Result<StoredRoles<Role>, RolesUnavailable> { Ok(StoredRoles::none()) }
/// # }
/// # #[derive(Clone)]
/// # struct Application { db: Db, roles: RoleCache }
/// # #[tokio::main]
/// # async fn main() -> Result<(), secure_api::Error> {
/// # let db = Db;
/// use std::time::Duration;
///
/// let roles = RoleCache::new(db.clone(), Duration::from_secs(60));
/// Api::new(Application { db, roles: roles.clone() }) // a handler that changes roles calls `roles.forget(..)`
///     .jwt(Jwt::from_env())
///     .roles_from(roles)
///     .serve("127.0.0.1:3000")
///     .await
/// # }
/// ```
/// * **Instead, not besides.** What tokens say of roles is not read, for nobody; scopes stay those of the token, and one that
///   needs a role counts for who has that role in the store.
/// * **Bounded in age.** What a request is judged by was asked of the store at most `max_age` before the request came. `max_age` is
///   at most [`MAX_ROLE_AGE`], and zero asks for every request.
/// * **Never a guess.** Where the store fails, or has not answered after 5 s, the request is refused with 503. It is asked about the
///   same caller a second later again.
/// * **Bounded in work and in memory.** It is asked once for all requests of a caller that come together within `max_age`, and
///   only after the caller's own limits. 10,000 callers are remembered.
///
/// A clone is the same cache. It is one of this process: [`forget`](Self::forget) says nothing to others, for which `max_age` holds.
#[derive(Clone)]
pub struct RoleCache {
    shared: Arc<Shared>,
}

struct Shared {
    store: Box<dyn Ask>,
    vocabulary: &'static Vocabulary,
    max_age: Duration,
    callers: Callers,
    ignored: Arc<Ledger>,
}

/// What a store says of a caller.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Standing {
    /// The bits of the roles, with all that is included in them.
    Roles(u64),
    Blocked,
}

impl RoleCache {
    /// The roles that `store` has, none of them older than `max_age`.
    #[must_use]
    pub fn new<T: RoleStore>(store: T, max_age: Duration) -> Self {
        let shared = Shared {
            store: Box::new(store),
            vocabulary: T::Role::VOCABULARY,
            max_age,
            callers: Callers::new(MOST_CALLERS),
            ignored: Arc::new(Ledger::new("the store", GrantKind::Role)),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Forgets what is known of a caller: whatever comes after this is judged by what the store says then. Call it when the
    /// change is stored, and not before.
    pub fn forget(&self, caller: &Principal) {
        self.shared.callers.forget(caller);
    }

    /// Forgets all callers.
    pub fn forget_all(&self) {
        self.shared.callers.forget_all();
    }

    pub(crate) fn vocabulary(&self) -> &'static Vocabulary {
        self.shared.vocabulary
    }

    pub(crate) fn max_age(&self) -> Duration {
        self.shared.max_age
    }

    /// What there is to know of it, for the report.
    pub(crate) fn sentence(&self) -> String {
        let seconds = self.shared.max_age.as_secs_f64();
        format!("roles: from the application's store, at most {seconds} s old; those in tokens are not read")
    }

    /// Whether it may serve an application that asks for roles of this vocabulary.
    pub(crate) fn check(&self, asked: Option<&'static Vocabulary>, faults: &mut Faults) {
        let Shared { max_age, vocabulary, .. } = *self.shared;
        if max_age > MAX_ROLE_AGE {
            faults.push(
                format!(
                    "roles from the store are kept for {} s, and for {} s at the most",
                    max_age.as_secs(),
                    MAX_ROLE_AGE.as_secs()
                ),
                "lower the `max_age` of the `RoleCache`: until then, who has lost a role still has it",
            );
        }
        if asked.is_some_and(|asked| !asked.same(vocabulary)) {
            faults.push(
                format!("the store has roles of the enum `{}`, and the routes ask for another", vocabulary.type_name),
                "write the enum that the routes ask for as `type Role` of the `RoleStore`",
            );
        }
    }

    pub(crate) fn count_in(&self, ignored: &IgnoredGrants) {
        ignored.add(&self.shared.ignored);
    }

    /// Puts the roles of the store in the place of those of the token.
    pub(crate) async fn judge(&self, identity: &mut Identity, now_ms: u64, clock: &dyn Clock) -> Result<(), Refusal> {
        let caller = identity.principal();
        let shared = &*self.shared;
        let question = shared.callers.question(caller, now_ms, |question| shared.is_fresh(question, now_ms));
        let ask = async || {
            let said = shared.store.ask(caller, &shared.ignored).await;
            Answered { at_ms: clock.monotonic_ms(), said }
        };
        match &question.answer.get_or_init(ask).await.said {
            Ok(Standing::Roles(bits)) => {
                identity.replace_roles(Held { vocabulary: Some(shared.vocabulary), bits: *bits });
                Ok(())
            }
            Ok(Standing::Blocked) => Err(Refusal::BadCredentials(TokenFault::Blocked)),
            Err(cause) => Err(Refusal::RolesUnavailable(cause.clone())),
        }
    }
}

impl Shared {
    // An answer by when it was asked for, and not by when it came: the store may have read just after it was asked. A failure by
    // when it came, or there would be no pause after one that took long.
    fn is_fresh(&self, question: &Question, now_ms: u64) -> bool {
        match question.answer.get() {
            Some(Answered { at_ms, said: Err(_) }) => now_ms.saturating_sub(*at_ms) < PAUSE_MS,
            _ => u128::from(now_ms.saturating_sub(question.asked_at_ms)) < self.max_age.as_millis(),
        }
    }
}

impl fmt::Debug for RoleCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoleCache").field("max_age", &self.shared.max_age).finish_non_exhaustive()
    }
}
