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
struct Batch {
    ids: List<Id<Article>, 1, 50>,
}

#[post("/batches")]
#[secure(auth = "jwt")]
async fn show(articles: Decide<Article, Update>, body: Valid<Json<Batch>>) -> Result<StatusCode, Problem> {
    for id in &body.ids {
        let article = articles.one(id).await?;
        let _ = article.id;
    }
    Ok(StatusCode::OK)
}

fn main() {
    let _: Routes<Db> = routes![show];
}
