//! The application that is measured, twice: with everything that it promises, and as bare axum with the same answers.
//!
//! What is written is not kept, here and in every peer: memory and cost are those of the first request and of the last.

pub(crate) mod bare;
pub(crate) mod secured;

use std::collections::BTreeMap;
use std::sync::Arc;

/// How many articles there are, by the ids from 1.
const ARTICLES: u64 = 100;

/// The only issuer.
pub(crate) const ISSUER: &str = "https://issuer.test";
/// This application.
pub(crate) const AUDIENCE: &str = "https://api.test";

/// All articles.
pub(crate) type Store = Arc<BTreeMap<u64, Kept>>;

/// An article as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) title: String,
    pub(crate) tags: Vec<String>,
    pub(crate) text: String,
}

/// The articles that there are.
pub(crate) fn store() -> Store {
    let kept = |id| Kept {
        title: format!("Article {id:03}"),
        tags: vec!["one".to_owned(), "two".to_owned()],
        text: "The quick brown fox jumps over the lazy dog. ".repeat(4),
    };
    Arc::new((1..=ARTICLES).map(|id| (id, kept(id))).collect())
}
