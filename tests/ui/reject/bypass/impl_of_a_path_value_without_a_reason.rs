use secure_api::__private as hands_off;
use secure_api::prelude::*;

struct ArticleId(u64);

impl secure_api::validate::PathValue for ArticleId {
    const PART: hands_off::PathPart = hands_off::PathPart { type_name: "ArticleId", no_id: " " };
    fn from_param(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
    fn to_param(&self) -> String {
        self.0.to_string()
    }
}

#[get("/articles/{id}")]
#[secure(auth = "jwt")]
async fn show(Path(id): Path<ArticleId>) -> NoContent {
    let _ = id;
    NoContent
}

fn main() {
    let _: Routes<()> = routes![show];
}
