//! One question to a store, whatever its type.

use core::pin::Pin;
use core::time::Duration;

use super::cache::Standing;
use super::{RoleStore, RolesUnavailable};
use crate::identify::Principal;
use crate::identify::grants::Ledger;
use crate::policy::Roles;

/// How long a store has to answer.
const TIME: Duration = Duration::from_secs(5);

type Answer<'s> = Pin<Box<dyn Future<Output = Result<Standing, RolesUnavailable>> + Send + 's>>;

/// A store without its type.
pub(super) trait Ask: Send + Sync {
    /// What the store says of a caller. Names that mean nothing go to `ignored`.
    fn ask<'s>(&'s self, caller: &'s Principal, ignored: &'s Ledger) -> Answer<'s>;
}

impl<T: RoleStore> Ask for T {
    fn ask<'s>(&'s self, caller: &'s Principal, ignored: &'s Ledger) -> Answer<'s> {
        Box::pin(async move {
            let Ok(answer) = tokio::time::timeout(TIME, self.roles_of(caller)).await else {
                return Err(RolesUnavailable::because(format_args!("no answer within {} s", TIME.as_secs())));
            };
            let stored = answer?;
            stored.unknown.iter().for_each(|name| ignored.count(name));
            if stored.blocked {
                return Ok(Standing::Blocked);
            }
            if T::Role::VOCABULARY.excluded(stored.bits) {
                return Err(RolesUnavailable::because("the store gives the caller roles that exclude one another"));
            }
            Ok(Standing::Roles(stored.bits))
        })
    }
}
