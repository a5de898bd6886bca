use secure_api::prelude::*;

struct Article;

#[get("/x/{id}")]
#[secure(auth = "jwt")]
async fn show(taken: Authorized<Article, Read>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
