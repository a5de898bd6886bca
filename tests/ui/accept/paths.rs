#![deny(warnings)]

use secure_api::prelude::*;

#[derive(PathValue)]
enum Language {
    English,
    #[path_value("de")]
    German,
}

#[derive(PathValue)]
#[path_value(not_an_id = "a year names no object")]
struct Year(u16);

#[derive(PathValue)]
struct Number(u64);

#[get("/")]
#[secure(auth = "jwt")]
async fn h0() -> StatusCode {
    StatusCode::OK
}

#[get("/.well-known/a-b_c~d")]
#[secure(auth = "jwt")]
async fn h1() -> StatusCode {
    StatusCode::OK
}

#[get("/x/{language}/{year}")]
#[secure(auth = "jwt")]
async fn h2(Path((language, year)): Path<(Language, Year)>) -> StatusCode {
    let _ = (language, year);
    StatusCode::OK
}

#[get("/y/{id}")]
#[secure(auth = "jwt", no_object_check(id) = "numbers belong to nobody")]
async fn h3(Path(id): Path<u64>) -> StatusCode {
    let _ = id;
    StatusCode::OK
}

#[get("/z/{unread}")]
#[secure(auth = "jwt", no_object_check(unread) = "decoration")]
async fn h4() -> StatusCode {
    StatusCode::OK
}

#[allow(dead_code)]
fn used(number: Number, year: Year) -> (u64, u16, [Language; 2]) {
    (number.0, year.0, [Language::English, Language::German])
}

fn main() {
    let _: Routes<()> = routes![h0, h1, h2, h3, h4];
}
