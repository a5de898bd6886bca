//! All that an expansion may name, and nothing for people: it changes without notice.

use crate::handle::{Arg, Cx};

pub use core::option::Option::{None, Some};
pub use secure_api_macros::{InputFields, OutputFields};
pub use std::string::String;
pub use {serde, serde_json, validator};

pub use crate::api::{Entry, Listed, NamesAtRoot, REFUSED, Routes, SecureRoute, UNTYPED, listed};
pub use crate::authorize::{Action, Authorize, Delete, Read, Resource, Update};
pub use crate::handle::{ArgInfo, ArgList, Args, Counted, ExtractAll, Handler, PathPart, Reason, SecureArg};
pub use crate::identify::Caller;
pub use crate::inventory::{Bound, Rule, Schema};
pub use crate::policy::audit::{Asked, say as audit};
pub use crate::policy::{
    ClaimSet, Excused, Holders, Rate, RateKey, Requirement, Roles, RoutePolicy, Scopes, Shape, Vocabulary,
};
pub use crate::policy::{Field, Name, Reasons, ServerOwned, Vouch};
pub use crate::respond::{Audience, Declared, Disclosed, Limited, Member, Object, Shown, VariantOf};
pub use crate::respond::{Link, NoContent, Output, Problem, Refusal, SecureResponse};
pub use crate::validate::vouched::{Itself, Known, MayEnd, Unknown};
pub use crate::validate::{Bounded, BoundedByRule, FieldPath, Input, PathValue, Violations, collect_rules, is_email};
pub use crate::validate::{Fields, Given, Needed, Slot, Slots, record};
pub use crate::{
    __endless as endless, __names_at_root as names_at_root, __role_named as role_named, __scope_named as scope_named,
    __server_owned as server_owned,
};

/// [`SecureArg`] by another name: rustc lists the impls of the trait that a bound names, refused types among them, and here
/// there is but one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a secured handler",
    label = "not a type that a secured handler takes",
    note = "a handler takes `State<T>`, `Identity`, `Option<Identity>`, `Caller`, `Claims<T>`, `Valid<Json<T>>`, `Valid<Query<T>>`, `Valid<Form<T>>`, `Path<T>`, `Authorized<T, Action>` and `Decide<T, Action>`",
    note = "in place of one that reads the token, take `caller: Identity`: `caller.subject()`, `caller.has_role(Role::Admin)`; in place of one that reads a body, `Valid<Json<T>>`",
    note = "an upload (`Multipart`) has no secured form yet: its handler stays in an axum router of its own, which checks and bounds it by itself: `Api::adopt_only(uploads, [\"POST /files\"], \"why they stay there\")`",
    note = "an extractor of your own is taken as `Extracted<T>`, with `impl Extractor for T`; one of another crate as `Vouched<T, Reason>`",
    note = "rule: SA0201 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0201/"
)]
pub trait Argument: Arg {
    /// What it reads.
    const INFO: ArgInfo;
}

impl<T: Arg> Argument for T
where
    T::Itself: SecureArg,
{
    const INFO: ArgInfo = <T::Itself as SecureArg>::INFO;
}

/// `T`, where there is a `Self` to find it beside.
pub trait Beside<T> {
    /// It.
    type Type;
}

impl<S, T> Beside<T> for S {
    type Type = T;
}

/// What an answer is, where it is one: its own constant, and otherwise the one of [`Unanswered`], so that a type that is no
/// answer has the one message that it has elsewhere.
#[derive(Debug)]
pub struct Answered<T>(core::marker::PhantomData<T>);

impl<T: SecureResponse> Answered<T> {
    /// Whether it is a list that nothing bounds.
    pub const ENDLESS: bool = T::ENDLESS;
}

/// The constant of types that are no answers.
pub trait Unanswered {
    /// Nobody asks.
    const ENDLESS: bool = false;
}

impl<T> Unanswered for Answered<T> {}

/// What an argument reads.
pub const fn arg<T: Argument>() -> ArgInfo {
    T::INFO
}

/// Where a route is found, with the values of its parameters.
pub fn link(policy: &RoutePolicy, values: &[String]) -> Link {
    Link::new(policy, values)
}

/// The value of a parameter.
pub fn part(value: &impl PathValue) -> String {
    value.to_param()
}

/// [`Disclosed`] by another name: of a refused type rustc would show that it has an impl.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as output",
    label = "nothing says that this may be sent to a client",
    note = "send a view in its place, that holds what a client may see, and no more: `#[output] struct AuthorView {{ name: String }}`",
    note = "rule: SA0208 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0208/"
)]
pub trait Sent: Disclosed {}

impl<T: Disclosed> Sent for T {}

/// That a field may be sent.
pub const fn disclosed<T: Sent>() {}

/// That a field whose type somebody vouched for can be written.
pub const fn written<T: serde::Serialize>() {}

/// Whether a type is declared as output: its own constant where it is, and otherwise the one of [`Undisclosed`].
#[derive(Debug)]
pub struct Probe<T>(core::marker::PhantomData<T>);

impl<T: Disclosed> Probe<T> {
    /// It is.
    pub const DISCLOSED: bool = true;
    /// Whether it is a list that nothing bounds.
    pub const ENDLESS: bool = T::ENDLESS;

