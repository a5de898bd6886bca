//! What the types of an answer declare: their fields, who sees which, and what somebody vouched for.

use core::any::{TypeId, type_name};
use std::collections::BTreeMap;

use crate::inventory::Schema;
use crate::inventory::{Answer, Type, Types};
use crate::policy::Vouch;

use super::{Limited, Returned, SecureResponse};

/// Collected from a type and the types of its fields, each type once: a type may hold itself.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    names: BTreeMap<TypeId, String>,
    types: Types,
    vouched: Vec<Vouch>,
    limited: Vec<Limited>,
}

/// A type as a value: what is said of it is compiled once, and not once for each type.
#[derive(Clone, Copy)]
pub(crate) struct TypeOf {
    id: TypeId,
    name: &'static str,
}

impl TypeOf {
    pub(crate) fn of<T: 'static>() -> Self {
        Self { id: TypeId::of::<T>(), name: type_name::<T>() }
    }
}

impl Declared {
    /// All that an answer declares.
    #[must_use]
    pub fn by<R: Returned>() -> Self {
        let mut all = Self::default();
        R::Answer::declare(&mut all);
        all
    }

    /// What an answer is, with its types put beside others.
    pub(crate) fn answer<A: SecureResponse>(&mut self) -> Answer {
        let schema = A::declare(self);
        Answer { status: A::STATUS, schema, location: A::LOCATED, foreign: !A::JSON && !A::PAGE, page: A::PAGE }
    }

    /// The name of a type. What it is made of is asked the first time alone.
    pub(crate) fn named(&mut self, of: TypeOf, made_of: impl FnOnce(&mut Self) -> Type) -> Schema {
        if let Some(name) = self.names.get(&of.id) {
            return Schema::Named(name.clone());
        }
        let name = self.types.reserve(of.name);
        self.names.insert(of.id, name.clone());
        let is = made_of(self);
        self.types.tell(&name, is);
        Schema::Named(name)
    }

    /// Something that is sent for a reason.
    pub(crate) fn vouch(&mut self, what: &'static str, reason: &'static str) {
        self.vouched.push(Vouch { what, reason });
    }

    /// A field that only some see.
    pub(crate) fn limit(&mut self, field: Limited) {
        self.limited.push(field);
    }

    pub(crate) fn vouched(&self) -> &[Vouch] {
        &self.vouched
    }

    pub(crate) fn limited(&self) -> &[Limited] {
        &self.limited
    }

    pub(crate) fn types(&mut self) -> &mut Types {
        &mut self.types
    }

    pub(crate) fn into_types(self) -> BTreeMap<String, Type> {
        self.types.into_inner()
    }
}
