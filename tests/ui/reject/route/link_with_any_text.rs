use secure_api::prelude::*;

#[get("/x/{language}")]
#[secure(auth = "jwt")]
async fn show(language: Path<Language>) -> StatusCode {
    let _ = language;
    StatusCode::OK
}

#[derive(PathValue)]
enum Language {
    De,
    En,
}

fn main() {
    let _: Routes<()> = routes![show];
    let _ = show::uri("de");
}
