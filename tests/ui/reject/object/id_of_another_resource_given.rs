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

#[derive(Resource)]
#[resource(key = id, store = Db, load = Db::note, everyone(Update))]
struct Note {
    id: u64,
}

impl Db {
    async fn note(&self, _id: u64) -> Result<Option<Note>, Problem> {
        Ok(None)
    }
}

#[input]
struct Move {
    to: Id<Article>,
    note: Id<Note>,
}

#[post("/moves")]
#[secure(auth = "jwt")]
async fn show(
    articles: Decide<Article, Update>,
    notes: Decide<Note, Update>,
    body: Valid<Json<Move>>,
) -> Result<StatusCode, Problem> {
    let _ = (articles.one(&body.note).await?.id, notes.one(&body.note).await?.id, &body.to);
    Ok(StatusCode::OK)
}

fn main() {
    let _: Routes<Db> = routes![show];
}
