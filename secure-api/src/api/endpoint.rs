//! One route, ready to be mounted.

use core::fmt;
use core::marker::PhantomData;

use crate::authorize::Permit;
use crate::handle::{ArgInfo, Call, Cx, Handler, Outcome, Typed};
use crate::limit::Admission;
use crate::policy::audit;
use crate::policy::{Access, DEFAULT_BODY_LIMIT, DEFAULT_TIMEOUT_MS, Method, Reasons, RoutePolicy, ServerOwned};
use crate::respond::{Refusal, SecureResponse};

/// A handler with a policy. `#[secure]` writes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a secured handler",
    label = "has no policy",
    note = "put `#[get(\"/..\")]` and `#[secure(..)]` on the handler",
    note = "rule: SA0200 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0200/"
)]
pub trait SecureRoute {
    /// What was declared.
    const POLICY: &'static RoutePolicy;
    /// What the arguments read.
    const ARGS: &'static [ArgInfo];
}

/// A secured handler that an application with the state `S` can call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be mounted on an application whose state is `{S}`",
    label = "needs something of the state that is not there",
    note = "each `State<T>` that the handler takes, and the store of each object, is the state itself or a part of it: `impl FromRef<{S}> for T`",
    note = "`Vouched<T, Reason>` takes an extractor of the parts of a request, and never one of the body: that is `Valid<Json<T>>`",
    note = "rule: SA0204 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0204/"
)]
pub trait Mount<S>: SecureRoute {
    /// The route with its handler.
    fn mount() -> Endpoint<S>;
}

/// A route and its handler, whose types are forgotten.
pub struct Endpoint<S> {
    pub(crate) policy: &'static RoutePolicy,
    /// What the arguments read.
    pub(crate) args: &'static [ArgInfo],
    /// What is vouched for in the answer.
    pub(crate) answer: &'static Reasons,
    /// Whether the answer is JSON.
    pub(crate) json: bool,
    /// The places of the parameters that no object-level decision takes.
    pub(crate) free: &'static [usize],
    pub(crate) call: Box<dyn Call<S>>,
}

impl<S> fmt::Debug for Endpoint<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// Joins a route and the fn that answers it.
pub fn endpoint<S, Route, Args, R, H>(handler: H) -> Endpoint<S>
where
    S: Send + Sync + 'static,
    Route: SecureRoute,
    H: Handler<S, Args, R>,
    Args: 'static,
    R: SecureResponse + 'static,
{
    const { audited(Route::POLICY, Route::ARGS, R::REASONS) };
    Endpoint {
        policy: Route::POLICY,
        args: Route::ARGS,
        answer: R::REASONS,
        json: R::JSON,
        free: Free::<Route>::PLACES,
        call: Box::new(Typed::new(handler)),
    }
}

/// What stands in for a handler with a mistake. No program that has one compiles.
pub fn refused<S>() -> Endpoint<S> {
    Endpoint { policy: REFUSED, args: &[], answer: Reasons::NONE, json: true, free: &[], call: Box::new(Refused) }
}

/// A policy that nobody meets.
pub const REFUSED: &RoutePolicy = &RoutePolicy {
    method: Method::Get,
    path: "/",
    params: &[],
    handler: "",
    file: "",
    line: 0,
    access: Access::Public { reason: "a handler that does not compile", optional: None },
    rates: &[],
    body_limit: DEFAULT_BODY_LIMIT,
    timeout_ms: DEFAULT_TIMEOUT_MS,
    concurrency: 0,
    excused: &[],
    server_owned: ServerOwned::COMMON,
};

/// The rules once more, for an impl of [`SecureRoute`] that no macro wrote.
#[allow(clippy::indexing_slicing, reason = "const fns cannot use `get`, and an index out of bounds does not compile")]
const fn audited(policy: &RoutePolicy, args: &[ArgInfo], answer: &Reasons) {
    let mut place = 0;
    while place < args.len() {
        assert!(audit::argument(policy, args, place).is_none(), "an argument does not fit the policy of its route");
        place += 1;
    }
    let mut at = 0;
    while at < policy.excused.len() {
        assert!(audit::excuse(policy, args, policy.excused[at].param).is_none(), "what is excused is decided as well");
        at += 1;
    }
    assert!(audit::input::reasons(answer).is_none(), "what is vouched for in an answer has no reason");
    assert!(audit::path(policy, args).is_none(), "a path parameter of a route has no decision");
}

struct Free<Route>(PhantomData<Route>);

impl<Route: SecureRoute> Free<Route> {
    const ALL: &'static ([usize; audit::MOST_PARAMS], usize) = &audit::free(Route::POLICY.params, Route::ARGS);
    const PLACES: &'static [usize] = Self::ALL.0.split_at(Self::ALL.1).0;
}

struct Refused;

impl<S> Call<S> for Refused {
    fn call(&self, _: Permit, _: Admission, _: Cx<S>) -> Outcome {
        Box::pin(async { Err(Refusal::Broken("a handler that does not compile was called")) })
    }
}
