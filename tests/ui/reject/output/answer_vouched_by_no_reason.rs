use axum::response::Html;
use secure_api::prelude::*;

struct Because;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> Vouched<Html<&'static str>, Because> {
    Vouched::new(Html("<p>hello"))
}

fn main() {
    let _: Routes<()> = routes![show];
}
