//! The only file that calls a user's code.

use core::pin::Pin;

use crate::authorize::Permit;
use crate::limit::Admission;
use crate::respond::{Audience, Refusal, Reply, Returned, SecureResponse};

use super::{ArgInfo, Cx, Extract, SecureArg, Step};

/// The types of a handler's arguments, as many as it has.
///
/// `MANY` is counted from what they read: where one of them may be no argument, this is none either, and has no message of
/// its own.
#[derive(Debug)]
pub struct Args<T, const MANY: usize>(core::marker::PhantomData<T>);

/// As many arguments as were counted, whatever they are.
pub trait Counted {
    /// The arguments themselves, as a tuple.
    type Values;
}

/// What the arguments of a handler read.
#[diagnostic::on_unimplemented(
    message = "these arguments are too many",
    label = "a handler takes up to 10 arguments",
    note = "put what is read from the body or the query into one `#[input]`, and what is read from the state into one struct",
    note = "rule: SA0201 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0201/"
)]
pub trait ArgList: Counted + super::closed::List + 'static {
    /// What each reads.
    const INFOS: &'static [ArgInfo];
}

/// How the arguments of a handler are made from a request to an application with the state `S`.
pub trait ExtractAll<S>: ArgList {
    /// Makes them, step by step, or refuses the request.
    fn extract_all(cx: &mut Cx<S>) -> impl Future<Output = Result<Self::Values, Refusal>> + Send;
}

/// [`ExtractAll`] by another name: rustc shows the impls of the trait that a bound names, and this one has nothing to show.
pub trait Taken<S>: ExtractAll<S> {}

impl<S, List: ExtractAll<S>> Taken<S> for List {}

impl<S, T, const MANY: usize> ExtractAll<S> for Args<T, MANY>
where
    Self: ArgList + Counted<Values = T>,
    T: Each<S>,
{
    fn extract_all(cx: &mut Cx<S>) -> impl Future<Output = Result<T, Refusal>> + Send {
        T::each(cx)
    }
}

/// A tuple, each part of which can be made from a request.
pub trait Each<S>: Sized + Send {
    /// Makes each, the cheap ones first.
    fn each(cx: &mut Cx<S>) -> impl Future<Output = Result<Self, Refusal>> + Send;
}

/// A plain async fn.
pub trait Handler<List: Counted, R>: Clone + Send + Sync + 'static {
    /// Calls it.
    fn call(&self, values: List::Values) -> impl Future<Output = R> + Send;
}

/// What a call gives.
pub(crate) type Outcome = Pin<Box<dyn Future<Output = Result<Reply, Refusal>> + Send>>;

/// A handler whose types are forgotten.
pub(crate) trait Call<S>: Send + Sync {
    /// Calls it for someone who may, and for whom there is room.
    fn call(&self, permit: Permit, admission: Admission, cx: Cx<S>) -> Outcome;
}

/// Remembers the types of a handler until it is called.
pub(crate) struct Typed<H, List, R> {
    handler: H,
    types: core::marker::PhantomData<fn(List) -> R>,
}

impl<H, List, R> Typed<H, List, R> {
    pub(crate) fn new(handler: H) -> Self {
        Self { handler, types: core::marker::PhantomData }
    }
}

impl<S, H, List, R> Call<S> for Typed<H, List, R>
where
    S: Send + 'static,
    H: Handler<List, R>,
    List: ExtractAll<S>,
    R: Returned + 'static,
{
    fn call(&self, permit: Permit, admission: Admission, mut cx: Cx<S>) -> Outcome {
        let handler = self.handler.clone();
        // Without `?` and closures: what stands here is compiled once for each handler.
        Box::pin(async move {
            let _held_while_it_runs = (permit, admission);
            let values = match List::extract_all(&mut cx).await {
                Ok(values) => values,
                Err(refusal) => return Err(refusal),
            };
            // Nothing of the request is kept while the handler runs, but who calls.
            let caller = cx.into_caller();
            match handler.call(values).await.answer().respond(Audience::of(&caller)) {
                Ok(reply) => Ok(reply),
                Err(problem) => Err(Refusal::from(problem)),
            }
        })
    }
}

macro_rules! handler_of {
    ($many:literal $($arg:ident)*) => {
        impl<$($arg: SecureArg + Send + 'static,)*> ArgList for Args<($($arg,)*), $many> {
            const INFOS: &'static [ArgInfo] = &[$($arg::INFO),*];
        }

        impl<$($arg,)*> Counted for Args<($($arg,)*), $many> {
            type Values = ($($arg,)*);
        }

        impl<S, $($arg,)*> Each<S> for ($($arg,)*)
        where
            S: Send + Sync + 'static,
            $($arg: Extract<S>,)*
        {
            #[allow(non_snake_case, unused_mut, unused_variables, reason = "one pattern for any number of arguments")]
            async fn each(cx: &mut Cx<S>) -> Result<Self, Refusal> {
                $(let mut $arg: Option<$arg> = None;)*
                for step in [Step::Context, Step::Input, Step::Object] {
                    $(if $arg::STEP == step {
                        match <$arg as Extract<S>>::extract(cx).await {
                            Ok(value) => $arg = Some(value),
                            Err(refusal) => return Err(refusal),
                        }
                    })*
                }
                $(let Some($arg) = $arg else {
                    return Err(Refusal::Broken("an argument has no step"));
                };)*
                Ok(($($arg,)*))
            }
        }

        impl<F, Fut, R, $($arg,)*> Handler<Args<($($arg,)*), $many>, R> for F
        where
            F: Fn($($arg,)*) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output = R> + Send,
        {
            #[allow(non_snake_case, reason = "one pattern for any number of arguments")]
            fn call(&self, ($($arg,)*): ($($arg,)*)) -> impl Future<Output = R> + Send {
                (self)($($arg,)*)
            }
        }
    };
}

handler_of!(0);
handler_of!(1 A1);
handler_of!(2 A1 A2);
handler_of!(3 A1 A2 A3);
handler_of!(4 A1 A2 A3 A4);
handler_of!(5 A1 A2 A3 A4 A5);
handler_of!(6 A1 A2 A3 A4 A5 A6);
handler_of!(7 A1 A2 A3 A4 A5 A6 A7);
handler_of!(8 A1 A2 A3 A4 A5 A6 A7 A8);
handler_of!(9 A1 A2 A3 A4 A5 A6 A7 A8 A9);
handler_of!(10 A1 A2 A3 A4 A5 A6 A7 A8 A9 A10);
