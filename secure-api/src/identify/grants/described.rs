//! What the inventory says of a map: which names in which claims grant what.

use std::collections::BTreeMap;

use super::GrantKind;
use super::map::{Map, Part};
use super::place::Place;
use crate::inventory::{self, Grant};

impl Map {
    /// A place after the other; none where no name stands anywhere.
    pub(in crate::identify) fn described(&self) -> impl Iterator<Item = Grant> {
        let kind = match self.kind() {
            GrantKind::Role => inventory::GrantKind::Role,
            GrantKind::Scope => inventory::GrantKind::Scope,
        };
        self.parts().iter().filter_map(move |part| part.described(kind))
    }
}

impl Part {
    fn described(&self, kind: inventory::GrantKind) -> Option<Grant> {
        let claim = match &self.place {
            Place::Nowhere => return None,
            Place::Usual => Vec::new(),
            Place::Path(path) => path.clone(),
        };
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, granted) in &self.grants {
            let here = names.entry(name.clone()).or_default();
            here.extend(granted.vocabulary.names_of(granted.bit).map(str::to_owned));
        }
        for granted in names.values_mut() {
            granted.sort_unstable();
            granted.dedup();
        }
        Some(Grant { kind, claim, prefix: self.prefix.clone(), same_names: self.same_names, names })
    }
}
