use secure_api::prelude::*;

#[derive(Scopes)]
enum Scope {
    #[scope("articles write")]
    Write,
}

fn main() {}
