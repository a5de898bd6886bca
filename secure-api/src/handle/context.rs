//! The request as the steps behind admission see it.

use core::fmt;
use std::net::IpAddr;

use axum::body::Body;
use axum::extract::{Form, FromRef, Json, Path, Query, State};
use http::request::Parts;

use crate::authorize::{Action, Authorize, Authorized, Decide, load_by_path};
use crate::identify::{Caller, Claims, ClaimsMismatch, Identity, TokenFault};
use crate::policy::{ClaimSet, RoutePolicy};
use crate::request::id::RequestId;
use crate::respond::Refusal;
use crate::validate::{Input, PathArgs, Valid, body, read_form, read_json};

/// When an argument is made. What costs the caller nothing to get wrong comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// From what is known already.
    Context,
    /// From what the client wrote.
    Input,
    /// From the store, with a decision, and from what somebody else asks.
    Object,
}

/// One request on its way into a handler.
///
/// Nobody else can name it: whoever could would implement [`Extract`] for a `State<T>` of their own, and read the body there
/// without an audit.
#[allow(unnameable_types, reason = "whoever names it reads a request past the audit")]
pub struct Cx<S> {
    pub(crate) state: S,
    /// Boxed, since it is handed on from step to step.
    pub(crate) parts: Box<Parts>,
    pub(crate) body: Option<Body>,
    pub(crate) policy: &'static RoutePolicy,
    /// Percent-decoded values, in the order of `policy.params`.
    pub(crate) params: Vec<String>,
    /// The places of the parameters that no object-level decision takes.
    pub(crate) free: &'static [usize],
    pub(crate) caller: Caller,
    pub(crate) client: IpAddr,
    pub(crate) request_id: RequestId,
}

impl<S> Cx<S> {
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        let place = self.policy.params.iter().position(|param| *param == name)?;
        self.params.get(place).map(String::as_str)
    }

    /// Who calls, and nothing else of the request.
    pub(crate) fn into_caller(self) -> Caller {
        self.caller
    }
}

/// The route alone: a credential would end up in logs, and an argument that reads this could take an id that nobody decided on.
impl<S> fmt::Debug for Cx<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cx").field("handler", &self.policy.handler).finish_non_exhaustive()
    }
}

/// How an argument is made from a request.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made from a request to an application whose state is `{S}`",
    label = "the application's state does not provide what this argument needs",
    note = "`State<T>`, `Authorized<T, _>` and `Decide<T, _>` need `T` (or the store of the resource) to be the state itself, or `impl FromRef<{S}>` for it",
    note = "rule: SA0204 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0204/"
)]
pub trait Extract<S>: Sized + Send {
    /// When it is made.
    const STEP: Step;
    /// Makes it, or refuses the request.
    fn extract(cx: &mut Cx<S>) -> impl Future<Output = Result<Self, Refusal>> + Send;
}

/// What an application's state provides: itself, and what `FromRef` takes out of it.
#[diagnostic::on_unimplemented(
    message = "the application's state is `{S}`, which does not provide `{Self}`",
    label = "this handler needs `{Self}` from the state",
    note = "begin with `Api::new(..)` of a `{Self}`, or write `impl FromRef<{S}> for {Self}`",
    note = "rule: SA0204 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0204/"
)]
pub trait PartOf<S>: Sized {
    /// Takes it out.
    fn part_of(state: &S) -> Self;
}

// Without the hint the message would be about the trait of another crate.
#[diagnostic::do_not_recommend]
impl<S, T: FromRef<S>> PartOf<S> for T {
    fn part_of(state: &S) -> Self {
        T::from_ref(state)
    }
}

impl<S, T> Extract<S> for State<T>
where
    S: Send + Sync,
    T: PartOf<S> + Send,
{
    const STEP: Step = Step::Context;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        Ok(State(T::part_of(&cx.state)))
    }
}

impl<S: Send + Sync> Extract<S> for Identity {
    const STEP: Step = Step::Context;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        cx.caller.identity().cloned().ok_or(Refusal::Broken("a handler that needs a caller ran without one"))
    }
}

impl<S: Send + Sync> Extract<S> for Option<Identity> {
    const STEP: Step = Step::Context;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        Ok(cx.caller.identity().cloned())
    }
}

impl<S: Send + Sync, T: ClaimSet> Extract<S> for Claims<T> {
    const STEP: Step = Step::Context;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        let identity = cx.caller.identity().ok_or(Refusal::Broken("a handler that needs a caller ran without one"))?;
        Claims::of(identity).map_err(|ClaimsMismatch| Refusal::BadCredentials(TokenFault::Claims))
    }
}

impl<S: Send + Sync> Extract<S> for Caller {
    const STEP: Step = Step::Context;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        Ok(cx.caller.clone())
    }
}

impl<S: Send + Sync, T: PathArgs> Extract<S> for Path<T> {
    const STEP: Step = Step::Context;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        let values = cx.free.iter().filter_map(|place| cx.params.get(*place)).map(String::as_str);
        T::from_params(values).map(Path).ok_or(Refusal::NoSuchObject)
    }
}

impl<S: Send + Sync, T: Input> Extract<S> for Valid<Query<T>> {
    const STEP: Step = Step::Input;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        let query = cx.parts.uri.query().unwrap_or_default();
        match read_form(query.as_bytes()) {
            Ok(value) => Ok(Valid::proven(Query(value))),
            Err(rejected) => Err(Refusal::from(rejected)),
        }
    }
}

impl<S: Send + Sync, T: Input> Extract<S> for Valid<Json<T>> {
    const STEP: Step = Step::Input;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        let bytes = body::read(cx, body::Kind::Json).await?;
        match read_json(&bytes) {
            Ok(value) => Ok(Valid::proven(Json(value))),
            Err(rejected) => Err(Refusal::from(rejected)),
        }
    }
}

impl<S: Send + Sync, T: Input> Extract<S> for Valid<Form<T>> {
    const STEP: Step = Step::Input;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        let bytes = body::read(cx, body::Kind::Form).await?;
        match read_form(&bytes) {
            Ok(value) => Ok(Valid::proven(Form(value))),
            Err(rejected) => Err(Refusal::from(rejected)),
        }
    }
}

impl<S, T, A> Extract<S> for Authorized<T, A>
where
    S: Send + Sync,
    T: Authorize<A>,
    T::Store: PartOf<S>,
    A: Action,
{
    const STEP: Step = Step::Object;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        let store = T::Store::part_of(&cx.state);
        load_by_path(store, cx).await
    }
}

impl<S, T, A> Extract<S> for Decide<T, A>
where
    S: Send + Sync,
    T: Authorize<A>,
    T::Store: PartOf<S>,
    A: Action,
{
    const STEP: Step = Step::Context;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        Ok(Decide::new(T::Store::part_of(&cx.state), cx.caller.clone()))
    }
}
