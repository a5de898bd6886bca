use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
}

#[output]
#[audience(Role::Admin)]
struct View {
    contact: String,
}

fn main() {}
