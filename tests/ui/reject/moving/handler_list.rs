use secure_api::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Search {
    term: String,
}

#[derive(Serialize)]
struct ArticleView {
    title: String,
}

#[get("/articles")]
#[secure(auth = "jwt")]
async fn list(Query(search): Query<Search>) -> Json<Vec<ArticleView>> {
    Json(vec![ArticleView { title: search.term }])
}

fn main() {
    let _: Routes<()> = routes![list];
}
