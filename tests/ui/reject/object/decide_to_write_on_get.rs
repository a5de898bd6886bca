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

#[input]
struct Wanted {
    article: Id<Article>,
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(articles: Decide<Article, Update>, query: Valid<Query<Wanted>>) -> Result<StatusCode, Problem> {
    let _ = articles.one(&query.article).await?.id;
    Ok(StatusCode::OK)
}

fn main() {
    let _: Routes<Db> = routes![show];
}
