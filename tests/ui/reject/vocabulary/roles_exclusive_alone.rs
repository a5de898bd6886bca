use secure_api::prelude::*;

#[derive(Roles)]
#[roles(exclusive(Editor))]
enum Role {
    Reader,
    Editor,
    Admin,
}

fn main() {}
