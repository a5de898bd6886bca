use secure_api::prelude::*;

#[derive(Scopes)]
enum Scope {
    #[scope("articles:write", role = "editor")]
    Write,
}

fn main() {}
