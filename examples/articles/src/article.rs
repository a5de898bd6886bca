//! An article, and who may do what to it.

use secure_api::prelude::*;
use uuid::Uuid;

use crate::model::{Body, Contact, Tags, Title};
use crate::store::Store;

/// Who people are here. An admin may do what an editor may, and an editor what a reader may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Roles)]
#[roles(Admin > Editor > Reader)]
pub enum Role {
    /// Reads.
    Reader,
    /// Writes.
    Editor,
    /// Removes.
    Admin,
}

/// Making an article public.
#[derive(Debug, Action)]
pub struct Publish;

/// An article as it is kept. It cannot be sent: what is sent is `model::ArticleView`.
#[derive(Clone, Debug, Resource)]
#[resource(key = id, store = Store, load = Store::article, owner(owner, Update, Publish))]
pub struct Article {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: Title,
    /// Its tags.
    pub tags: Tags,
    /// Its text.
    pub text: Body,
    /// Where its author can be reached. Admins are told.
    pub contact: Contact,
    /// Whether it is public.
    pub published: bool,
    /// Who wrote it.
    pub owner: Principal,
}

#[rule]
impl Authorize<Read> for Article {
    /// A draft is its author's alone.
    fn permits(&self, caller: &Caller) -> bool {
        self.published || caller.is(&self.owner)
    }
}

/// A database would have this in its `WHERE`: `published OR owner = $1`.
impl Listed<Read> for Article {
    async fn list(store: &Store, caller: &Caller, _: (), window: Window) -> Result<Vec<Self>, Problem> {
        let readable = |article: &Article| Authorize::<Read>::permits(article, caller);
        Ok(store.those(readable, window.offset() as usize, window.limit() as usize))
    }
}

#[rule]
impl Authorize<Delete> for Article {
    fn permits(&self, caller: &Caller) -> bool {
        caller.has_role(Role::Admin)
    }
}
