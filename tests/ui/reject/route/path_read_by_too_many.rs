use secure_api::prelude::*;

#[derive(PathValue)]
enum Language {
    English,
}

#[get("/x/{language}")]
#[secure(auth = "jwt")]
async fn show(Path(taken): Path<(Language, Language)>) -> StatusCode {
    let _ = taken;
    let _ = Language::English;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
