//! The decision on ids that come in a body, a form or a query, and on whole lists.

use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;
use core::pin::Pin;

use crate::identify::Caller;
use crate::respond::{Paged, Problem};
use crate::validate::Page;

use super::listed::{Listed, page_of};
use super::object::{allowed, load_and_decide};
use super::{Action, Authorize, Authorized, Id, Resource};

/// One decision on `A`, for this caller: what turns an [`Id<T>`] into the object. It is an argument of a handler.
///
/// Each of its methods uses it up. A handler that needs several objects of a kind has them decided together by
/// [`all`](Self::all): one after the other in a loop does not compile, since it would leave half of the work done.
///
/// ```
/// # use secure_api::prelude::*;
/// # #[derive(Clone, Resource)]
/// # #[resource(key = id, store = Db, load = Db::account, owner = owner)]
/// # struct Account { id: u64, owner: Principal }
/// # #[derive(Clone)]
/// # struct Db;
/// # impl Db {
/// #     async fn account(&self, _: u64) -> Result<Option<Account>, Problem> { Ok(None) }
/// # }
/// #[input]
/// struct Closing {
///     account: Id<Account>,
/// }
///
/// #[post("/closings")]
/// #[secure(auth = "jwt")]
/// async fn close(accounts: Decide<Account, Delete>, body: Valid<Json<Closing>>) -> Result<StatusCode, Problem> {
///     let account: Authorized<Account, Delete> = accounts.one(&body.account).await?;
///     # let _ = account;
///     Ok(StatusCode::OK)
/// }
/// # let _: Routes<Db> = routes![close];
/// ```
#[must_use = "it decides when an id is given to it"]
pub struct Decide<T: Resource, A> {
    store: T::Store,
    caller: Caller,
    action: PhantomData<fn() -> A>,
}

/// Objects that this caller may do `A` to, every one of them. There is no other way to have one.
pub struct AuthorizedAll<T, A> {
    objects: Vec<Authorized<T, A>>,
}

impl<T: Authorize<A>, A: Action> Decide<T, A> {
    pub(crate) fn new(store: T::Store, caller: Caller) -> Self {
        Self { store, caller, action: PhantomData }
    }

    /// The object, where the caller may.
    ///
    /// # Errors
    /// 404, the same for an object that is missing, for one of somebody else and for a value that can be no id; and the
    /// store's own error.
    pub async fn one(self, id: &Id<T>) -> Result<Authorized<T, A>, Problem> {
        load_and_decide(&self.store, id.key(), &self.caller).await
    }

    /// The objects in the order of their ids, where the caller may do this to every one of them.
    ///
    /// # Errors
    /// As for [`one`](Self::one), for all of them together.
    pub fn all<'i>(self, ids: impl IntoIterator<Item = &'i Id<T>>) -> Decision<AuthorizedAll<T, A>> {
        let keys: Option<Vec<T::Key>> = ids.into_iter().map(Id::key).collect();
        Box::pin(async move {
            let keys = keys.ok_or_else(Problem::missing_object)?;
            let asked = keys.len();
            let found = T::load_all(&self.store, keys).await?;
            if found.len() != asked {
                return Err(Problem::internal(format!(
                    "`{}::load_all` answers with another number of objects",
                    T::NAME
                )));
            }
            let found: Option<Vec<T>> = found.into_iter().collect();
            let found = found.ok_or_else(Problem::missing_object)?;
            let objects = found.into_iter().map(|object| allowed(object, &self.caller)).collect::<Result<_, _>>()?;
            Ok(AuthorizedAll { objects })
        })
    }

    /// A page of those that the caller may do this to.
    ///
    /// The resource says how they are found ([`Listed`]); what it finds is asked the rule of a single object once more.
    ///
    /// # Errors
    /// The store's own error.
    pub fn page<const MAX: u32>(self, page: &Page<MAX>) -> Decision<Paged<Authorized<T, A>>>
    where
        T: Listed<A>,
    {
        self.page_where((), page)
    }

    /// A page of those that a filter leaves, as what a client searches for.
    ///
    /// # Errors
    /// The store's own error.
    pub fn page_where<F: Send + 'static, const MAX: u32>(
        self,
        filter: F,
        page: &Page<MAX>,
    ) -> Decision<Paged<Authorized<T, A>>>
    where
        T: Listed<A, F>,
    {
        let page = *page;
        Box::pin(async move { page_of(&self.store, &self.caller, filter, &page).await })
    }
}

/// What a decision on several gives: a future that borrows nothing, so that ids can come out of any iterator.
pub type Decision<T> = Pin<Box<dyn Future<Output = Result<T, Problem>> + Send>>;

impl<T, A> AuthorizedAll<T, A> {
    /// The objects, without the proof.
    #[must_use]
    pub fn into_inner(self) -> Vec<T> {
        self.objects.into_iter().map(Authorized::into_inner).collect()
    }
}

impl<T, A> Deref for AuthorizedAll<T, A> {
    type Target = [Authorized<T, A>];
    fn deref(&self) -> &[Authorized<T, A>] {
        &self.objects
    }
}

impl<T, A> IntoIterator for AuthorizedAll<T, A> {
    type Item = Authorized<T, A>;
    type IntoIter = std::vec::IntoIter<Authorized<T, A>>;

    fn into_iter(self) -> Self::IntoIter {
        self.objects.into_iter()
    }
}

impl<'a, T, A> IntoIterator for &'a AuthorizedAll<T, A> {
    type Item = &'a Authorized<T, A>;
    type IntoIter = core::slice::Iter<'a, Authorized<T, A>>;

    fn into_iter(self) -> Self::IntoIter {
        self.objects.iter()
    }
}

/// Neither the caller nor the store.
impl<T: Resource, A: Action> fmt::Debug for Decide<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decide<{}, {}>", T::NAME, A::NAME)
    }
}

impl<T: fmt::Debug, A: Action> fmt::Debug for AuthorizedAll<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.objects).finish()
    }
}
