use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
}

#[output]
enum View {
    Contact(#[audience(Role::Admin)] String),
}

fn main() {}
