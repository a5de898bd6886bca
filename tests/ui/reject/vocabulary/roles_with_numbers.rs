use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Editor = 4,
    Admin,
}

fn main() {}
