//! What a server keeps, takes and sends: the same for those that are wired by hand in Rust.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use validator::Validate;

#[derive(Clone)]
pub struct Kept {
    title: String,
    tags: Vec<String>,
    text: String,
}

#[derive(Serialize)]
pub struct Pong {
    pub ok: bool,
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    #[validate(length(min = 1, max = 120))]
    title: String,
    #[validate(email, length(max = 254))]
    contact: String,
    #[validate(length(max = 10), nested)]
    tags: Vec<Tag>,
    #[validate(length(max = 20_000))]
    text: String,
}

#[derive(Deserialize, Serialize, Validate)]
#[serde(transparent)]
struct Tag {
    #[validate(length(min = 1, max = 30))]
    name: String,
}

#[derive(Serialize)]
pub struct ArticleView {
    id: u64,
    title: String,
    tags: Vec<String>,
    text: String,
}

pub fn kept() -> BTreeMap<u64, Kept> {
    let kept = |id| Kept {
        title: format!("Article {id:03}"),
        tags: vec!["one".to_owned(), "two".to_owned()],
        text: "The quick brown fox jumps over the lazy dog. ".repeat(4),
    };
    (1..=100).map(|id| (id, kept(id))).collect()
}

impl ArticleView {
    pub fn of(id: u64, kept: Kept) -> Self {
        Self { id, title: kept.title, tags: kept.tags, text: kept.text }
    }

    /// What is written is not kept, as in every server that is compared.
    pub fn made(draft: Draft) -> Self {
        let tags = draft.tags.into_iter().map(|tag| tag.name).collect();
        Self { id: 1, title: draft.title, tags, text: draft.text }
    }
}
