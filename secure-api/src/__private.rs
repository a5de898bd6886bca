//! All that an expansion may name, and nothing for people: it changes without notice.

pub use secure_api_macros::{InputFields, OutputFields};
pub use {serde, serde_json, validator};

pub use crate::api::{Endpoint, Mount, REFUSED, Routes, SecureRoute, endpoint, refused};
pub use crate::authorize::{Action, Authorize, Delete, Read, Resource, Update};
pub use crate::handle::{ArgInfo, Extract, PathPart, Reason, SecureArg};
pub use crate::identify::Caller;
pub use crate::policy::{Access, Excused, Method, Rate, RateKey, Requirement, RoutePolicy, Scheme, Vocabulary};
pub use crate::policy::{ClaimSet, DEFAULT_BODY_LIMIT, DEFAULT_TIMEOUT_MS, Roles, Scopes, audit};
pub use crate::policy::{FieldInfo, InputFields as InputFieldsInfo, Reasons, ServerOwned, Vouch};
pub use crate::respond::{Disclosed, Output, Problem, SecureResponse};
pub use crate::validate::vouched::{Known, KnownByRule, MayEnd, Unknown};
pub use crate::validate::{Bounded, BoundedByRule, FieldPath, Input, PathValue, Violations, collect_rules};
pub use crate::validate::{Fields, Given, Needed, Slot, record};

/// [`SecureArg`] by another name: rustc lists the impls of the trait that a bound names, and here there is but one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a secured handler",
    label = "not a type that a secured handler takes",
    note = "a handler takes `State<T>`, `Identity`, `Option<Identity>`, `Caller`, `Claims<T>`, `Valid<Json<T>>`, `Valid<Query<T>>`, `Valid<Form<T>>`, `Path<T>` and `Authorized<T, Action>`",
    note = "an extractor of your own is taken as `Extracted<T>`, with `impl Extractor for T`; one of another crate as `Vouched<T, Reason>`",
    note = "rule: SA0201 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0201/"
)]
pub trait Argument: SecureArg {}

impl<T: SecureArg> Argument for T {}

/// [`SecureResponse`] by another name, likewise.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned by a secured handler",
    label = "not declared safe to send",
    note = "return `Json<T>` with `#[output]` on `T`, `Created<T>`, `NoContent`, `StatusCode`, or a `Result` of one of these and an error that implements `SafeError`",
    note = "rule: SA0209 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0209/"
)]
pub trait Answer: SecureResponse {}

impl<T: SecureResponse> Answer for T {}

/// `T`, where there is a `Self` to find it beside.
pub trait Beside<T> {
    /// It.
    type Type;
}

impl<S, T> Beside<T> for S {
    type Type = T;
}

/// What an argument reads.
pub const fn arg<T: Argument>() -> ArgInfo {
    T::INFO
}

/// That a type may be an answer.
pub const fn answer<R: Answer>() {}

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

    use super::{ArgInfo, Endpoint, Mount, REFUSED, Roles, RoutePolicy, Scopes, SecureRoute, ServerOwned, Vocabulary};

    /// What the name of a plain fn means in `routes![..]`.
    #[allow(non_camel_case_types, reason = "the name that the list gives to each of its handlers")]
    #[derive(Debug)]
    pub struct __route;

    /// A fn that no policy stands on.
    #[diagnostic::on_unimplemented(
        message = "this is a plain handler, without a policy",
        label = "not a secured handler",
        note = "put a route and a policy on it: `#[get(\"/..\")]` and `#[secure(auth = \"jwt\")]`, or `#[secure(public = \"reason\", rate = \"60/min\")]`",
        note = "rule: SA0200 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0200/"
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

    /// What the application says of server-owned fields: nothing.
    pub const __SECURE_API_SERVER_OWNED: &ServerOwned = ServerOwned::COMMON;

    /// No vocabulary at the root of the crate.
    #[derive(Clone, Copy, Debug)]
    pub struct Undeclared;

    /// What a role in quotes is one of.
    pub type __SecureApiRoles = Undeclared;
    /// What a scope in quotes is one of.
    pub type __SecureApiScopes = Undeclared;

    const NONE: &Vocabulary = &Vocabulary { type_id: TypeId::of::<Undeclared>, type_name: "", names: &[], grants: &[] };

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
