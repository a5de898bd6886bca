//! The application with everything that it promises.

use secure_api::prelude::*;

use super::Store;

/// Who people are here.
#[derive(Clone, Copy, Roles)]
#[roles(Editor > Reader)]
pub(crate) enum Role {
    Reader,
    Editor,
}

#[derive(Resource)]
#[resource(key = id, store = Store, load = find, everyone(Read))]
struct Article {
    id: u64,
    title: String,
    tags: Vec<String>,
    text: String,
}

async fn find(store: &Store, id: u64) -> Result<Option<Article>, Problem> {
    let kept = store.get(&id).cloned();
    Ok(kept.map(|kept| Article { id, title: kept.title, tags: kept.tags, text: kept.text }))
}

#[output]
struct Pong {
    ok: bool,
}

#[input]
struct Draft {
    title: Text<1, 120>,
    #[validate(email, length(max = 254))]
    contact: String,
    #[validate(length(max = 10))]
    tags: Vec<Text<1, 30>>,
    #[validate(length(max = 20_000))]
    text: String,
}

#[output]
struct ArticleView {
    id: u64,
    title: String,
    tags: Vec<String>,
    text: String,
}

#[get("/ping")]
#[secure(public = "liveness probe, returns no data", rate = "1000000/s per address")]
async fn ping() -> Json<Pong> {
    Json(Pong { ok: true })
}

#[get("/articles/{id}")]
#[secure(auth = "jwt", role = Role::Reader, rate = "1000000/s")]
async fn show(article: Authorized<Article, Read>) -> Json<ArticleView> {
    let Article { id, title, tags, text } = article.into_inner();
    Json(ArticleView { id, title, tags, text })
}

#[post("/articles")]
#[secure(auth = "jwt", role = Role::Editor, rate = "1000000/s")]
async fn create(draft: Valid<Json<Draft>>) -> Created<ArticleView> {
    let Draft { title, contact: _, tags, text } = draft.into_inner();
    let tags = tags.into_iter().map(Text::into_string).collect();
    Created::at(show::uri(1), ArticleView { id: 1, title: title.into_string(), tags, text })
}

/// For the answer to a caller who asks too often.
#[get("/scarce")]
#[secure(auth = "jwt", role = Role::Reader, rate = "5/min")]
async fn scarce() -> Json<Pong> {
    Json(Pong { ok: true })
}

/// The application, without the keys that it believes.
pub(crate) fn api() -> Api<Store> {
    Api::new(super::store())
        .source_rate("1000000/s per address")
        .cors(Cors::origin("https://app.example"))
        .mount(routes![ping, show, create, scarce])
}

/// The same with further routes, under prefixes as `/area-0005`.
pub(crate) fn api_with(prefixes: usize) -> Api<Store> {
    (0..prefixes).fold(api(), |api, area| api.mount_at(&format!("/area-{area:04}"), routes![show]))
}
