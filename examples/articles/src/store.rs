//! Articles, in memory.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::article::Article;

/// The articles of this process. Its clones are the same store.
#[derive(Clone, Debug, Default)]
pub struct Store {
    articles: Arc<Mutex<BTreeMap<Uuid, Article>>>,
}

impl Store {
    /// Finds one.
    pub async fn article(&self, id: Uuid) -> Result<Option<Article>, Infallible> {
        Ok(self.lock().get(&id).cloned())
    }

    /// Those that a question is answered with yes for, in the order of their ids, from a place on.
    pub fn those(&self, asked: impl Fn(&Article) -> bool, offset: usize, limit: usize) -> Vec<Article> {
        self.lock().values().filter(|article| asked(article)).skip(offset).take(limit).cloned().collect()
    }

    /// Keeps a new one.
    pub fn insert(&self, article: Article) {
        self.lock().insert(article.id, article);
    }

    /// Keeps a change; `false` where the article is gone meanwhile.
    pub fn replace(&self, article: Article) -> bool {
        let mut articles = self.lock();
        let there = articles.contains_key(&article.id);
        if there {
            articles.insert(article.id, article);
        }
        there
    }

    /// Removes one.
    pub fn remove(&self, id: Uuid) {
        self.lock().remove(&id);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Uuid, Article>> {
        self.articles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
