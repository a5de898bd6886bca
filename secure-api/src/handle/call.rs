//! The only file that calls a user's code.

use core::pin::Pin;

use crate::authorize::Permit;
use crate::limit::Admission;
use crate::respond::{Audience, Refusal, Reply, SecureResponse};

use super::{Cx, Extract, Step};

/// A plain async fn whose arguments all come from the request by way of a check.
pub trait Handler<S, Args, R>: Clone + Send + Sync + 'static {
    /// Makes the arguments, step by step, and calls the fn.
    fn run(&self, cx: Cx<S>) -> impl Future<Output = Result<Reply, Refusal>> + Send;
}

/// What a call gives.
pub type Outcome = Pin<Box<dyn Future<Output = Result<Reply, Refusal>> + Send>>;

/// A handler whose types are forgotten.
pub trait Call<S>: Send + Sync {
    /// Calls it for someone who may, and for whom there is room.
    fn call(&self, permit: Permit, admission: Admission, cx: Cx<S>) -> Outcome;
}

/// Remembers the types of a handler until it is called.
pub(crate) struct Typed<H, Args, R> {
    handler: H,
    types: core::marker::PhantomData<fn(Args) -> R>,
}

impl<H, Args, R> Typed<H, Args, R> {
    pub(crate) fn new(handler: H) -> Self {
        Self { handler, types: core::marker::PhantomData }
    }
}

impl<S, H, Args, R> Call<S> for Typed<H, Args, R>
where
    S: Send + 'static,
    H: Handler<S, Args, R>,
    Args: 'static,
    R: 'static,
{
    fn call(&self, permit: Permit, admission: Admission, cx: Cx<S>) -> Outcome {
        let handler = self.handler.clone();
        Box::pin(async move {
            let _held_while_it_runs = (permit, admission);
            handler.run(cx).await
        })
    }
}

macro_rules! handler_of {
    ($($arg:ident)*) => {
        impl<F, Fut, S, R, $($arg,)*> Handler<S, ($($arg,)*), R> for F
        where
            F: Fn($($arg,)*) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output = R> + Send,
            S: Send + Sync + 'static,
            R: SecureResponse,
            $($arg: Extract<S>,)*
        {
            #[allow(non_snake_case, unused_mut, unused_variables, reason = "one pattern for any number of arguments")]
            async fn run(&self, mut cx: Cx<S>) -> Result<Reply, Refusal> {
                $(let mut $arg: Option<$arg> = None;)*
                for step in [Step::Context, Step::Input, Step::Object] {
                    $(if $arg::STEP == step {
                        $arg = Some(<$arg as Extract<S>>::extract(&mut cx).await?);
                    })*
                }
                $(let Some($arg) = $arg else {
                    return Err(Refusal::Broken("an argument has no step"));
                };)*
                let caller = cx.caller.clone();
                drop(cx);
                let answer = (self)($($arg,)*).await;
                answer.respond(Audience::of(&caller)).map_err(Refusal::from)
            }
        }
    };
}

handler_of!();
handler_of!(A1);
handler_of!(A1 A2);
handler_of!(A1 A2 A3);
handler_of!(A1 A2 A3 A4);
handler_of!(A1 A2 A3 A4 A5);
handler_of!(A1 A2 A3 A4 A5 A6);
handler_of!(A1 A2 A3 A4 A5 A6 A7);
handler_of!(A1 A2 A3 A4 A5 A6 A7 A8);
handler_of!(A1 A2 A3 A4 A5 A6 A7 A8 A9);
handler_of!(A1 A2 A3 A4 A5 A6 A7 A8 A9 A10);
