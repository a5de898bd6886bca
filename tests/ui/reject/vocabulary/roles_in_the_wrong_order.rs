use secure_api::prelude::*;

#[derive(Roles)]
#[roles(Reader < Admin)]
enum Role {
    Reader,
    Admin,
}

fn main() {}
