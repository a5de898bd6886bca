use secure_api::prelude::*;

#[derive(Roles)]
#[roles(exclusive(Editor, Admn))]
enum Role {
    Reader,
    Editor,
    Admin,
}

fn main() {}
