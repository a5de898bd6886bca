use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> axum::response::Html<String> {
    axum::response::Html("<h1>hello</h1>".to_owned())
}

fn main() {
    let _: Routes<()> = routes![show];
}
