//! The proof that a caller may call a route.

use crate::identify::Caller;
use crate::policy::{Access, RoutePolicy};
use crate::respond::Refusal;

/// Role and scope have been checked.
#[derive(Debug)]
pub struct Permit {
    _earned: (),
}

impl Permit {
    /// Checks a caller against a route.
    pub(crate) fn earn(policy: &RoutePolicy, caller: &Caller) -> Result<Self, Refusal> {
        match policy.access {
            Access::Public { .. } => Ok(Self { _earned: () }),
            Access::Caller { role, scope, .. } => {
                let identity =
                    caller.identity().ok_or(Refusal::Broken("a route with a policy ran without a caller"))?;
                if role.is_some_and(|role| !identity.roles_meet(&role)) {
                    return Err(Refusal::LacksRole);
                }
                match scope {
                    Some(scope) if !identity.scopes_meet(&scope) => Err(Refusal::LacksScope(scope)),
                    _ => Ok(Self { _earned: () }),
                }
            }
        }
    }
}
