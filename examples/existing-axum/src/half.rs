//! Half moved: three handlers are secured, and the old router serves the other three, which are listed by name.

use secure_api::prelude::*;
use uuid::Uuid;

use crate::before;
use crate::store::{Article, Db};

/// Who people are: what was a comparison of texts in the handlers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Roles)]
pub enum Role {
    /// Removes articles.
    Admin,
}

/// Who may read an article: its author.
impl Authorize<Read> for Article {
    fn permits(&self, caller: &Caller) -> bool {
        caller.identity().is_some_and(|caller| caller.subject() == self.owner)
    }
}

/// Who may remove an article, beside the role that the route asks for.
impl Authorize<Delete> for Article {
    fn permits(&self, caller: &Caller) -> bool {
        caller.has_role(Role::Admin)
    }
}

/// Who the caller is.
#[output]
struct Me {
    subject: String,
    roles: Vec<&'static str>,
}

/// What clients are sent.
#[output]
pub(crate) struct ArticleView {
    id: Uuid,
    title: String,
    text: String,
    owner: String,
}

impl From<&Article> for ArticleView {
    fn from(article: &Article) -> Self {
        let Article { id, title, text, owner } = article.clone();
        Self { id, title, text, owner }
    }
}

#[get("/me")]
#[secure(auth = "jwt", rate = "600/min")]
async fn me(caller: Identity) -> Json<Me> {
    Json(Me { subject: caller.subject().to_owned(), roles: caller.roles().collect() })
}

#[get("/articles/{id}")]
#[secure(auth = "jwt", rate = "600/min")]
pub(crate) async fn show(article: Authorized<Article, Read>) -> Json<ArticleView> {
    Json(ArticleView::from(&*article))
}

#[delete("/articles/{id}")]
#[secure(auth = "jwt", role = Role::Admin, rate = "60/min")]
async fn remove(State(db): State<Db>, article: Authorized<Article, Delete>) -> NoContent {
    db.remove(article.id);
    NoContent
}

/// What has moved.
pub fn routes() -> Routes<Db> {
    routes![me, show, remove]
}

/// The application.
pub fn api(db: Db, secret: &[u8], issuer: Jwt) -> Api<Db> {
    let left = ["GET /health", "GET /articles", "POST /articles"];
    Api::new(db.clone()).jwt(issuer).cors(Cors::origin("https://app.example")).mount(routes()).adopt_only(
        before::router(db, secret),
        left,
        "moves route by route until March",
    )
}
