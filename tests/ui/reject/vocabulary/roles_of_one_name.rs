use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    #[role("admin")]
    Editor,
    Admin,
}

fn main() {}
