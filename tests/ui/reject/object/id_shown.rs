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
struct Move {
    to: Id<Article>,
}


fn log(body: &Move) -> String {
    format!("moved to {}", body.to)
}

#[post("/moves")]
#[secure(auth = "jwt")]
async fn show(articles: Decide<Article, Update>, body: Valid<Json<Move>>) -> StatusCode {
    let _ = (articles, log(&body));
    StatusCode::OK
}

fn main() {
    let _: Routes<Db> = routes![show];
}
