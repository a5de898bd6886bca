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
