use secure_api::prelude::*;

trait Repo: Clone + Send + Sync {}

#[derive(Clone)]
struct Pg;
impl Repo for Pg {}

#[input]
struct Draft {
    title: Text<1, 30>,
}

// Found where it stands, though the handler is generic: the body does not depend on the type.
#[get("/x")]
#[secure(auth = "jwt")]
async fn show<R: Repo>(State(repo): State<R>, draft: Valid<Json<Draft>>) -> StatusCode {
    let _ = (repo, draft);
    StatusCode::OK
}

fn main() {
    let _: Routes<Pg> = routes![show::<Pg>];
}
