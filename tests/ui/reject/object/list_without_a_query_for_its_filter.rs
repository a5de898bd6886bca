use secure_api::prelude::*;

#[derive(Clone)]
struct Db;

#[derive(Resource)]
#[resource(key = id, store = Db, load = Db::article, owner = owner)]
struct Article {
    id: u64,
    owner: Principal,
}

impl Db {
    async fn article(&self, _id: u64) -> Result<Option<Article>, Problem> {
        Ok(None)
    }
}

impl Listed<Read> for Article {
    async fn list(_: &Db, _: &Caller, _: (), _: Window) -> Result<Vec<Self>, Problem> {
        Ok(Vec::new())
    }
}

#[output]
struct View {
    id: u64,
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(articles: Decide<Article, Read>, page: Valid<Query<Page<100>>>) -> Result<Json<Paged<View>>, Problem> {
    let titled = Text::<1, 80>::try_from("One").map_err(Problem::internal)?;
    Ok(Json(articles.page_where(titled, &page).await?.map(|article| View { id: article.id })))
}

fn main() {
    let _: Routes<Db> = routes![show];
}
