//! Moved: the other three handlers, and no old router.

use secure_api::prelude::*;
use uuid::Uuid;

use crate::half::{self, ArticleView, show};
use crate::store::{Article, Db};

/// A database would have both in its `WHERE`.
impl Listed<Read, String> for Article {
    async fn list(db: &Db, caller: &Caller, term: String, window: Window) -> Result<Vec<Self>, Problem> {
        let found = db.search(&term).into_iter().filter(|article| Authorize::<Read>::permits(article, caller));
        Ok(found.skip(window.offset() as usize).take(window.limit() as usize).collect())
    }
}

/// What an author sends.
#[input]
struct Draft {
    title: Text<1, 120>,
    text: Text<0, 20_000>,
}

/// What a search sends.
#[input]
struct Search {
    #[serde(default)]
    term: Option<Text<0, 80>>,
    #[serde(default)]
    page: PageNumber,
    #[serde(default)]
    per_page: PerPage<50>,
}

#[get("/health")]
#[secure(public = "liveness probe, returns no data", rate = "600/min")]
async fn health() -> StatusCode {
    StatusCode::OK
}

#[get("/articles")]
#[secure(auth = "jwt", rate = "600/min")]
async fn list(
    articles: Decide<Article, Read>,
    search: Valid<Query<Search>>,
) -> Result<Json<Paged<ArticleView>>, Problem> {
    let term = search.term.as_ref().map(|term| term.as_str().to_owned()).unwrap_or_default();
    let page = Page::of(search.page, search.per_page);
    Ok(Json(articles.page_where(term, &page).await?.map(|article| ArticleView::from(&*article))))
}

#[post("/articles")]
#[secure(auth = "jwt", rate = "60/min", body = "64kb")]
async fn create(State(db): State<Db>, caller: Identity, draft: Valid<Json<Draft>>) -> Created<ArticleView> {
    let Draft { title, text } = draft.into_inner();
    let owner = caller.subject().to_owned();
    let article = Article { id: Uuid::new_v4(), title: title.into_string(), text: text.into_string(), owner };
    db.insert(article.clone());
    Created::at(show::uri(article.id), ArticleView::from(&article))
}

/// The application.
pub fn api(db: Db, issuer: Jwt) -> Api<Db> {
    Api::new(db)
        .jwt(issuer)
        .cors(Cors::origin("https://app.example"))
        .mount(half::routes())
        .mount(routes![health, list, create])
}
