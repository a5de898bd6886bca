//! A settled map: what a token's claims grant.

use std::sync::Arc;

use super::map::Part;
use super::place::Place;
use super::{GrantKind, Ledger};
use crate::identify::TokenFault;
use crate::policy::Vocabulary;
use crate::validate::Members;

/// Reads roles, or scopes, from claims.
#[derive(Debug)]
pub(in crate::identify) struct Reader {
    pub(super) kind: GrantKind,
    pub(super) parts: Box<[Part]>,
    pub(super) vocabulary: Option<&'static Vocabulary>,
    pub(super) ignored: Arc<Ledger>,
}

impl Reader {
    pub(in crate::identify) fn vocabulary(&self) -> Option<&'static Vocabulary> {
        self.vocabulary
    }

    /// The bits that the claims grant, with all that is included in them.
    pub(in crate::identify) fn read(&self, claims: &Members<'_>) -> Result<u64, TokenFault> {
        let read = |bits, part: &Part| {
            let granted = part.place.read(self.kind, claims, &|name| self.granted_by(part, name))?;
            Ok::<u64, TokenFault>(bits | granted)
        };
        let bits = self.parts.iter().try_fold(0, read)?;
        let excluded = self.vocabulary.is_some_and(|vocabulary| vocabulary.excluded(bits));
        if excluded { Err(TokenFault::Exclusive) } else { Ok(bits) }
    }

    /// The bits that a token could grant at the most, one caller or another.
    pub(in crate::identify) fn reach(&self) -> u64 {
        let Some(vocabulary) = self.vocabulary else { return 0 };
        let reach = |part: &Part| match part.place {
            Place::Nowhere => 0,
            _ if part.same_names => u64::MAX,
            _ => part.grants.iter().fold(0, |bits, (_, granted)| bits | vocabulary.granted_with(granted.bit)),
        };
        self.parts.iter().fold(0, |bits, part| bits | reach(part))
    }

    // A name that means nothing here is counted: it may be a typing error in the map, or in the issuer's set-up.
    fn granted_by(&self, part: &Part, name: &str) -> u64 {
        let Some(vocabulary) = self.vocabulary else { return 0 };
        let bits = name.strip_prefix(part.prefix.as_str()).map_or(0, |name| part.granted_by(vocabulary, name));
        if bits == 0 {
            self.ignored.count(name);
        }
        bits
    }

    /// Where a claim has to stand, and what it has to say, for a caller to have `name`; and whether several names there are
    /// one text.
    #[cfg(secure_api_development)]
    pub(in crate::identify) fn claim_for(&self, name: &str) -> Option<(Vec<&str>, String, bool)> {
        let bit = self.vocabulary?.bit(name);
        self.parts.iter().find_map(|part| {
            let mapped = || part.grants.iter().find(|(_, granted)| granted.bit == bit).map(|(known, _)| known.as_str());
            let said = if part.same_names { Some(name) } else { mapped() }?;
            let (path, words) = part.place.written(self.kind)?;
            Some((path, format!("{}{said}", part.prefix), words))
        })
    }
}

impl Part {
    fn granted_by(&self, vocabulary: &Vocabulary, name: &str) -> u64 {
        let same = if self.same_names { vocabulary.granted_by(name) } else { 0 };
        let mapped = self.grants.iter().filter(|(known, _)| known == name);
        mapped.fold(same, |bits, (_, granted)| bits | vocabulary.granted_with(granted.bit))
    }
}
