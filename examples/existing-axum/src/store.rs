//! The articles, in memory, which all three stages share. What came with the first move is said by the attribute of `Article`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secure_api::prelude::{Problem, Resource};
use uuid::Uuid;

/// An article as it is kept.
#[derive(Clone, Debug, Resource)]
#[resource(key = id, store = Db, load = Db::load)]
pub struct Article {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// The subject of its author's tokens.
    pub owner: String,
}

/// The articles.
#[derive(Clone, Debug, Default)]
pub struct Db(Arc<Mutex<BTreeMap<Uuid, Article>>>);

impl Db {
    /// Keeps one.
    pub fn insert(&self, article: Article) {
        self.articles().insert(article.id, article);
    }

    /// Finds one.
    #[must_use]
    pub fn find(&self, id: Uuid) -> Option<Article> {
        self.articles().get(&id).cloned()
    }

    /// Those that hold a text in their title, as a query of a database would find them.
    #[must_use]
    pub fn search(&self, term: &str) -> Vec<Article> {
        self.articles().values().filter(|article| article.title.contains(term)).cloned().collect()
    }

    /// Removes one, if it is there.
    pub fn remove(&self, id: Uuid) -> bool {
        self.articles().remove(&id).is_some()
    }

    async fn load(&self, id: Uuid) -> Result<Option<Article>, Problem> {
        Ok(self.find(id))
    }

    fn articles(&self) -> MutexGuard<'_, BTreeMap<Uuid, Article>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
