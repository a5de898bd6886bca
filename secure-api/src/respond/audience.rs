//! For whom an answer is written. It is handed down from the answer to its fields: nothing global says who is asking.

use crate::identify::{Caller, Identity};
use crate::policy::Requirement;

/// For whom an answer is written: a field above that audience is left out, and no `null` stands in its place (C66).
#[derive(Clone, Copy, Debug)]
pub struct Audience<'a> {
    identity: Option<&'a Identity>,
}

/// What a field asks of those who see it: `#[audience(Role::Admin)]`.
#[derive(Clone, Copy, Debug)]
pub struct Limited {
    /// The field, as `ArticleView::contact`.
    pub field: &'static str,
    /// The roles asked for.
    pub role: Option<Requirement>,
    /// The scopes asked for.
    pub scope: Option<Requirement>,
}

impl Limited {
    /// A field that nobody sees, before it is said who does.
    #[must_use]
    pub const fn field(field: &'static str) -> Self {
        Self { field, role: None, scope: None }
    }

    /// Who sees it has this role.
    #[must_use]
    pub const fn role(self, role: Requirement) -> Self {
        Self { role: Some(role), ..self }
    }

    /// Who sees it has this scope.
    #[must_use]
    pub const fn scope(self, scope: Requirement) -> Self {
        Self { scope: Some(scope), ..self }
    }
}

impl Audience<'static> {
    /// Nobody who said who they are. Whatever writes an output outside of an answer writes it for them.
    pub const NOBODY: Self = Self { identity: None };
}

impl<'a> Audience<'a> {
    pub(crate) fn of(caller: &'a Caller) -> Self {
        Self { identity: caller.identity() }
    }

    /// Whether it sees a field. What asks for nothing is seen by nobody.
    #[must_use]
    pub fn sees(&self, field: &Limited) -> bool {
        let Some(identity) = self.identity else { return false };
        let asks = field.role.is_some() || field.scope.is_some();
        let has_role = field.role.is_none_or(|role| identity.roles_meet(&role));
        let has_scope = field.scope.is_none_or(|scope| identity.scopes_meet(&scope));
        (asks && has_role && has_scope) || !guard!(FieldAudience)
    }
}

#[cfg(test)]
mod tests {
    use core::any::TypeId;

    use super::*;
    use crate::identify::Principal;
    use crate::policy::Vocabulary;

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
        names: &["admin"],
        grants: &[1],
        ..Vocabulary::EMPTY
    };

    fn seen_by(held: Option<(&'static Vocabulary, u64)>, field: &Limited) -> bool {
        let caller = held.map_or(Caller::Anonymous, |(vocabulary, bits)| {
            Caller::Known(Identity::assumed(Principal::new("https://issuer.test", "ada"), Some(vocabulary), bits))
        });
        Audience::of(&caller).sees(field)
    }

    #[test]
    fn a_field_is_seen_by_those_alone_who_hold_what_it_asks_for() {
        let asks = |bits, all| Limited {
            field: "View::field",
            role: Some(Requirement { vocabulary: OURS, bits, all }),
            scope: None,
        };
        assert!(seen_by(Some((OURS, 2)), &asks(2, false)));
        assert!(!seen_by(Some((OURS, 1)), &asks(2, false)));
        assert!(seen_by(Some((OURS, 1)), &asks(3, false)));
        assert!(!seen_by(Some((OURS, 1)), &asks(3, true)));
        assert!(!seen_by(Some((THEIRS, 1)), &asks(1, false)), "the same bit of another vocabulary");
        assert!(!seen_by(None, &asks(1, false)));
        assert!(!seen_by(Some((OURS, 3)), &asks(0, false)), "a name that nobody declared");
    }

    #[test]
    fn a_field_that_asks_for_nothing_is_seen_by_nobody() {
        let nothing = Limited { field: "View::field", role: None, scope: None };
        assert!(!seen_by(Some((OURS, 3)), &nothing));
    }

    #[test]
    fn role_and_scope_are_both_needed() {
        let role = Some(Requirement { vocabulary: OURS, bits: 1, all: false });
        let scope = Some(Requirement { vocabulary: THEIRS, bits: 1, all: false });
        assert!(!seen_by(Some((OURS, 3)), &Limited { field: "View::field", role, scope }));
    }
}
