//! What a handler may take: a closed set of types, each saying what it reads.

use axum::extract::{Form, Json, Path, Query, State};

use crate::__private::Beside;
use crate::authorize::{Action, Authorize, Authorized, Decide, Resource};
use crate::identify::{Caller, Claims, Identity};
use crate::policy::{ClaimSet, Reasons, Shape};
use crate::validate::{Input, PathArgs, Valid};

/// What an argument reads of the request. The audit of a route is made of these.
#[derive(Clone, Copy, Debug)]
pub struct ArgInfo {
    /// Whether it reads the body.
    pub body: bool,
    /// Whether it reads the query string.
    pub query: bool,
    /// Whether it needs to know who calls.
    pub caller: CallerNeed,
    /// The path parameters that it reads by place, of those which no object-level decision takes.
    pub path: &'static [PathPart],
    /// What each of them is on the wire.
    pub path_shapes: &'static [&'static Shape],
    /// The object-level decision that it is.
    pub object: Option<ObjectInfo>,
    /// Whether what it reads has no fields inside of fields.
    pub flat: bool,
    /// The type of input that it reads.
    pub input: &'static Shape,
    /// Whether it is the document that describes the application.
    pub document: bool,
    /// Whether it is the page that shows that document.
    pub page: bool,
    /// What is vouched for in its type, beside the fields of an input.
    pub reasons: &'static Reasons,
}

/// Whether an argument needs to know who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerNeed {
    /// It does not ask.
    None,
    /// It takes a caller or none.
    Optional,
    /// It does not exist without one.
    Required,
}

/// One path parameter read by place.
#[derive(Clone, Copy, Debug)]
pub struct PathPart {
    /// The type, for messages.
    pub type_name: &'static str,
    /// Why its values name no object; blank where they may.
    pub no_id: &'static str,
}

/// An object-level decision.
#[derive(Clone, Copy, Debug)]
pub struct ObjectInfo {
    /// The type of the object, for messages.
    pub type_name: &'static str,
    /// The type with its modules.
    pub full_name: &'static str,
    /// The argument that decides, as `Authorized`.
    pub argument: &'static str,
    /// The path parameters that make its key; none where it decides on the ids of an input.
    pub keys: &'static [&'static str],
    /// The action asked for.
    pub action: &'static str,
    /// Whether the action only reads.
    pub read_only: bool,
    /// What each of the keys is on the wire.
    pub key_shapes: &'static [&'static Shape],
    /// What the rule is known by, where it says so.
    pub fingerprint: Option<&'static str>,
}

impl ArgInfo {
    /// Reads nothing of the request.
    pub const NOTHING: ArgInfo = ArgInfo {
        body: false,
        query: false,
        caller: CallerNeed::None,
        path: &[],
        path_shapes: &[],
        object: None,
        flat: false,
        input: Shape::VALUE,
        document: false,
        page: false,
        reasons: Reasons::NONE,
    };
}

/// What a handler may take.
///
/// Closed: a body that is not validated, a raw request, a header map do not implement it.
pub trait SecureArg: super::closed::Arg {
    /// What it reads.
    const INFO: ArgInfo;
}

impl<T> SecureArg for State<T> {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

impl SecureArg for Identity {
    const INFO: ArgInfo = ArgInfo { caller: CallerNeed::Required, ..ArgInfo::NOTHING };
}

impl SecureArg for Option<Identity> {
    const INFO: ArgInfo = ArgInfo { caller: CallerNeed::Optional, ..ArgInfo::NOTHING };
}

impl<T: ClaimSet> SecureArg for Claims<T> {
    const INFO: ArgInfo = ArgInfo { caller: CallerNeed::Required, ..ArgInfo::NOTHING };
}

impl SecureArg for Caller {
    const INFO: ArgInfo = ArgInfo { caller: CallerNeed::Optional, ..ArgInfo::NOTHING };
}

impl<T: Input> SecureArg for Valid<Json<T>> {
    const INFO: ArgInfo = ArgInfo { body: true, input: T::SHAPE, ..ArgInfo::NOTHING };
}

impl<T: Input> SecureArg for Valid<Form<T>> {
    const INFO: ArgInfo = ArgInfo { body: true, flat: true, input: T::SHAPE, ..ArgInfo::NOTHING };
}

impl<T: Input> SecureArg for Valid<Query<T>> {
    const INFO: ArgInfo = ArgInfo { query: true, flat: true, input: T::SHAPE, ..ArgInfo::NOTHING };
}

impl<T: PathArgs> SecureArg for Path<T> {
    const INFO: ArgInfo = ArgInfo { path: T::PARTS, path_shapes: T::SHAPES, ..ArgInfo::NOTHING };
}

/// Of a type that is no resource or no action only that is said, and nothing of its rules: there is no bound to ask then.
impl<T: Resource, A: Action> SecureArg for Authorized<T, A>
where
    <T::Key as Beside<T>>::Type: Authorize<A::Itself>,
{
    const INFO: ArgInfo =
        ArgInfo { object: Some(decision::<T, A>("Authorized", T::KEY, Rule::<T, A>::FINGERPRINT)), ..ArgInfo::NOTHING };
}

impl<T: Resource, A: Action> SecureArg for Decide<T, A>
where
    <T::Key as Beside<T>>::Type: Authorize<A::Itself>,
{
    const INFO: ArgInfo =
        ArgInfo { object: Some(decision::<T, A>("Decide", &[], Rule::<T, A>::FINGERPRINT)), ..ArgInfo::NOTHING };
}

/// The rule that a decision asks, by the types that it is found by.
struct Rule<T, A>(core::marker::PhantomData<(T, A)>);

impl<T: Resource, A: Action> Rule<T, A>
where
    <T::Key as Beside<T>>::Type: Authorize<A::Itself>,
{
    const FINGERPRINT: Option<&'static str> = <<T::Key as Beside<T>>::Type as Authorize<A::Itself>>::FINGERPRINT;
}

const fn decision<T: Resource, A: Action>(
    argument: &'static str,
    keys: &'static [&'static str],
    fingerprint: Option<&'static str>,
) -> ObjectInfo {
    ObjectInfo {
        type_name: T::NAME,
        full_name: T::FULL_NAME,
        argument,
        keys,
        action: A::NAME,
        read_only: A::READ_ONLY,
        key_shapes: <T::Key as PathArgs>::SHAPES,
        fingerprint,
    }
}
