//! All that an expansion may name, and nothing for people: it changes without notice.

pub use secure_api_macros::{InputFields, OutputFields};
pub use {serde, serde_json, validator};

pub use crate::api::{Endpoint, Mount, REFUSED, Routes, SecureRoute, endpoint, refused};
pub use crate::authorize::{Action, Authorize, Delete, Read, Resource, Update};
pub use crate::handle::{ArgInfo, Extract, PathPart, SecureArg};
pub use crate::identify::Caller;
pub use crate::policy::{
    Access, Excused, Holders, Method, Rate, RateKey, Requirement, RoutePolicy, Scheme, Vocabulary,
};
pub use crate::policy::{ClaimSet, DEFAULT_BODY_LIMIT, DEFAULT_TIMEOUT_MS, Roles, Scopes, audit};
pub use crate::respond::{Disclosed, Output, Problem, SecureResponse};
pub use crate::validate::{Bounded, BoundedByRule, FieldPath, Input, PathValue, Violations, collect_rules};

/// What an argument reads.
pub const fn arg<T: SecureArg>() -> ArgInfo {
    T::INFO
}

/// That a type may be an answer.
pub const fn answer<R: SecureResponse>() {}

/// That a field may be sent.
pub const fn disclosed<T: Disclosed>() {}

/// The vocabulary of roles that were spelled as paths.
pub const fn roles_of<R: Roles, const N: usize>(_: &[R; N]) -> &'static Vocabulary {
    R::VOCABULARY
}

/// The vocabulary of scopes that were spelled as paths.
pub const fn scopes_of<R: Scopes, const N: usize>(_: &[R; N]) -> &'static Vocabulary {
    R::VOCABULARY
}

/// What names in quotes ask for. An unknown one is a message of its own, and asks for what nobody has.
pub const fn requirement(vocabulary: &'static Vocabulary, names: &[&str], all: bool) -> Requirement {
    let (mut bits, mut at) = (0, 0);
    while at < names.len() {
        bits |= vocabulary.bit(names[at]);
        at += 1;
    }
    Requirement { vocabulary, bits, all }
}

/// Writes an output.
///
/// # Errors
/// Where the type cannot be JSON, as a map whose keys are no text.
pub fn to_json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(value)
}

/// What a name means where the application does not say: a handler that is none, vocabularies without a word.
pub mod fallback {
    use core::any::TypeId;

    use super::{ArgInfo, Endpoint, Mount, REFUSED, Roles, RoutePolicy, Scopes, SecureRoute, Vocabulary};

    /// What the name of a plain fn means in `routes![..]`.
    #[allow(non_camel_case_types, reason = "the name that the list gives to each of its handlers")]
    #[derive(Debug)]
    pub struct __route;

    /// A fn that no policy stands on.
    #[diagnostic::on_unimplemented(
        message = "this is a plain handler, without a policy",
        label = "not a secured handler",
        note = "put a route and a policy on it: `#[get(\"/..\")]` and `#[secure(auth = \"jwt\")]`, or `#[secure(public = \"reason\", rate = \"60/min\")]`"
    )]
    pub trait PlainHandler {}

    /// Never a [`PlainHandler`].
    #[derive(Debug)]
    pub struct Refused<S>(core::marker::PhantomData<S>);

    impl SecureRoute for __route {
        const POLICY: &'static RoutePolicy = REFUSED;
        const ARGS: &'static [ArgInfo] = &[];
    }

    impl<S> Mount<S> for __route
    where
        Refused<S>: PlainHandler,
    {
        fn mount() -> Endpoint<S> {
            super::refused()
        }
    }

    /// No vocabulary at the root of the crate.
    #[derive(Clone, Copy, Debug)]
    pub struct Undeclared;

    /// What a role in quotes is one of.
    pub type __SecureApiRoles = Undeclared;
    /// What a scope in quotes is one of.
    pub type __SecureApiScopes = Undeclared;

    const NONE: &Vocabulary = &Vocabulary { type_id: TypeId::of::<Undeclared>, ..Vocabulary::EMPTY };

    impl Roles for Undeclared {
        const VOCABULARY: &'static Vocabulary = NONE;
        fn bit(self) -> u64 {
            0
        }
    }

    impl Scopes for Undeclared {
        const VOCABULARY: &'static Vocabulary = NONE;
        fn bit(self) -> u64 {
            0
        }
    }
}
