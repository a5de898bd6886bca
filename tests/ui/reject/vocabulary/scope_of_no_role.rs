use secure_api::prelude::*;

#[derive(Scopes)]
enum Scope {
    Read,
    #[scope("articles:write", role = Scope::Read)]
    Write,
}

fn main() {}
