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
    part: Option<Part>,
}

#[input]
struct Part {
    article: Id<Article>,
}

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(body: Valid<Json<Batch>>) -> Result<NoContent, Problem> {
    let _ = &body;
    Ok(NoContent)
}

fn main() {
    let _: Routes<Db> = routes![show];
}
