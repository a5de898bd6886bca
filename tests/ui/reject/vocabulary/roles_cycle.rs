use secure_api::prelude::*;

#[derive(Roles)]
#[roles(Admin > Editor > Reader, Reader > Admin)]
enum Role {
    Reader,
    Editor,
    Admin,
}

fn main() {}
