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


#[post("/moves")]
#[secure(auth = "jwt")]
async fn show(body: Valid<Json<Move>>) -> StatusCode {
    let _ = &body.to;
    StatusCode::OK
}

fn main() {
    let _: Routes<Db> = routes![show];
}
