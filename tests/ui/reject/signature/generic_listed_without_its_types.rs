use secure_api::prelude::*;

trait Repo: Clone + Send + Sync {}

#[derive(Clone)]
struct Pg;
impl Repo for Pg {}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show<R: Repo>(State(repo): State<R>) -> StatusCode {
    let _ = repo;
    StatusCode::OK
}

fn main() {
    let _: Routes<Pg> = routes![show];
}
