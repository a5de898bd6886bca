//! The object-level decision: an id becomes an object only by way of the question whether this caller may.

use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;

use crate::handle::Cx;
use crate::identify::Caller;
use crate::respond::{Problem, Refusal};
use crate::validate::PathArgs;

use super::Action;

/// An object that requests name by an id. `#[derive(Resource)]` writes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "nothing says how this is found by its id",
    note = "declare it: `#[derive(Resource)] #[resource(key = id, store = Db, load = Db::find, owner = owner)]`",
    note = "rule: SA0213 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0213/"
)]
pub trait Resource: Sized + Send + Sync + 'static {
    /// The name, for messages and events.
    const NAME: &'static str;
    /// The name with its modules, which tells resources of one name apart.
    const FULL_NAME: &'static str = Self::NAME;
    /// The path parameters that make the key, a child's under its parent's.
    const KEY: &'static [&'static str];
    /// What the key is made of: a type of its own, or a tuple of as many as `KEY` names.
    type Key: PathArgs + Send;
    /// What it is loaded from: the application's state, or a part of it.
    type Store: Clone + Send + Sync + 'static;

    /// Finds the object.
    ///
    /// # Errors
    /// Where the store cannot answer. A missing object is `None`, and no error.
    fn load(store: &Self::Store, key: Self::Key) -> impl Future<Output = Result<Option<Self>, Problem>> + Send;

    /// Finds several: as many answers as there are keys, in their order. One after the other, where it is not written.
    ///
    /// # Errors
    /// Where the store cannot answer.
    fn load_all(
        store: &Self::Store,
        keys: Vec<Self::Key>,
    ) -> impl Future<Output = Result<Vec<Option<Self>>, Problem>> + Send {
        async move {
            let mut found = Vec::with_capacity(keys.len());
            for key in keys {
                found.push(Self::load(store, key).await?);
            }
            Ok(found)
        }
    }
}

/// Whether a caller may do `A` to an object.
#[diagnostic::on_unimplemented(
    message = "nothing says who may do `{A}` to `{Self}`",
    label = "no rule for this action",
    note = "write the rule: `impl Authorize<{A}> for {Self} {{ fn permits(&self, caller: &Caller) -> bool {{ caller.is(&self.owner) }} }}`",
    note = "where the owner may `Read`, `Update` and `Delete` and nobody else, `#[resource(.., owner = owner)]` writes it",
    note = "rule: SA0214 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0214/"
)]
pub trait Authorize<A: Action>: Resource {
    /// What the rule is known by in the inventory: `#[rule]` on the impl writes it, and `#[derive(Resource)]`.
    #[doc(hidden)]
    const FINGERPRINT: Option<&'static str> = None;
    /// The rule. On a public route the caller may be [`Caller::Anonymous`].
    fn permits(&self, caller: &Caller) -> bool;
}

/// An object that this caller may do `A` to. There is no other way to have one.
pub struct Authorized<T, A> {
    object: T,
    action: PhantomData<fn() -> A>,
}

/// The rule said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied;

impl<T: Authorize<A>, A: Action> Authorized<T, A> {
    /// Asks the rule.
    ///
    /// # Errors
    /// [`Denied`] where the caller may not.
    pub fn decide(object: T, caller: &Caller) -> Result<Self, Denied> {
        if object.permits(caller) || !guard!(Object) { Ok(Self { object, action: PhantomData }) } else { Err(Denied) }
    }

    /// Keeps the objects that the caller may do `A` to: a list by the same rule as a single one.
    pub fn filter(objects: impl IntoIterator<Item = T>, caller: &Caller) -> Vec<Self> {
        objects.into_iter().filter_map(|object| Self::decide(object, caller).ok()).collect()
    }
}

impl<T, A> Authorized<T, A> {
    /// The object, without the proof.
    pub fn into_inner(self) -> T {
        self.object
    }
}

impl<T, A> Deref for Authorized<T, A> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.object
    }
}

impl<T: fmt::Debug, A: Action> fmt::Debug for Authorized<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorized").field("object", &self.object).field("action", &A::NAME).finish()
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the caller may not do this to the object")
    }
}

impl std::error::Error for Denied {}

/// Finds the object that the path names.
pub(crate) fn load_by_path<S, T, A>(
    store: T::Store,
    cx: &Cx<S>,
) -> impl Future<Output = Result<Authorized<T, A>, Refusal>> + Send + use<S, T, A>
where
    T: Authorize<A>,
    A: Action,
{
    let key = T::Key::from_params(T::KEY.iter().filter_map(|name| cx.param(name)));
    let caller = cx.caller.clone();
    async move { load_and_decide(&store, key, &caller).await.map_err(Refusal::from) }
}

/// A missing object, a malformed id and somebody else's object are one refusal (C61).
pub(super) async fn load_and_decide<T, A>(
    store: &T::Store,
    key: Option<T::Key>,
    caller: &Caller,
) -> Result<Authorized<T, A>, Problem>
where
    T: Authorize<A>,
    A: Action,
{
    let key = key.ok_or_else(Problem::missing_object)?;
    let object = T::load(store, key).await?.ok_or_else(Problem::missing_object)?;
    allowed(object, caller)
}

/// The object with its proof, or the refusal that hides it.
pub(super) fn allowed<T: Authorize<A>, A: Action>(object: T, caller: &Caller) -> Result<Authorized<T, A>, Problem> {
    Authorized::decide(object, caller).map_err(|Denied| Problem::denied_object(T::NAME, A::NAME))
}
