use secure_api::prelude::*;

struct Article;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> Result<Article, Problem> {
    todo!()
}

fn main() {
    let _: Routes<()> = routes![show];
}
