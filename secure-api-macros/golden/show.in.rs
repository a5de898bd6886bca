/// Shows an article.
#[get("/articles/{id}")]
#[tracing::instrument]
#[secure(auth = "jwt", role = Role::Reader)]
pub async fn show(article: Authorized<Article, Read>) -> Json<ArticleView> {
    article.view()
}