    /// Says what it declares.
    pub fn declare(all: &mut Declared) -> Schema {
        T::declare(all)
    }

    /// Writes it as a field.
    ///
    /// # Errors
    /// Those of the format.
    pub fn write<S: serde::Serializer>(to: &mut Object<'_, S>, name: &'static str, value: &T) -> Result<(), S::Error> {
        to.field(name, value)
    }
}

/// The constants of types that are not.
pub trait Undisclosed<T> {
    /// It is not.
    const DISCLOSED: bool = false;
    /// It is none.
    const ENDLESS: bool = false;

    /// It has a message of its own, and declares nothing.
    fn declare(_: &mut Declared) -> Schema {
        Schema::Bool
    }

    /// It has a message of its own, and is not written.
    ///
    /// # Errors
    /// None.
    fn write<S: serde::Serializer>(_: &mut Object<'_, S>, _: &'static str, _: &T) -> Result<(), S::Error> {
        Ok(())
    }
}

impl<T> Undisclosed<T> for Probe<T> {}

/// Roles that were spelled as paths, and their bits.
pub const fn roles<R: Roles>(_: &[R], places: &[u32], all: bool) -> Requirement {
    Requirement { vocabulary: R::VOCABULARY, bits: bits(places), all }
}

/// Scopes that were spelled as paths, and their bits.
pub const fn scopes<R: Scopes>(_: &[R], places: &[u32], all: bool) -> Requirement {
    Requirement { vocabulary: R::VOCABULARY, bits: bits(places), all }
}

const fn bits(places: &[u32]) -> u64 {
    let (mut bits, mut at) = (0, 0);
    while at < places.len() {
        bits |= 1 << places[at];
        at += 1;
    }
    bits
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

/// Stands where `routes![..]` has the name of a plain fn.
#[derive(Debug)]
pub struct Refused<S>(core::marker::PhantomData<S>);

/// A fn that no policy stands on. Never implemented.
#[diagnostic::on_unimplemented(
    message = "this is a plain handler, without a policy",
    label = "not a secured handler",
    note = "put a route and a policy on it: `#[get(\"/..\")]` and `#[secure(auth = \"jwt\")]`, or `#[secure(public = \"why nobody has to say who they are\", rate = \"60/min\")]`",
    note = "rule: SA0200 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0200/"
)]
pub trait PlainHandler {}

/// The arguments of a plain fn.
#[derive(Debug)]
pub struct Plain;

/// A type that nobody named.
#[derive(Debug)]
pub struct Untyped;

impl Counted for Plain {
    type Values = ();
}

impl ArgList for Plain {
    const INFOS: &'static [ArgInfo] = &[];
}

impl<S> ExtractAll<S> for Plain
where
    Refused<S>: PlainHandler,
{
    fn extract_all(_: &mut Cx<S>) -> impl Future<Output = Result<(), Refusal>> + Send {
        core::future::ready(Err(Refusal::NotFound))
    }
}

impl Counted for Untyped {
    type Values = ();
}

impl ArgList for Untyped {
    const INFOS: &'static [ArgInfo] = &[];
}

impl<S> ExtractAll<S> for Untyped {
    fn extract_all(_: &mut Cx<S>) -> impl Future<Output = Result<(), Refusal>> + Send {
        core::future::ready(Err(Refusal::NotFound))
    }
}

/// No vocabulary at the root of the crate.
#[derive(Clone, Copy, Debug)]
pub struct Undeclared;

const NONE: &Vocabulary = &Vocabulary { type_id: core::any::TypeId::of::<Undeclared>, ..Vocabulary::EMPTY };

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

/// What a name means where the application does not say: a handler that is none, vocabularies without a word. No other name
/// stands here, since all of them come before the application's own.
pub mod fallback {
    use super::{Handler, NoContent, Plain, REFUSED, RoutePolicy, SecureRoute, ServerOwned, Undeclared};

    /// What the name of a plain fn means in `routes![..]`.
    #[allow(non_camel_case_types, reason = "the name that the list gives to each of its handlers")]
    #[derive(Debug)]
    pub struct __route<A = (), B = (), C = (), D = ()>(core::marker::PhantomData<(A, B, C, D)>);

    /// What the application says of server-owned fields: nothing.
    pub const __SECURE_API_SERVER_OWNED: &ServerOwned = ServerOwned::COMMON;

    /// What a role in quotes is one of.
    pub type __SecureApiRoles = Undeclared;
    /// What a scope in quotes is one of.
    pub type __SecureApiScopes = Undeclared;

    #[diagnostic::do_not_recommend]
    impl<A, B, C, D, const TYPES: usize> SecureRoute<TYPES> for __route<A, B, C, D> {
        type Args = Plain;
        type Answer = NoContent;
        const POLICY: &'static RoutePolicy = REFUSED;
        fn handler() -> impl Handler<Plain, NoContent> {
            super::Nobody
        }
    }
}

/// The handler that none has.
#[derive(Clone, Debug)]
pub struct Nobody;

impl<List: Counted> Handler<List, NoContent> for Nobody {
    fn call(&self, _: List::Values) -> impl Future<Output = NoContent> + Send {
        core::future::ready(NoContent)
    }
}
