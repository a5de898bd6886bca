//! Roles and scopes: what is asked for, and who has it.

use crate::inventory::{Asked, Limited as LimitedField, SeenBy, Word};
use crate::policy::{Requirement, Vocabulary};
use crate::respond::Limited;

/// What is asked for, with all that is enough for it.
pub(crate) fn asked(requirement: &Requirement) -> Asked {
    let Vocabulary { names, grants, .. } = requirement.vocabulary;
    let held_by = names.iter().zip(*grants).filter(|(_, held)| requirement.met_by(**held));
    Asked {
        names: requirement.names().into_iter().map(str::to_owned).collect(),
        all: requirement.all,
        held_by: held_by.map(|(name, _)| (*name).to_owned()).collect(),
    }
}

/// The words of a vocabulary.
pub(crate) fn words(vocabulary: &'static Vocabulary) -> Vec<Word> {
    let each = vocabulary.names.iter().zip(vocabulary.grants).enumerate();
    each.map(|(place, (name, granted))| {
        let own = 1_u64 << place;
        let excluding = vocabulary.exclusive.iter().filter(|set| *set & own != 0);
        let excluded = excluding.fold(0, |all, set| all | set) & !own;
        Word {
            name: (*name).to_owned(),
            includes: named(vocabulary, granted & !own),
            excludes: named(vocabulary, excluded),
            needs_role: needed_role(vocabulary, place),
        }
    })
    .collect()
}

fn needed_role(vocabulary: &Vocabulary, place: usize) -> Option<String> {
    let holders = vocabulary.holders.as_ref()?;
    let needed = holders.bits.get(place).copied()?;
    holders.roles.names_of(needed).next().map(str::to_owned)
}

fn named(vocabulary: &Vocabulary, bits: u64) -> Vec<String> {
    vocabulary.names_of(bits).map(str::to_owned).collect()
}

/// Who sees a field.
pub(crate) fn disclosed(limited: &Limited) -> SeenBy {
    SeenBy { role: limited.role.as_ref().map(asked), scope: limited.scope.as_ref().map(asked) }
}

/// A field that only some see, and who.
pub(crate) fn limited(limited: &Limited) -> LimitedField {
    let SeenBy { role, scope } = disclosed(limited);
    LimitedField { field: limited.field.to_owned(), role, scope }
}
