use secure_api::prelude::*;

#[derive(Clone)]
struct Db;

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

#[get("/orgs/{org}/users/{user}")]
#[secure(auth = "jwt")]
async fn show(org: Authorized<Org, Read>, Path(user): Path<u64>) -> StatusCode {
    let _ = (org.org, user);
    StatusCode::OK
}

fn main() {
    let _: Routes<Db> = routes![show];
}
