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

#[output]
struct View {
    id: u64,
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(articles: Decide<Article, Read>, page: Valid<Query<Page<100>>>) -> Result<Json<Paged<View>>, Problem> {
    Ok(Json(articles.page(&page).await?.map(|article| View { id: article.id })))
}

fn main() {
    let _: Routes<Db> = routes![show];
}
