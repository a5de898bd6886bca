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
#[resource(key = org, store = Db, load = Db::org, everyone(Read))]
struct Org {
    org: u64,
}

impl Db {
    async fn org(&self, _org: u64) -> Result<Option<Org>, Problem> {
        Ok(None)
    }
}

#[get("/orgs/{org}/x/{id}")]
#[secure(auth = "jwt")]
async fn show(org: Authorized<Org, Read>, taken: Authorized<Article, Read>) -> StatusCode {
    let _ = (org.org, taken.id);
    StatusCode::OK
}

fn main() {
    let _: Routes<Db> = routes![show];
}
