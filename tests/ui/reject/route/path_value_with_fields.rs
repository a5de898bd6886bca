use secure_api::prelude::*;

#[derive(PathValue)]
enum Language {
    English(u8),
}

fn main() {}
