//! All of a small application, under lints that forbid what a macro might leave behind.
#![deny(warnings, missing_docs, unreachable_pub)]
#![forbid(unsafe_code)]

use secure_api::prelude::*;
use uuid::Uuid;

/// Who may do what.
#[derive(Roles)]
#[roles(Admin > Editor > Reader)]
pub enum Role {
    /// Reads.
    Reader,
    /// Writes.
    Editor,
    /// All of it.
    Admin,
    /// Another name on the wire.
    #[role("billing-clerk")]
    Billing,
}

/// What a token is for.
#[derive(Scopes)]
pub enum Scope {
    /// Reading.
    #[scope("articles:read")]
    Read,
    /// Writing.
    #[scope("articles:write")]
    Write,
}

/// The store.
#[derive(Clone, Debug)]
pub struct Db;

impl Db {
    async fn article(&self, _id: Uuid) -> Result<Option<Article>, std::io::Error> {
        Ok(None)
    }
    async fn member(&self, _key: (Uuid, u32)) -> Result<Option<Member>, Problem> {
        Ok(None)
    }
}

/// An article.
#[derive(Debug, Resource)]
#[resource(key = id, store = Db, load = Db::article, owner = owner)]
pub struct Article {
    id: Uuid,
    owner: Principal,
}

/// Someone in an organisation.
#[derive(Debug, Resource)]
#[resource(key = (org: Uuid, member), store = Db, load = Db::member, everyone(Read))]
pub struct Member {
    member: u32,
}

/// Makes a draft public.
#[derive(Debug, Action)]
pub struct Publish;

impl Authorize<Publish> for Article {
    fn permits(&self, caller: &Caller) -> bool {
        caller.is(&self.owner)
    }
}

/// A language.
#[derive(Debug, PathValue)]
pub enum Language {
    /// English
    English,
    /// As spoken in Bern.
    #[path_value("de-ch")]
    SwissGerman,
}

/// A draft.
#[input]
#[derive(Debug)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    #[validate(length(min = 1, max = 120))]
    title: String,
    #[validate(email)]
    contact_address: Option<String>,
    #[validate(length(max = 10))]
    tags: Vec<u32>,
    kind: Kind,
    nested: Part,
}

/// A part of it.
#[input]
#[derive(Debug)]
pub struct Part {
    page: u32,
}

/// A kind.
#[input]
#[derive(Debug)]
pub enum Kind {
    /// Short
    Note,
}

/// What a client sees.
#[output]
#[derive(Debug)]
pub struct ArticleView {
    id: Uuid,
    title: String,
}

/// A list.
#[output]
#[derive(Debug)]
pub struct Page<T> {
    items: Vec<T>,
}

/// Claims.
#[claims]
#[derive(Debug)]
pub struct Tenant {
    /// The tenant.
    pub tenant: String,
}

const LOGIN: Rate = rate!("5/15min per address");

/// Is it there?
#[get("/health")]
#[secure(public = "liveness probe, returns no data", rate = "60/min")]
async fn health() -> StatusCode {
    StatusCode::OK
}

/// Makes one.
#[secure(auth = "jwt", role = "editor", scope = all("articles:read", "articles:write"), rate = ["10/min", "1000/h per route burst 2000"], body = "256kb", timeout = "5s", concurrency = 32)]
#[post("/articles")]
async fn publish(
    State(db): State<Db>,
    caller: Identity,
    draft: Valid<Json<Draft>>,
) -> Result<Created<ArticleView>, Problem> {
    let _ = (db, caller, &draft.contact_address, &draft.tags, &draft.kind, draft.nested.page);
    Ok(Created::at(articles::show::uri(Uuid::nil()), ArticleView { id: Uuid::nil(), title: draft.title.clone() }))
}

mod articles {
    use super::{Article, ArticleView, Page, Publish, Role, Scope};
    use secure_api::prelude::*;

    #[get("/articles/{id}")]
    #[allow(clippy::unused_async)]
    #[secure(auth = "jwt", role = Role::Reader, scope = any(Scope::Read, Scope::Write))]
    pub(crate) async fn show(article: Authorized<Article, Read>) -> Json<ArticleView> {
        Json(ArticleView { id: article.id, title: String::new() })
    }

    #[cfg_attr(all(), post("/articles/{id}/publish"))]
    #[cfg(all())]
    #[secure(auth = "jwt", role = any(Role::Editor, Role::Billing))]
    pub(crate) async fn publish(article: Authorized<Article, Publish>) -> NoContent {
        let _ = article.id;
        NoContent
    }

    #[get("/articles")]
    #[secure(auth = optional("jwt"), public = "published articles are public", rate = "60/min per caller")]
    pub(crate) async fn list(caller: Option<Identity>) -> Json<Page<ArticleView>> {
        let _ = caller;
        Json(Page { items: Vec::new() })
    }
}

#[get("/orgs/{org}/members/{member}/{language}")]
#[secure(public = "a phone book", rate = LOGIN)]
async fn member(Path(language): Path<Language>, member: Authorized<super_alias::Member, Read>) -> StatusCode {
    let _ = (language, member.member);
    StatusCode::OK
}

mod super_alias {
    pub(crate) use super::Member;
}

#[delete("/cache/{name}")]
#[secure(auth = "jwt", role = "admin", no_object_check(name) = "caches belong to no one")]
async fn drop_cache(Path(name): Path<u32>) -> NoContent {
    let _ = name;
    NoContent
}

fn main() {
    let mut all: Routes<Db> = routes![health, publish, articles::show, articles::publish, articles::list, member];
    let _ = (&mut all, Language::English, Language::SwissGerman, Kind::Note);
    use articles::show as renamed;
    let _: Routes<Db> = routes![
        renamed,
        #[cfg(any())]
        not_there,
        #[cfg(all())]
        drop_cache,
    ];
    let _: Routes<()> = routes![];
    // A handler stays a plain fn.
    let _ = health();
}
