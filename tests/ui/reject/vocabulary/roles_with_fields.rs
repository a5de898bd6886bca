use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Editor(u8),
    Admin,
}

fn main() {}
