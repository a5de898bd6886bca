//! Roles and scopes that no route and no field asks for: misplaced, or left over.

use crate::policy::{RoutePolicy, Vocabulary};
use crate::respond::Limited;

/// A line for each of them, of the vocabularies that some route asks of.
pub(super) fn lines<'e>(
    policies: impl Iterator<Item = &'e RoutePolicy>,
    limited: impl Iterator<Item = &'e Limited>,
) -> Vec<String> {
    let (mut roles, mut scopes) = (Asked::default(), Asked::default());
    let of_fields = limited.map(|limited| (limited.role, limited.scope));
    for (role, scope) in policies.map(|policy| policy.access.asked()).chain(of_fields) {
        role.iter().for_each(|role| roles.ask(role.vocabulary, role.bits));
        scope.iter().for_each(|scope| scopes.ask(scope.vocabulary, scope.bits));
    }
    let holders = scopes.vocabulary.and_then(|scopes| scopes.holders.as_ref());
    holders.iter().for_each(|needed| roles.ask(needed.roles, needed.bits.iter().fold(0, |all, bit| all | bit)));
    roles.lines("role").chain(scopes.lines("scope")).collect()
}

/// What was asked for of one vocabulary.
#[derive(Default)]
struct Asked {
    vocabulary: Option<&'static Vocabulary>,
    bits: u64,
}

impl Asked {
    fn ask(&mut self, vocabulary: &'static Vocabulary, bits: u64) {
        self.vocabulary = Some(vocabulary);
        self.bits |= bits;
    }

    fn lines(self, what: &str) -> impl Iterator<Item = String> {
        let places = self.vocabulary.map_or(&[][..], |vocabulary| vocabulary.names).iter().zip(0..u64::BITS);
        let unasked = places.filter(move |(_, place)| self.bits & (1 << place) == 0);
        unasked.map(move |(name, _)| format!("unasked: no route or field asks for the {what} `{name}`"))
    }
}
