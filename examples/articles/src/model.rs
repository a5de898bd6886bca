//! What clients send and what they are sent.

use secure_api::prelude::*;
use uuid::Uuid;

use crate::article::{Article, Role};

/// An article as its author writes it.
#[input]
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its title.
    #[validate(length(min = 1, max = 120))]
    pub title: String,
    /// Where the author can be reached.
    #[validate(email, length(max = 254))]
    pub contact: String,
    /// Its tags.
    #[validate(length(max = 10))]
    pub tags: Vec<Text<1, 30>>,
    /// Its text.
    #[validate(length(max = 20_000))]
    pub text: String,
}

/// A page of a list.
#[input]
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Counted from 1.
    #[serde(default = "first_page")]
    #[validate(range(min = 1, max = 1_000_000))]
    pub page: u32,
    /// How many a page.
    #[serde(default = "per_page")]
    #[validate(range(min = 1, max = 100))]
    pub per_page: u32,
}

fn first_page() -> u32 {
    1
}

fn per_page() -> u32 {
    20
}

/// An article as everyone who may read it sees it.
#[output]
#[derive(Clone, Debug)]
pub struct ArticleView {
    id: Uuid,
    title: String,
    tags: Vec<String>,
    text: String,
    status: &'static str,
    owner: String,
    /// Absent for all others, and not null.
    #[audience(Role::Admin)]
    contact: String,
}

impl From<&Article> for ArticleView {
    fn from(article: &Article) -> Self {
        Self {
            id: article.id,
            title: article.title.clone(),
            tags: article.tags.clone(),
            text: article.text.clone(),
            status: if article.published { "published" } else { "draft" },
            owner: article.owner.subject().to_owned(),
            contact: article.contact.clone(),
        }
    }
}

/// A page of articles.
#[output]
#[derive(Clone, Debug)]
pub struct ArticlePage {
    /// Those of this page.
    pub items: Vec<ArticleView>,
    /// Which page.
    pub page: u32,
    /// How many a page.
    pub per_page: u32,
    /// How many there are in all.
    pub total: u64,
}

/// Who the caller is.
#[output]
#[derive(Clone, Debug)]
pub struct Me {
    /// Who says so.
    pub issuer: String,
    /// Who it is.
    pub subject: String,
    /// What that allows.
    pub roles: Vec<&'static str>,
}
