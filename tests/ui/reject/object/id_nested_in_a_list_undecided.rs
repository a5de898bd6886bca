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
struct Basket {
    lines: List<Line, 1, 50>,
}

#[input]
struct Line {
    article: Id<Article>,
    amount: u32,
}

#[post("/baskets")]
#[secure(auth = "jwt")]
async fn show(body: Valid<Json<Basket>>) -> StatusCode {
    let _ = body.lines.iter().map(|line| (&line.article, line.amount));
    StatusCode::OK
}

fn main() {
    let _: Routes<Db> = routes![show];
}
