//! One route, ready to be mounted.

use core::fmt;

use crate::handle::Typed;
use crate::handle::{ArgInfo, Call, Handler};
use crate::policy::RoutePolicy;

/// A handler with a policy. `#[secure]` writes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a secured handler",
    label = "has no policy",
    note = "put `#[get(\"/..\")]` and `#[secure(..)]` on the handler"
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
    label = "not a secured handler of this application"
)]
pub trait Mount<S>: SecureRoute {
    /// The route with its handler.
    fn mount() -> Endpoint<S>;
}

/// A route and its handler, whose types are forgotten.
pub struct Endpoint<S> {
    pub(crate) policy: &'static RoutePolicy,
    pub(crate) args: &'static [ArgInfo],
    pub(crate) call: Box<dyn Call<S>>,
}

impl<S> fmt::Debug for Endpoint<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// Joins a route and the fn that answers it.
pub fn endpoint<S, Args, R, H>(route: (&'static RoutePolicy, &'static [ArgInfo]), handler: H) -> Endpoint<S>
where
    S: Send + Sync + 'static,
    H: Handler<S, Args, R>,
    Args: 'static,
    R: 'static,
{
    let (policy, args) = route;
    Endpoint { policy, args, call: Box::new(Typed::new(handler)) }
}
