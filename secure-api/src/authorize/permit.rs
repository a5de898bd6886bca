//! The proof that a caller may call a route.

use crate::identify::Caller;
use crate::policy::{Access, Requirement, RoutePolicy};
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
                if !meets(role, |needed| identity.role_bits(needed.vocabulary)) {
                    return Err(Refusal::LacksRole);
                }
                match scope {
                    Some(needed) if !meets(scope, |needed| identity.scope_bits(needed.vocabulary)) => {
                        Err(Refusal::LacksScope(needed))
                    }
                    _ => Ok(Self { _earned: () }),
                }
            }
        }
    }
}

fn meets(requirement: Option<Requirement>, held: impl Fn(&Requirement) -> u64) -> bool {
    requirement.is_none_or(|needed| needed.met_by(held(&needed)))
}
