//! What the types of an answer declare: who sees which field, and what somebody vouched for.

use core::any::TypeId;

use crate::policy::Vouch;

use super::{Limited, Returned, SecureResponse};

/// Collected from a type and the types of its fields, each type once: a type may hold itself.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    seen: Vec<TypeId>,
    vouched: Vec<Vouch>,
    limited: Vec<Limited>,
}

impl Declared {
    /// All that an answer declares.
    #[must_use]
    pub fn by<R: Returned>() -> Self {
        let mut all = Self::default();
        R::Answer::declare(&mut all);
        all
    }

    /// Whether this is the first time that a type says what it declares.
    pub fn enter<T: 'static>(&mut self) -> bool {
        let id = TypeId::of::<T>();
        let first = !self.seen.contains(&id);
        if first {
            self.seen.push(id);
        }
        first
    }

    /// Something that is sent for a reason.
    pub fn vouch(&mut self, what: &'static str, reason: &'static str) {
        self.vouched.push(Vouch { what, reason });
    }

    /// A field that only some see.
    pub fn limit(&mut self, field: Limited) {
        self.limited.push(field);
    }

    pub(crate) fn vouched(&self) -> &[Vouch] {
        &self.vouched
    }

    pub(crate) fn limited(&self) -> &[Limited] {
        &self.limited
    }
}
