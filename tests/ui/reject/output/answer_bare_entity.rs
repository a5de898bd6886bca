use secure_api::prelude::*;

struct Article;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> Article {
    Article
}

fn main() {
    let _: Routes<()> = routes![show];
}
