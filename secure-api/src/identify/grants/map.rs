//! A declaration of places and of what the names there mean: the inside of a map of roles and of one of scopes.

use std::sync::Arc;

use super::place::Place;
use super::reader::Reader;
use super::{GrantKind, Ledger};
use crate::api::Faults;
use crate::policy::Vocabulary;

/// Places, each with its own meaning of names.
#[derive(Clone, Debug)]
pub(in crate::identify) struct Map {
    kind: GrantKind,
    parts: Vec<Part>,
}

/// One place, and what the names there mean.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) place: Place,
    /// What a name has to begin with, and does not count as part of it.
    pub(super) prefix: String,
    pub(super) same_names: bool,
    pub(super) grants: Vec<(String, Granted)>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Granted {
    pub(super) bit: u64,
    pub(super) vocabulary: &'static Vocabulary,
}

impl Map {
    pub(super) fn at(kind: GrantKind, place: Place) -> Self {
        Self { kind, parts: vec![Part { place, prefix: String::new(), same_names: false, grants: Vec::new() }] }
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self
    }

    pub(super) fn same_names(mut self) -> Self {
        self.parts.iter_mut().for_each(|part| part.same_names = true);
        self
    }

    pub(super) fn prefixed(mut self, prefix: &str) -> Self {
        self.parts.iter_mut().for_each(|part| part.prefix.push_str(prefix));
        self
    }

    pub(super) fn grant(mut self, name: &str, granted: Granted) -> Self {
        self.parts.iter_mut().for_each(|part| part.grants.push((name.to_owned(), granted)));
        self
    }

    pub(super) fn kind(&self) -> GrantKind {
        self.kind
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whether no name stands anywhere.
    pub(in crate::identify) fn is_nowhere(&self) -> bool {
        self.parts.iter().all(|part| matches!(part.place, Place::Nowhere))
    }

    /// Settles the map against the vocabulary of the application. What is wrong with it ends in `faults`.
    pub(in crate::identify) fn settle(
        self,
        vocabulary: Option<&'static Vocabulary>,
        issuer: &str,
        ignored: Arc<Ledger>,
        faults: &mut Faults,
    ) -> Reader {
        for part in &self.parts {
            part.check(self.kind, issuer, faults);
        }
        let mut granted = self.parts.iter().flat_map(|part| &part.grants).map(|(_, granted)| granted.vocabulary);
        let vocabulary = vocabulary.or_else(|| granted.clone().next());
        if granted.any(|granted| vocabulary.is_some_and(|known| !known.same(granted))) {
            let what = self.kind.as_str();
            faults.push(
                format!("the {what} map of `{issuer}` grants {what}s of another enum than the application's"),
                format!("grant {what}s of the enum that the routes ask for"),
            );
        }
        Reader { kind: self.kind, parts: self.parts.into_boxed_slice(), vocabulary, ignored }
    }
}

impl Part {
    fn check(&self, kind: GrantKind, issuer: &str, faults: &mut Faults) {
        let (what, map, example) = match kind {
            GrantKind::Role => ("role", "RoleMap", "realm_access.roles"),
            GrantKind::Scope => ("scope", "ScopeMap", "permissions"),
        };
        let mapped = self.same_names || !self.grants.is_empty();
        if matches!(self.place, Place::Nowhere) {
            if mapped {
                faults.push(
                    format!("the {what} map of `{issuer}` names {what}s and no claim"),
                    format!("begin it with `{map}::usual()` or `{map}::claim(..)`"),
                );
            }
            return;
        }
        if !mapped {
            faults.push(
                format!("the {what} map of `{issuer}` grants nothing"),
                format!(
                    "add `.same_names()` where the issuer's names are the application's, `.grant(\"name\", {}::..)` \
                     for a name that differs, or write `{map}::none()`",
                    kind.type_name()
                ),
            );
        } else if !self.place.is_usable() {
            faults.push(
                format!("the {what} map of `{issuer}` names no claim that could carry {what}s"),
                format!("name a claim such as `{map}::claim(\"{example}\")`"),
            );
        }
        if self.grants.iter().any(|(name, _)| name.is_empty()) {
            faults.push(
                format!("the {what} map of `{issuer}` grants something for an empty name"),
                "write the name as the issuer has it in its tokens",
            );
        }
    }
}
