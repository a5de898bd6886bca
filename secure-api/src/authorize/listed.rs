//! Lists: found for a caller, bounded, and asked the rule of a single object before they leave.

use std::sync::atomic::AtomicBool;

use crate::identify::Caller;
use crate::observe::warn_once;
use crate::respond::{Paged, Problem};
use crate::validate::Page;

use super::object::allowed;
use super::{Action, Authorize, Authorized};

/// How those objects are found that a caller may do `A` to; `F` is what a client searches for.
///
/// The filter belongs into the query, or pages come out short: an object that `permits` forbids never leaves, whatever this
/// finds.
///
/// ```
/// # use secure_api::prelude::*;
/// # #[derive(Clone, Resource)]
/// # #[resource(key = id, store = Db, load = Db::note, owner = owner)]
/// # struct Note { id: u64, owner: Principal }
/// # #[derive(Clone)]
/// # struct Db;
/// # impl Db {
/// #     async fn note(&self, _: u64) -> Result<Option<Note>, Problem> { Ok(None) }
/// #     async fn notes_of(&self, _: &Caller, _: u32, _: u32) -> Result<Vec<Note>, Problem> { Ok(Vec::new()) }
/// # }
/// impl Listed<Read> for Note {
///     async fn list(db: &Db, caller: &Caller, _: (), window: Window) -> Result<Vec<Self>, Problem> {
///         db.notes_of(caller, window.offset(), window.limit()).await
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "nothing says how a caller's list of `{Self}` is found",
    label = "no list for this action and this filter",
    note = "write `impl Listed<{A}> for {Self}`, or `impl Listed<{A}, Filter> for {Self}` where `page_where(filter, ..)` is called, with this in it:",
    note = "`async fn list(store: &Self::Store, caller: &Caller, filter: (), window: Window) -> Result<Vec<Self>, Problem>`",
    note = "it asks the store for those that `permits` lets this caller have, `window.limit()` of them behind the first `window.offset()`; any other is left out of the page",
    note = "rule: SA0260 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0260/"
)]
pub trait Listed<A: Action, F = ()>: Authorize<A> {
    /// Finds as many as the window is long, behind those before it, in an order that stays.
    ///
    /// # Errors
    /// Where the store cannot answer.
    fn list(
        store: &Self::Store,
        caller: &Caller,
        filter: F,
        window: Window,
    ) -> impl Future<Output = Result<Vec<Self>, Problem>> + Send;
}

/// The part of a list that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    offset: u32,
    limit: u32,
}

impl Window {
    /// How many come before it.
    #[must_use]
    pub const fn offset(self) -> u32 {
        self.offset
    }

    /// How many are wanted: one more than a page shows, which tells whether there is another page.
    #[must_use]
    pub const fn limit(self) -> u32 {
        self.limit
    }
}

/// The rule has the last word: what a query finds and the rule forbids is left out, and told of once.
pub(super) async fn page_of<T, A, F, const MAX: u32>(
    store: &T::Store,
    caller: &Caller,
    filter: F,
    page: &Page<MAX>,
) -> Result<Paged<Authorized<T, A>>, Problem>
where
    T: Listed<A, F>,
    A: Action,
    F: Send,
{
    static TOLD: AtomicBool = AtomicBool::new(false);
    let limit = page.per_page().saturating_add(1);
    let found = T::list(store, caller, filter, Window { offset: page.offset(), limit }).await?;
    let found = found.into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX));
    let mut forbidden = false;
    let mut kept = Vec::new();
    for object in found {
        match allowed(object, caller) {
            Ok(object) => kept.push(object),
            Err(_) => forbidden = true,
        }
    }
    if forbidden {
        let help = format!("`Listed<{}>` for `{}` has to filter as `permits` decides", A::NAME, T::NAME);
        warn_once(&TOLD, "a list holds objects that their rule forbids; they are left out", &help);
    }
    Ok(Paged::window(kept, page))
}
