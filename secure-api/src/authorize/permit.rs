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
                let Some(identity) = caller.identity() else { return Self::of_nobody() };
                if guard!(Role) && role.is_some_and(|role| !identity.roles_meet(&role)) {
                    return Err(Refusal::LacksRole);
                }
                match scope {
                    Some(scope) if !identity.scopes_meet(&scope) && guard!(Scope) => Err(Refusal::LacksScope(scope)),
                    _ => Ok(Self { _earned: () }),
                }
            }
        }
    }

    fn of_nobody() -> Result<Self, Refusal> {
        match (guard!(Credentials), guard!(BadToken)) {
            (true, true) => Err(Refusal::Broken("a route with a policy ran without a caller")),
            _ => Ok(Self { _earned: () }),
        }
    }
}

#[cfg(test)]
mod tests {
    use core::any::TypeId;

    use super::*;
    use crate::api::REFUSED;
    use crate::identify::{Identity, Principal};
    use crate::policy::{Requirement, Scheme, Vocabulary};

    struct Ours;
    struct Theirs;
    const OURS: &Vocabulary = &Vocabulary {
        type_id: TypeId::of::<Ours>,
        type_name: "Ours",
        names: &["reader", "editor"],
        grants: &[1, 3],
        ..Vocabulary::EMPTY
    };
    const THEIRS: &Vocabulary = &Vocabulary {
        type_id: TypeId::of::<Theirs>,
        type_name: "Theirs",
        names: &["admin", "owner"],
        grants: &[1, 2],
        ..Vocabulary::EMPTY
    };

    fn judged(bits: u64, all: bool, held: Option<(&'static Vocabulary, u64)>) -> Option<&'static str> {
        let role = Some(Requirement { vocabulary: OURS, bits, all });
        let access = Access::Caller { scheme: Scheme::Jwt, role, scope: None };
        let policy = RoutePolicy { access, ..*REFUSED };
        let (vocabulary, held) = held.map_or((None, 0), |(vocabulary, held)| (Some(vocabulary), held));
        let identity = Identity::assumed(Principal::new("https://issuer.test", "ada"), vocabulary, held);
        Permit::earn(&policy, &Caller::Known(identity)).err().map(|refusal| refusal.reason())
    }

    #[test]
    fn one_of_several_roles_is_enough_unless_all_are_asked_for() {
        assert_eq!(judged(3, false, Some((OURS, 2))), None);
        assert_eq!(judged(3, true, Some((OURS, 2))), Some("lacks the role"));
        assert_eq!(judged(3, true, Some((OURS, 3))), None);
        assert_eq!(judged(1, false, Some((OURS, 2))), Some("lacks the role"));
    }

    #[test]
    fn a_requirement_without_a_role_is_met_by_nobody() {
        assert_eq!(judged(0, false, Some((OURS, u64::MAX))), Some("lacks the role"));
        assert_eq!(judged(0, true, Some((OURS, u64::MAX))), Some("lacks the role"));
    }

    #[test]
    fn the_same_bit_of_another_vocabulary_is_another_role() {
        assert_eq!(judged(1, false, Some((THEIRS, 1))), Some("lacks the role"));
        assert_eq!(judged(1, false, None), Some("lacks the role"));
    }
}
