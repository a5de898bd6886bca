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

mod other {
    use secure_api::prelude::*;

    #[derive(Resource)]
    #[resource(key = id, store = super::Db, load = find, everyone(Read, Update))]
    pub struct Article {
        pub id: u64,
    }

    async fn find(_: &super::Db, _id: u64) -> Result<Option<Article>, Problem> {
        Ok(None)
    }
}

#[input]
struct Move {
    to: Id<Article>,
}


#[post("/moves")]
#[secure(auth = "jwt")]
async fn show(articles: Decide<other::Article, Update>, body: Valid<Json<Move>>) -> StatusCode {
    let _ = (articles, &body.to);
    StatusCode::OK
}

fn main() {
    let _: Routes<Db> = routes![show];
}
