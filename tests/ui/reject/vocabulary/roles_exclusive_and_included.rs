use secure_api::prelude::*;

#[derive(Roles)]
#[roles(exclusive(Editor, Reader), Admin > Editor, Admin > Reader)]
enum Role {
    Reader,
    Editor,
    Admin,
}

fn main() {}
