//! The handlers, each with its policy.

use secure_api::prelude::*;
use uuid::Uuid;

use crate::article::{Article, Publish};
use crate::model::{ArticleView, Draft, Me, named};
use crate::store::Store;

/// Every route there is.
pub(crate) fn all() -> Routes<Store> {
    routes![health, me, list, create, show, update, publish, remove]
}

/// Whether the process answers.
#[get("/health")]
#[secure(public = "liveness probe, returns no data", rate = "600/min per address")]
async fn health() -> StatusCode {
    StatusCode::OK
}

/// Who the caller is.
#[get("/me")]
#[secure(auth = "jwt", rate = "600/min")]
async fn me(caller: Identity) -> Result<Json<Me>, Problem> {
    let roles: Result<Vec<_>, _> = caller.roles().map(Text::try_from).collect();
    let roles = roles.and_then(List::try_from).map_err(Problem::internal)?;
    Ok(Json(Me { issuer: named(caller.issuer()), subject: named(caller.subject()), roles }))
}

/// A page of what the caller may read.
#[get("/articles")]
#[secure(auth = "jwt", role = "reader", rate = "600/min")]
async fn list(
    articles: Decide<Article, Read>,
    page: Valid<Query<Page<100>>>,
) -> Result<Json<Paged<ArticleView>>, Problem> {
    Ok(Json(articles.page(&page).await?.map(|article| ArticleView::from(&*article))))
}

/// Keeps a draft.
#[post("/articles")]
#[secure(auth = "jwt", role = "editor", rate = "10/min", body = "256kb")]
async fn create(State(store): State<Store>, caller: Identity, draft: Valid<Json<Draft>>) -> Created<ArticleView> {
    let draft = draft.into_inner();
    let article = Article {
        id: Uuid::new_v4(),
        title: draft.title,
        tags: draft.tags,
        text: draft.text,
        contact: draft.contact,
        published: false,
        owner: caller.principal().clone(),
    };
    store.insert(article.clone());
    Created::at(show::uri(article.id), ArticleView::from(&article))
}

/// Shows a published article to anyone, and a draft to its author.
#[get("/articles/{id}")]
#[secure(public = "published articles are for everyone", auth = optional("jwt"), rate = "60/min per address")]
async fn show(article: Authorized<Article, Read>) -> Json<ArticleView> {
    Json(ArticleView::from(&*article))
}

/// Changes one's own article.
#[put("/articles/{id}")]
#[secure(auth = "jwt", role = "editor", rate = "60/min", body = "256kb")]
async fn update(
    State(store): State<Store>,
    article: Authorized<Article, Update>,
    draft: Valid<Json<Draft>>,
) -> Result<Json<ArticleView>, Problem> {
    let draft = draft.into_inner();
    let changed = Article {
        title: draft.title,
        tags: draft.tags,
        text: draft.text,
        contact: draft.contact,
        ..article.into_inner()
    };
    keep(&store, changed)
}

/// Makes one's own article public.
#[post("/articles/{id}/publish")]
#[secure(auth = "jwt", role = "editor", rate = "60/min")]
async fn publish(
    State(store): State<Store>,
    article: Authorized<Article, Publish>,
) -> Result<Json<ArticleView>, Problem> {
    keep(&store, Article { published: true, ..article.into_inner() })
}

/// Removes an article.
#[delete("/articles/{id}")]
#[secure(auth = "jwt", role = "admin", rate = "60/min")]
async fn remove(State(store): State<Store>, article: Authorized<Article, Delete>) -> NoContent {
    store.remove(article.id);
    NoContent
}

/// An article that was removed meanwhile is a missing one.
fn keep(store: &Store, article: Article) -> Result<Json<ArticleView>, Problem> {
    let view = ArticleView::from(&article);
    if store.replace(article) { Ok(Json(view)) } else { Err(Problem::not_found()) }
}
