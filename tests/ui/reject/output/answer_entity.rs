use secure_api::prelude::*;

#[derive(Clone, Resource)]
#[resource(key = id, store = (), load = find, owner = owner)]
struct Article {
    id: u64,
    owner: Principal,
}

async fn find(_: &(), _: u64) -> Result<Option<Article>, Problem> {
    Ok(None)
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> Json<Authorized<Article, Read>> {
    todo!()
}

fn main() {
    let _: Routes<()> = routes![show];
}
