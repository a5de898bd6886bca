use secure_api::prelude::*;

#[derive(PathValue)]
enum Language {
    English,
}

#[get("/x/{a}/{b}")]
#[secure(auth = "jwt")]
async fn show(a: Path<Language>, b: Path<Language>) -> StatusCode {
    let _ = (a, b);
    let _ = Language::English;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
