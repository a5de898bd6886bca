//! One route, ready to be mounted.

use core::fmt;
use core::marker::PhantomData;
use std::sync::Arc;

use crate::authorize::Permit;
use crate::handle::{ArgInfo, ArgList, Call, Cx, ExtractAll, Handler, Outcome, Typed};
use crate::inventory::{self, Mounted};
use crate::limit::Admission;
use crate::policy::RoutePolicy;
use crate::policy::audit::{self, say};
use crate::respond::{Declared, Returned, SecureResponse};

/// A handler with a policy. `#[secure]` writes it.
///
/// It says what the handler is, and nothing of how a request gets to it: that is the same for all, and nobody's to write.
/// `TYPES` is how many types `routes![..]` names for it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a secured handler, or is listed with types that it does not have",
    label = "no policy stands on it",
    note = "put `#[get(\"/..\")]` and `#[secure(..)]` of this crate on the handler, and no route attribute of another framework",
    note = "rule: SA0200 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0200/"
)]
pub trait SecureRoute<const TYPES: usize = 0> {
    /// What is made of the request: [`Args`](crate::handle::Args) of the types of the arguments.
    type Args: ArgList;
    /// What it returns.
    type Answer: Returned + 'static;
    /// What was declared.
    const POLICY: &'static RoutePolicy;
    /// The fn itself.
    fn handler() -> impl Handler<Self::Args, Self::Answer>;
}

/// A route and its handler, whose types are forgotten.
pub(crate) struct Endpoint<S> {
    pub(crate) policy: &'static RoutePolicy,
    /// What the arguments read.
    pub(crate) args: &'static [ArgInfo],
    /// Whether the answer is JSON.
    pub(crate) json: bool,
    /// Whether it says where something is found, each time.
    pub(crate) located: bool,
    /// The places of the parameters that no object-level decision takes.
    pub(crate) free: &'static [usize],
    /// What it is mounted under; empty where it is mounted as it was declared.
    pub(crate) prefix: Arc<str>,
    /// Who sees what of its answer, and what somebody vouched for in it.
    pub(crate) answer: Declared,
    /// Says what it answers, for the inventory.
    describe: fn(&mut Declared) -> inventory::Answer,
    call: Box<dyn Call<S>>,
}

impl<S> Endpoint<S> {
    /// Joins a route and the fn that answers it, once all rules are met: whoever wrote the impl.
    pub(crate) fn of<Route, const TYPES: usize>() -> Self
    where
        S: Send + Sync + 'static,
        Route: SecureRoute<TYPES>,
        Route::Args: ExtractAll<S>,
    {
        let args = const {
            let args = <Route::Args as ArgList>::INFOS;
            say::whole(Route::POLICY, args);
            say::answer(Route::POLICY, <Answer<Route, TYPES> as SecureResponse>::ENDLESS);
            say::reasons(<Answer<Route, TYPES> as SecureResponse>::REASONS);
            args
        };
        let call = Box::new(Typed::<_, Route::Args, Route::Answer>::new(Route::handler()));
        let (free, answer) = (Free::<Route, TYPES>::PLACES, Declared::by::<Route::Answer>());
        let json = <Answer<Route, TYPES> as SecureResponse>::JSON;
        let located = <Answer<Route, TYPES> as SecureResponse>::LOCATED;
        let describe = Declared::answer::<Answer<Route, TYPES>>;
        Self { policy: Route::POLICY, args, json, located, free, prefix: "".into(), answer, describe, call }
    }

    /// What the inventory is made of.
    pub(crate) fn mounted<'m>(&'m self, path: &'m str) -> Mounted<'m> {
        let Self { policy, args, free, answer, describe, .. } = self;
        Mounted { path, policy, args, free, declared: answer, answer: *describe }
    }

    /// Calls the handler for someone who may, and for whom there is room.
    pub(crate) fn call(&self, permit: Permit, admission: Admission, cx: Cx<S>) -> Outcome {
        self.call.call(permit, admission, cx)
    }
}

impl<S> fmt::Debug for Endpoint<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// What a handler answers with.
pub(super) type Answer<Route, const TYPES: usize> = <<Route as SecureRoute<TYPES>>::Answer as Returned>::Answer;

/// The policy of a handler with a mistake. No program that has one compiles.
pub const REFUSED: &RoutePolicy = &RoutePolicy::get("/", &[]).handler("");

/// The policy of a generic handler whose types a list leaves out.
pub const UNTYPED: &RoutePolicy = &RoutePolicy::get("", &[]).generic("");

/// The places of free parameters, as a constant of the route.
struct Free<Route, const TYPES: usize>(PhantomData<Route>);

impl<Route: SecureRoute<TYPES>, const TYPES: usize> Free<Route, TYPES> {
    const ARGS: &'static [ArgInfo] = <Route::Args as ArgList>::INFOS;
    const ALL: &'static ([usize; audit::MOST_PARAMS], usize) = &audit::free(Route::POLICY.params, Self::ARGS);
    const PLACES: &'static [usize] = Self::ALL.0.split_at(Self::ALL.1).0;
}
