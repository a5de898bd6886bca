//! What clients send and what they are sent.

use secure_api::prelude::*;
use uuid::Uuid;

use crate::article::{Article, Role};

/// What an article is called.
pub type Title = Text<0, 120>;
/// Where an author can be reached.
pub type Contact = Text<0, 254>;
/// What an article is about.
pub type Tags = List<Text<1, 30>, 0, 10>;
/// What an article says.
pub type Body = Text<0, 20_000>;
/// A name in a token, which is no longer than a token.
pub type Name = Text<0, 8_192>;

/// A name in a token as it is sent.
pub(crate) fn named(name: &str) -> Name {
    Name::try_from(name).unwrap_or_default()
}

/// An article as its author writes it.
#[input]
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its title.
    #[validate(length(min = 1))]
    pub title: Title,
    /// Where the author can be reached.
    #[validate(email)]
    pub contact: Contact,
    /// Its tags.
    pub tags: Tags,
    /// Its text.
    pub text: Body,
}

/// An article as everyone who may read it sees it.
#[output]
#[derive(Clone, Debug)]
pub struct ArticleView {
    id: Uuid,
    title: Title,
    tags: Tags,
    text: Body,
    status: Status,
    owner: Name,
    /// Absent for all others, and not null.
    #[audience(Role::Admin)]
    contact: Contact,
}

/// Who reads an article.
#[output]
#[derive(Clone, Copy, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Its author alone.
    Draft,
    /// Everyone.
    Published,
}

impl From<&Article> for ArticleView {
    fn from(article: &Article) -> Self {
        Self {
            id: article.id,
            title: article.title.clone(),
            tags: article.tags.clone(),
            text: article.text.clone(),
            status: if article.published { Status::Published } else { Status::Draft },
            owner: named(article.owner.subject()),
            contact: article.contact.clone(),
        }
    }
}

/// Who the caller is.
#[output]
#[derive(Clone, Debug)]
pub struct Me {
    /// Who says so.
    pub issuer: Name,
    /// Who it is.
    pub subject: Name,
    /// What that allows.
    pub roles: List<Text<1, 20>, 0, 3>,
}
