//! What axum's `Router` has and what cannot be called here, each with a message that says what there is instead.

use core::marker::PhantomData;

use super::Api;

/// Stands for what was given: a parameter keeps the bound from being false on sight.
#[derive(Debug)]
pub struct AsOfARouter<T>(PhantomData<T>);

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "an `Api` has no layers: one could answer before anybody is asked who calls, and undo what is put on after it",
    label = "an `Api` has no such method",
    note = "pages of other origins: `.cors(Cors::origin(\"https://app.example\"))`; rates, bodies and time: `#[secure(.., rate = \"10/min\", body = \"64kb\", timeout = \"5s\")]`; headers, logging and panics are there without a line",
    note = "what you need of a request in a handler is an argument: `Extracted<T>`, with `impl Extractor for T`",
    note = "an existing router keeps its own layers where it is adopted: `.adopt_only(router, [\"GET /old\"], \"why it stays there\")`",
    note = "rule: SA0275 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0275/"
)]
pub trait Layered {}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "an `Api` takes handlers from a list alone, each with its route and its policy",
    label = "an `Api` has no such method",
    note = "put `#[get(\"/..\")]` and `#[secure(auth = \"jwt\")]` on the handler: `.mount(routes![show])`, or `.mount_at(\"/v1\", routes![show])` under a prefix",
    note = "what is not ready for that stays in its router: `.adopt_only(router, [\"GET /old\"], \"why it stays there\")`; what nobody has is 404 without a fallback",
    note = "rule: SA0275 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0275/"
)]
pub trait RoutedByHand {}

#[doc(hidden)]
impl<S> Api<S> {
    /// Cannot be called.
    pub fn layer<L>(self, _: L) -> Self
    where
        AsOfARouter<L>: Layered,
    {
        self
    }

    /// Cannot be called.
    pub fn route<P, H>(self, _: P, _: H) -> Self
    where
        AsOfARouter<H>: RoutedByHand,
    {
        self
    }

    /// Cannot be called.
    pub fn nest<P, R>(self, _: P, _: R) -> Self
    where
        AsOfARouter<R>: RoutedByHand,
    {
        self
    }

    /// Cannot be called.
    pub fn merge<R>(self, _: R) -> Self
    where
        AsOfARouter<R>: RoutedByHand,
    {
        self
    }

    /// Cannot be called.
    pub fn fallback<H>(self, _: H) -> Self
    where
        AsOfARouter<H>: RoutedByHand,
    {
        self
    }
}
